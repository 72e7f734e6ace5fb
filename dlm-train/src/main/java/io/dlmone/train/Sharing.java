package io.dlmone.train;

import io.dlmone.backend.Backend;
import io.dlmone.objective.DistillationSettings;
import io.dlmone.tensor.Tensor;
import io.dlmone.train.parallel.Averaging;
import io.dlmone.train.parallel.Cluster;
import io.dlmone.train.parallel.Parallel;
import io.dlmone.train.parallel.WorkerBackend;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What changes in a training when workers share it. */
final class Sharing {

    private Sharing() {}

    /** The backend of a keeper, or of the one machine there is. */
    static Backend backend(RunContext context, Optional<Cluster.Job> job) {
        boolean local = context.parallel().filter(p -> p.averaging().isLocal()).isPresent();
        return job.map(Cluster.Job::keeper)
                .<Backend>map(workers -> new WorkerBackend(context.backend(), local ? workers.apart() : workers))
                .orElse(context.backend());
    }

    /** A training at a state, as it advances: with the workers that share it, if there are any. */
    static Training training(
            RunContext context, Optional<Cluster.Job> job, Training training, Map<String, Tensor> state) {
        Averaging averaging = context.parallel().map(Parallel::averaging).orElse(Averaging.SYNCHRONOUS);
        return job.map(shared -> WorkerSetup.shared(training, shared.keeper(), averaging, state))
                .orElse(training);
    }

    /** Refuses settings of a teacher's training by which workers do not have equal shares of a batch. */
    static void require(RunContext context, Map<String, Object> settings) {
        if (settings.get("batch") instanceof Number batch && settings.get("microbatch") instanceof Number rows) {
            requireShares(new Checks(), context, "", batch.intValue(), rows.intValue())
                    .refuse();
        }
    }

    /** Refuses what workers cannot share: phases whose length only a clock knows, weights that only one has. */
    static void require(RunContext context, DistillOptions options, List<DistillationSettings> settings) {
        if (context.parallel().isEmpty()) {
            return;
        }
        Checks checks = new Checks()
                .require(options.minutes() == 0, "minutes", "none, because workers count updates", "a time");
        for (int i = 0; i < settings.size(); i++) {
            Phase phase = options.recipe().phases().get(i);
            DistillationSettings s = settings.get(i);
            checks.require(
                    phase.iterations() > 0 && phase.seconds() == 0,
                    "recipe",
                    "a number of updates for each phase, because workers count them",
                    phase.toString());
            checks.require(
                    i == 0 || s.get(DistillationSettings.START) != DistillationSettings.Start.BEST,
                    "start",
                    "current: the best weights are not at hand where workers are",
                    "best, in phase " + phase);
            requireShares(
                    checks,
                    context,
                    " of phase " + phase,
                    s.get(DistillationSettings.BATCH),
                    s.get(DistillationSettings.MICROBATCH));
        }
        checks.refuse();
    }

    private static Checks requireShares(Checks checks, RunContext context, String where, int batch, int microbatch) {
        int workers = context.parallel().map(p -> p.cluster().workers()).orElse(1);
        int parts = microbatch == 0 ? 1 : batch / microbatch;
        return checks.require(
                parts % workers == 0,
                "microbatch" + where,
                "a divisor of " + batch + " / " + workers + ", the share of a batch that a worker has",
                microbatch == 0 ? "0, the whole batch" : String.valueOf(microbatch));
    }
}
