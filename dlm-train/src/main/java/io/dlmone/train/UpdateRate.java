package io.dlmone.train;

import io.dlmone.bundle.ModelBundle;
import io.dlmone.bundle.ModelDirectory;
import io.dlmone.distill.Distillation;
import io.dlmone.distill.KdObjective;
import io.dlmone.model.NoiseSchedule;
import io.dlmone.objective.DistillationSettings;

/**
 * Finds out how fast a distillation will be here, so that a learning rate can fall over a phase that is given in
 * seconds. The updates made for it are thrown away.
 */
public final class UpdateRate {

    private static final double NANOS = 1e9;

    private UpdateRate() {}

    /**
     * {@return updates for each second in the first phase of a recipe}
     *
     * @param options of the distillation
     * @param context with the engine
     * @param seconds to spend on it, of which a third warms up; at least one fresh batch of endpoints is made
     */
    public static double measure(DistillOptions options, RunContext context, double seconds) {
        ModelBundle teacher = ModelDirectory.load(options.teacher());
        Phase first = options.recipe().phases().get(0);
        NoiseSchedule schedule = teacher.architecture().schedule();
        DistillationSettings settings = RecipeSettings.resolve(
                        options.recipe().phases(),
                        options.numbers(),
                        schedule,
                        options.run().seed())
                .get(0);
        DataSet data = DataSet.open(options.data());
        try (Distillation trial = new Distillation(
                context.backend(),
                teacher.architecture(),
                teacher.floatWeights(),
                data.drawn(teacher.layout(), options.run().seed()))) {
            trial.objective(first.objective(), settings);
            int round = settings.get(KdObjective.ENDPOINT_REUSE);
            rate(trial, round, seconds / 3);
            return rate(trial, round, seconds * 2 / 3);
        }
    }

    /** Over whole rounds: a round begins with a fresh batch of endpoints, which its updates then use. */
    private static double rate(Distillation distillation, int round, double seconds) {
        long before = System.nanoTime();
        int made = 0;
        double taken;
        do {
            for (int i = 0; i < round; i++) {
                distillation.iterate();
                made++;
            }
            taken = (System.nanoTime() - before) / NANOS;
        } while (taken < seconds);
        return made / taken;
    }
}
