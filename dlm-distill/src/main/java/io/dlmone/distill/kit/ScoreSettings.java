package io.dlmone.distill.kit;

import io.dlmone.error.Problem;
import io.dlmone.objective.DistillationSettings;
import io.dlmone.objective.Setting;
import java.util.ArrayList;
import java.util.List;

/**
 * The settings of score distillation, with a fake score network psi. Defaults are DLM-One's (Table 5, QQP's first
 * stage), and for what the paper leaves open those of the methods it descends from (SiD-LSG, SiDA).
 */
public final class ScoreSettings {

    /** mu of the score identity loss. */
    public static final Setting<Double> MU =
            Setting.real("mu", 1.2, -10, 10, "mu of the score identity loss; 0.5 to 1.2 are one family");

    /** Scores are compared at this time and noisier ones. */
    public static final Setting<Double> MIN_TIME = Setting.time(
            "min-time",
            "0 of discrete times; where sigma/alpha is .122 of continuous ones",
            DistillationSettings::leastNoisy,
            "Scores are compared at this time and noisier ones");

    /** Where the range of times begins before it widens to {@link #MIN_TIME}. */
    public static final Setting<Double> FIRST_MIN_TIME = Setting.time(
            "first-min-time",
            "as setting min-time",
            DistillationSettings::leastNoisy,
            "Where the student's scores are first compared from, if that is noisier than setting min-time: the range widens to"
                    + " it, while the fake score network learns all of it from the beginning");

    /** Updates until the range is whole. */
    public static final Setting<Integer> WIDENING =
            Setting.whole("widening", 1000, 1, "Updates of the student until its range reaches setting min-time");

    /** How times are spread over their range. */
    public static final Setting<ScoreTimes> TIMES =
            Setting.choice("score-times", ScoreTimes.UNIFORM, "How times are spread over their range");

    /** Scores are compared at less noisy times. */
    public static final Setting<Double> MAX_TIME = Setting.time(
            "max-time",
            "where sigma/alpha is 13.1 (1976 of 2000)",
            schedule -> schedule.timeOfNoiseRatio(DistillationSettings.MAX_NOISE_RATIO),
            "Scores are compared at times less noisy than this");

    /** Learning rate of the fake score network. */
    public static final Setting<Double> PSI_RATE =
            Setting.real("psi-lr", 1e-5, Double.MIN_VALUE, 1, "Learning rate of the fake score network");

    /** Updates of the fake score network for one of the student. */
    public static final Setting<Integer> PSI_STEPS =
            Setting.whole("psi-steps", 1, 1, "Updates of the fake score network for one of the student");

    /** Iterations before the student moves. */
    public static final Setting<Integer> PSI_WARMUP = Setting.whole(
            "psi-warmup", 0, 0, "Iterations in which the fake score network learns before the student moves");

    /** gamma_t, weight of the fake score loss. */
    public static final Setting<PsiWeight> PSI_WEIGHT =
            Setting.choice("psi-weight", PsiWeight.SNR, "Weight of the fake score loss at a time (gamma_t)");

    /** Weight of the student's loss. */
    public static final Setting<ThetaWeight> THETA_WEIGHT = Setting.choice(
            "theta-weight", ThetaWeight.DISTANCE, "Weight of the student's loss (omega_t alpha^2/sigma^4)");

    /** a_sg, share of the score loss in psi's loss. */
    public static final Setting<Double> PSI_SCORE =
            Setting.real("psi-score", 0.5, 0, 1e9, "Share of the score loss in psi's loss (a_sg)");

    /** b_sg, share of the adversarial loss in psi's loss. */
    public static final Setting<Double> PSI_ADVERSARIAL =
            Setting.real("psi-adversarial", 0.5, 0, 1e9, "Share of the adversarial loss in psi's loss (b_sg)");

    /** a_g, share of the score loss in the student's loss. */
    public static final Setting<Double> THETA_SCORE =
            Setting.real("theta-score", 0.5, 0, 1e9, "Share of the score loss in the student's loss (a_g)");

