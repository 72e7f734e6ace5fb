package io.dlmone.train;

import io.dlmone.error.ErrorId;
import io.dlmone.error.Problem;
import io.dlmone.error.UserException;
import io.dlmone.train.parallel.Cluster;
import io.dlmone.train.parallel.WorkersLost;
import java.util.Optional;
import java.util.function.Supplier;

/** The attempts of a run to come to its end: one, but for a run whose workers may be lost on the way. */
final class Attempts {

    private static final int MOST = 4;

    private Attempts() {}

    /** One attempt, which builds everything anew. */
    @FunctionalInterface
    interface Attempt {

        /**
         * Runs until the end or a stop.
         *
         * @param job workers to be started, if they share the work
         * @param from the checkpoint to go on from, read when asked for; empty: from the beginning
         * @return how it ended
         */
        RunOutcome run(Optional<Cluster.Job> job, Supplier<Optional<Checkpoint>> from);
    }

    /** Runs; when workers were lost, again from the newest checkpoint. */
    static RunOutcome make(RunContext context, RunDirectory run, Attempt attempt) {
        if (context.parallel().isEmpty()) {
            return attempt.run(Optional.empty(), run::newest);
        }
        Cluster cluster = context.parallel().get().cluster();
        for (int made = 1; ; made++) {
            try (Cluster.Job job = cluster.job()) {
                context.progress().say("Training is shared by " + cluster.describe() + ".");
                return attempt.run(Optional.of(job), run::newest);
            } catch (WorkersLost e) {
                if (made == MOST) {
                    throw lost(cluster, run, e);
                }
                context.progress()
                        .say("Workers were lost (" + e.getMessage() + "); going on from the newest checkpoint of "
                                + run.path() + ".");
                if (run.newest().isEmpty()) {
                    run.forgetAfter(-1, -1);
                }
            }
        }
    }

    private static UserException lost(Cluster cluster, RunDirectory run, WorkersLost e) {
        UserException failure = new UserException(new Problem(
                ErrorId.TRAIN_3,
                cluster.describe(),
                "workers that last as long as the training, or at least from one checkpoint to the next",
                MOST + " times a loss of workers, the last because " + e.getMessage(),
                "Nothing that a checkpoint holds is lost: look at the workers' logs, then continue the run in "
                        + run.path() + " with setting resume."));
        failure.initCause(e);
        return failure;
    }
}
