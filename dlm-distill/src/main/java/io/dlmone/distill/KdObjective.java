package io.dlmone.distill;

import io.dlmone.distill.kit.RegressionPhase;
import io.dlmone.distill.kit.TargetSettings;
import io.dlmone.error.Problem;
import io.dlmone.objective.DistillationContext;
import io.dlmone.objective.DistillationSettings;
import io.dlmone.objective.Objective;
import io.dlmone.objective.Setting;
import java.util.List;

/**
 * Direct regression on the teacher's endpoints: the student learns, from the same noise, the sentence at which the
 * teacher's deterministic sampler arrives (knowledge distillation; Luhman and Luhman 2021), or with a noise codebook an
 * ancestral sampler whose noise is fixed for each vector. Which of these sentences belongs to which vector can be left
 * to the student. The cheapest warm start.
 */
public final class KdObjective implements Objective {

    /** Iterations for each fresh batch of targets, which cost as many calls as the sampler takes steps. */
    public static final Setting<Integer> ENDPOINT_REUSE =
            Setting.whole("endpoint-reuse", 4, 1, "Iterations for each fresh batch of targets");

    /** Endpoints from which one is kept. */
    public static final Setting<Integer> ENDPOINT_CANDIDATES = Setting.whole(
            "endpoint-candidates",
            1,
            1,
            1_000,
            "With setting endpoint-coupling matched: endpoints for each one that is kept, those for a source that agree most"
                    + " with all of them (minimum Bayes risk)");

    /** Endpoints that were sampled before. */
    public static final Setting<String> ENDPOINT_FILE = Setting.file(
            "endpoint-file",
            "Endpoints that were sampled before, as by Spark, from the same data with the same seed, batch and noise; which"
                    + " sampler led to them does not matter then");

    @Override
    public String name() {
        return "kd";
    }

    @Override
    public String description() {
        return "Regression on the sentences at which the teacher's deterministic sampler arrives.";
    }

    @Override
    public List<Setting<?>> settings() {
        return List.of(
                TargetSettings.ENDPOINT_SAMPLER,
                TargetSettings.ENDPOINT_STEPS,
                TargetSettings.ENDPOINT_GUIDANCE,
                ENDPOINT_REUSE,
                TargetSettings.ENDPOINT_COUPLING,
                ENDPOINT_CANDIDATES,
                ENDPOINT_FILE);
    }

    @Override
    public DistillationSettings defaults(DistillationSettings settings) {
        return TargetSettings.regression(settings);
    }

    @Override
    public List<Problem> problems(DistillationSettings settings) {
        int codebook = settings.get(DistillationSettings.NOISE_CODEBOOK);
        int candidates = settings.get(ENDPOINT_CANDIDATES);
        if (!matched(settings)) {
            List<Problem> problems = TargetSettings.perPosition(settings);
            if (candidates != 1) {
                problems.add(ENDPOINT_CANDIDATES.problem("1 without setting endpoint-coupling matched", candidates));
            }
            return problems;
        }
        return codebook >= 2 && settings.microbatch() % codebook == 0
                ? List.of()
                : List.of(DistillationSettings.NOISE_CODEBOOK.problem(
                        "at least 2 vectors that divide the " + settings.microbatch()
                                + " sequences in one run of the networks, for setting endpoint-coupling matched",
                        codebook));
    }

    @Override
    public Phase begin(DistillationContext context) {
        int copies = copies(context.settings());
        EndpointPool pool = new EndpointPool(context, copies);
        return new RegressionPhase(
                context, matched(context.settings()) ? new MatchedTargets(context, pool, copies) : pool);
    }

    /** Rows of a source that follow one another: 1, or where they are exchanged one for each vector of the codebook. */
    static int copies(DistillationSettings settings) {
        return matched(settings) ? settings.get(DistillationSettings.NOISE_CODEBOOK) : 1;
    }

    private static boolean matched(DistillationSettings settings) {
        return settings.get(TargetSettings.ENDPOINT_COUPLING) == TargetSettings.EndpointCoupling.MATCHED;
    }
}
