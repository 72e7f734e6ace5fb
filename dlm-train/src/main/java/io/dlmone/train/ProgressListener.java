package io.dlmone.train;

/** Hears how a long job goes on. The command line shows it to people; programs may ignore it. */
public interface ProgressListener {

    /** Hears nothing. */
    ProgressListener NONE = new ProgressListener() {
        @Override
        public void say(String line) {}

        @Override
        public Stage begin(String name, String unit, long total) {
            return (done, note) -> {};
        }
    };

    /**
     * One line for people.
     *
     * @param line without a line break
     */
    void say(String line);

    /**
     * Begins a stage of the job.
     *
     * @param name what is being done, such as {@code train}
     * @param unit what is counted, such as {@code steps}
     * @param total how many there will be; 0 when that is not known
     * @return the stage, which is told what is done
     */
    Stage begin(String name, String unit, long total);

    /** A stage under way; closing it ends it, finished or not. */
    interface Stage extends AutoCloseable {

        /**
         * How far it is.
         *
         * @param done units done since the job began
         * @param note what else is worth showing, such as the loss
         */
        void at(long done, String note);

        @Override
        default void close() {}
    }
}
