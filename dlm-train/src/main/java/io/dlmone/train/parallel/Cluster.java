package io.dlmone.train.parallel;

import io.dlmone.backend.Workers;
import java.nio.file.Path;
import java.util.Map;

/**
 * Where the workers of a training run: threads, or tasks on other machines. The process that has the run directory is
 * their keeper. One job at a time.
 */
public interface Cluster extends AutoCloseable {

    /** {@return how many workers there are, at least 1} */
    int workers();

    /** {@return where they are, for people, such as {@code 2 workers on local[2]}} */
    String describe();

    /** {@return how to come to it again, by the names of the settings} */
    default Map<String, Object> toConfig() {
        return Map.of("workers", workers());
    }

    /**
     * Told, by the keeper, that a checkpoint is complete, so that the run can be copied to where the cluster keeps
     * files; by default nothing is done.
     *
     * @param run the run directory
     */
    default void saved(Path run) {}

    /** {@return a job that has not started; the caller closes it} */
    Job job();

    /** Disconnects; by default there is nothing to be done. */
    @Override
    default void close() {}

    /** Workers at work, seen from their keeper. Its keeper and {@link #close} belong to one thread. */
    interface Job extends AutoCloseable {

        /**
         * {@return the workers as their keeper sees them} Its sums throw {@link WorkersLost} once a worker has failed;
         * the job is over then.
         */
        Workers keeper();

        /**
         * Starts all workers.
         *
         * @param task what each does
         */
        void start(WorkerTask task);

        /** Ends the workers, which are told at their next sum, and waits until they have. */
        @Override
        void close();
    }
}
