package io.dlmone.distill.kit;

import io.dlmone.error.Problem;
import io.dlmone.model.Denoiser;
import io.dlmone.model.ScoreFunction;
import io.dlmone.objective.DistillationContext;
import io.dlmone.objective.DistillationSettings;
import io.dlmone.objective.Setting;
import io.dlmone.sampling.GuidedScoreFunction;
import io.dlmone.sampling.RoundedScoreFunction;
import io.dlmone.sampling.Rounding;
import io.dlmone.sampling.RoundingTimes;
import io.dlmone.sampling.SamplingLoop;
import java.util.ArrayList;
import java.util.List;

/** The settings that say how targets come from the teacher. */
public final class TargetSettings {

    /** How the teacher's predictions are rounded. */
    public static final Setting<Rounding> ROUNDING = Setting.choice(
            "target-rounding",
            Rounding.NONE,
            "Round the teacher's predictions to embeddings, where it has a table of them, so that the student learns a teacher that is sampled with"
                    + " rounding");

    /** Sharpness of soft rounding. */
    public static final Setting<Double> SHARPNESS = Setting.real(
            "rounding-sharpness",
            2,
            Double.MIN_VALUE,
            1e6,
            "Soft rounding: what squared distances are multiplied with before the softmax");

    /** Calls of the teacher for one target. */
    public static final Setting<Integer> ENDPOINT_STEPS =
            Setting.calls("endpoint-steps", 10, 1, "Calls of the teacher for one target");

    /** Weight of the source in the teacher's predictions. */
    public static final Setting<Double> ENDPOINT_GUIDANCE = Setting.real(
            "endpoint-guidance",
            1,
            0,
            1e4,
            "Weight of the source in the teacher's predictions on the way to a target (classifier-free guidance), for"
                    + " teachers that were trained with setting condition-dropout; 1: none");

    /** Weight of the source in the teacher's predictions that scores are compared with. */
    public static final Setting<Double> TARGET_GUIDANCE = Setting.real(
            "target-guidance",
            1,
            0,
            1e4,
            "Weight of the source in the teacher's predictions that the student's are compared with (classifier-free"
                    + " guidance), for teachers that were trained for it; 1: none");

    /**
     * {@return the teacher's sampler as it writes targets, with rounding where there is an embedding table}
     *
     * @param c context of the distillation
     */
    public static SamplingLoop sampler(DistillationContext c) {
        DistillationSettings s = c.settings();
        return new SamplingLoop(
                c.backend(),
                c.model(),
                c.teacher(),
                s.microbatch(),
                RoundingTimes.of(c.model().rounds()),
                s.get(ENDPOINT_GUIDANCE));
    }

    /** The teacher's samplers that can lead to endpoints. */
    public enum EndpointSampler {
        /** Deterministic. */
        DDIM,
        /** With noise at every step. */
        ANCESTRAL
    }

    /** How the teacher arrives at a target. */
    public static final Setting<EndpointSampler> ENDPOINT_SAMPLER = Setting.choice(
            "endpoint-sampler",
            EndpointSampler.DDIM,
            "How the teacher arrives at a target; ancestral adds noise at every step, which a noise codebook fixes, and"
                    + " errs less in few steps");

    /** Which vector of a noise codebook learns which of the teacher's sentences for a source. */
    public enum EndpointCoupling {
        /** The one at which the teacher arrives from it. */
        TEACHER,
        /** The one nearest to what the student writes from it, by an optimal assignment. */
        MATCHED
    }

    /** Which vector of a codebook learns which of the teacher's sentences. */
    public static final Setting<EndpointCoupling> ENDPOINT_COUPLING = Setting.choice(
            "endpoint-coupling",
            EndpointCoupling.TEACHER,
            "Which vector of a noise codebook learns which of the teacher's endpoints for a source: teacher, the one at"
                    + " which the teacher arrives from it; matched, the one nearest to what the student writes from it,"
                    + " by an optimal assignment");

    private static final double REGRESSION_RATE = 1e-3;
    private static final double REGRESSION_CLIP = 1;

    private TargetSettings() {}

    /**
     * Regression on given targets is tame: it learns at a higher rate than adversaries do.
     *
     * @param settings what the user gave
     * @return these on top of what such regression is best begun with
     */
    public static DistillationSettings regression(DistillationSettings settings) {
        return settings.with(DistillationSettings.THETA_RATE, REGRESSION_RATE)
                .with(DistillationSettings.CLIP, REGRESSION_CLIP);
    }

    /**
     * Regression along trajectories of noised data, which begin where hardly any of the data is left.
     *
     * @param settings what the user gave
     * @return these on top of what such regression is best begun with
     */
    public static DistillationSettings trajectories(DistillationSettings settings) {
        double last = settings.schedule().timeOfNoiseRatio(DistillationSettings.MAX_NOISE_RATIO);
        return regression(settings)
                .with(DistillationSettings.INITIAL_TIME, last)
                .with(ROUNDING, Rounding.HARD);
    }

    /**
     * {@return what is wrong if the student's noise is not such as the teacher's trajectories begin with}
     *
     * @param s settings of the distillation
     */
    public static List<Problem> perPosition(DistillationSettings s) {
        double shared = s.get(DistillationSettings.NOISE_SHARED);
        int dimensions = s.get(DistillationSettings.NOISE_DIMENSIONS);
        String expected = "0, because the teacher's trajectories begin with noise for each position";
        List<Problem> problems = new ArrayList<>();
        if (shared != 0) {
            problems.add(DistillationSettings.NOISE_SHARED.problem(expected, shared));
        }
        if (dimensions != 0) {
            problems.add(DistillationSettings.NOISE_DIMENSIONS.problem(expected, dimensions));
        }
        return problems;
    }

    /**
     * {@return what is set of rounding for a teacher that has no embedding table to round to; the default of an
     * objective that rounds does not hold for it}
     *
     * @param s settings of the distillation
     */
    public static List<Problem> withoutTable(DistillationSettings s) {
        String why = ", because the teacher has no embedding table to round to";
        List<Problem> problems = new ArrayList<>();
        s.given(ROUNDING)
                .filter(rounding -> rounding != Rounding.NONE)
                .ifPresent(rounding -> problems.add(ROUNDING.problem("none" + why, rounding)));
        s.given(SHARPNESS).ifPresent(sharpness -> problems.add(SHARPNESS.problem("no value" + why, sharpness)));
        return problems;
    }

    /**
     * {@return the teacher, guided and rounded as set}
     *
     * @param in inputs of a step
     */
    public static ScoreFunction teacher(StepInputs in) {
        DistillationContext c = in.context();
        Denoiser network = StepInputs.bind(in.graph(), c, c.teacher());
        double guidance = c.settings().get(TARGET_GUIDANCE);
        return guidance == 1
                ? rounded(network, c.settings())
                : rounded(new GuidedScoreFunction(network, in.target(), guidance), network, c.settings());
    }

    /**
     * {@return a network, rounded as set; as it is if there is no embedding table to round to}
     *
     * @param network any network of the teacher's kind
     * @param s settings of the distillation
     */
    public static ScoreFunction rounded(Denoiser network, DistillationSettings s) {
        return rounded(network, network, s);
    }

    private static ScoreFunction rounded(ScoreFunction predictions, Denoiser network, DistillationSettings s) {
        return network.embeddings()
                .<ScoreFunction>map(
                        table -> new RoundedScoreFunction(predictions, table, s.get(ROUNDING), s.get(SHARPNESS)))
                .orElse(predictions);
    }
}
