package io.dlmone.objective;

/** A way to make a student from a teacher, found by {@link java.util.ServiceLoader}. */
public interface Objective {

    /** The stable name, such as {@code sid} or {@code kd}. */
    String name();

    /**
     * Begins to train the context's student with this objective. The student keeps the weights it has.
     *
     * @throws io.dlmone.error.UserException if a setting is out of range
     */
    Phase begin(DistillationContext context);

    /**
     * Training with one objective. Owns variables of its own (fake score network, optimisers); {@link #close} frees
     * them.
     */
    interface Phase extends AutoCloseable {

        /**
         * One iteration.
         *
         * @param iteration counts from 0 within the phase; all randomness comes from it and the seed
         * @return measurements by name, among them {@code loss}
         */
        java.util.Map<String, Double> iterate(long iteration);

        /** The variables that must be kept to continue later, by name, without the student's. */
        java.util.Map<String, io.dlmone.graph.Variable> state();

        @Override
        void close();
    }
}