    /** b_g, share of the adversarial loss in the student's loss. */
    public static final Setting<Double> THETA_ADVERSARIAL = Setting.real(
            "theta-adversarial", 0.5, 0, 1e9, "Share of the adversarial loss in the student's loss (b_g); 0: none");

    /** Factor of the student's adversarial loss beside its share. */
    public static final Setting<Double> ADVERSARIAL_SCALE =
            Setting.real("adversarial-scale", 1, 0, 1e9, "Factor of the student's adversarial loss beside its share");

    /** Largest discriminator logit that the student learns from. */
    public static final Setting<Double> LOGIT_LIMIT = Setting.real(
            "logit-limit", 10, Double.MIN_VALUE, 1e9, "Largest discriminator logit that the student learns from");

    /** Head of the discriminator on psi's hidden state. */
    public static final Setting<Discriminator> DISCRIMINATOR =
            Setting.choice("discriminator", Discriminator.LINEAR, "Head of the discriminator on psi's hidden state");

    /** Block of psi whose state the discriminator sees. */
    public static final Setting<Integer> DISCRIMINATOR_LAYER = Setting.whole(
            "discriminator-layer", 0, 0, "Block of psi whose state the discriminator sees, from 1; 0: the last");

    /** Where losses are taken. */
    public static final Setting<Positions> POSITIONS =
            Setting.choice("positions", Positions.TARGET, "Where losses are taken");

    /** Whether the source is noised a little. */
    public static final Setting<Boolean> CONDITION_NOISE = Setting.toggle(
            "condition-noise", false, "Noise the source a little (sigma_0), as in the training of the teacher");

    /** Dropout of the fake score network in its own updates. */
    public static final Setting<Double> PSI_DROPOUT = Setting.real(
            "psi-dropout", 0.1, 0, Math.nextDown(1.0), "Dropout of the fake score network in its own updates");

    /** Dropout of the student in its own updates. */
    public static final Setting<Double> THETA_DROPOUT =
            Setting.real("theta-dropout", 0, 0, Math.nextDown(1.0), "Dropout of the student in its own updates");

    /** Where losses are taken. */
    public enum Positions {
        /** Where text is written, padding included: the rest is exact by construction. */
        TARGET,
        /** Everywhere. */
        ALL
    }

    private ScoreSettings() {}

    /**
     * {@return what does not fit together}
     *
     * @param settings of the distillation
     */
    public static List<Problem> problems(DistillationSettings settings) {
        List<Problem> problems = new ArrayList<>();
        double to = settings.get(MAX_TIME);
        for (Setting<Double> from : List.of(MIN_TIME, FIRST_MIN_TIME)) {
            if (!settings.schedule().noisier(to, settings.get(from))) {
                String expected = "less noisy than " + MAX_TIME + ", which is " + Setting.text(to);
                problems.add(from.problem(expected, settings.get(from)));
            }
        }
        double share = settings.get(THETA_ADVERSARIAL);
        if (settings.get(PSI_ADVERSARIAL) == 0 && share > 0) {
            String expected = "0, because " + PSI_ADVERSARIAL + " is 0 and nothing trains a discriminator";
            problems.add(THETA_ADVERSARIAL.problem(expected, share));
        }
        return problems;
    }

    /** Of every objective with a fake score network. */
    public static final List<Setting<?>> SHARED = List.of(
            MIN_TIME,
            MAX_TIME,
            FIRST_MIN_TIME,
            WIDENING,
            TIMES,
            PSI_RATE,
            PSI_STEPS,
            PSI_WARMUP,
            PSI_WEIGHT,
            THETA_WEIGHT,
            PSI_SCORE,
            PSI_ADVERSARIAL,
            THETA_SCORE,
            THETA_ADVERSARIAL,
            ADVERSARIAL_SCALE,
            LOGIT_LIMIT,
            DISCRIMINATOR,
            DISCRIMINATOR_LAYER,
            POSITIONS,
            CONDITION_NOISE,
            PSI_DROPOUT,
            THETA_DROPOUT,
            TargetSettings.TARGET_GUIDANCE,
            TargetSettings.ROUNDING,
            TargetSettings.SHARPNESS);
}
