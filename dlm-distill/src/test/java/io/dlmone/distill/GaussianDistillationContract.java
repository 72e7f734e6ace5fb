package io.dlmone.distill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.dlmone.Plugins;
import io.dlmone.backend.Backend;
import io.dlmone.backend.BackendOptions;
import io.dlmone.backend.Backends;
import io.dlmone.contract.GaussianModel;
import io.dlmone.distill.kit.ScoreSettings;
import io.dlmone.distill.kit.TargetSettings;
import io.dlmone.error.UserException;
import io.dlmone.model.NoiseSchedule;
import io.dlmone.objective.DistillationSettings;
import io.dlmone.sampling.Rounding;
import io.dlmone.tensor.Tensor;
import io.dlmone.text.Examples;
import io.dlmone.text.SequenceLayout;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every objective on a teacher that can be solved on paper. */
abstract class GaussianDistillationContract {

    private static final int LENGTH = 3;
    private static final int WIDTH = 4;
    private static final int ITERATIONS = 600;

    static final NoiseSchedule SQRT = Plugins.schedule("sqrt").create(2000);

    private final NoiseSchedule schedule;
    private final GaussianModel model;
    private final Examples examples =
            index -> new SequenceLayout.Encoded(new long[] {index % 64, index / 64 % 64, index / 4096 % 64}, 1);
    private final Backend backend =
            Backends.named("onnx").open(BackendOptions.defaults().withThreads(1));

    GaussianDistillationContract(NoiseSchedule schedule) {
        this.schedule = schedule;
        this.model = new GaussianModel(schedule, LENGTH, WIDTH, 64);
    }

    /** The time with as much noise as the sqrt schedule of 2,000 steps has at this one. */
    private double time(int ofSqrt) {
        return schedule.timeOfNoiseRatio(SQRT.noiseRatio(ofSqrt));
    }

    @AfterEach
    void close() {
        backend.close();
    }

    private DistillationSettings settings(String objective, int start, double rate) {
        return Plugins.objective(objective)
                .defaults(DistillationSettings.defaults(schedule, 11))
                .with(DistillationSettings.BATCH, 32)
                .with(DistillationSettings.INITIAL_TIME, time(start))
                .with(DistillationSettings.THETA_RATE, rate)
                .with(DistillationSettings.DECAY, ITERATIONS)
                .with(DistillationSettings.EMA, 0.99)
                .with(DistillationSettings.CLIP, 0.0)
                .with(ScoreSettings.PSI_RATE, 10 * rate)
                .with(ScoreSettings.PSI_STEPS, 1)
                .with(ScoreSettings.PSI_DROPOUT, 0.0)
                .with(ScoreSettings.PSI_ADVERSARIAL, 0.0)
                .with(ScoreSettings.THETA_ADVERSARIAL, 0.0)
                .with(ScoreSettings.MU, 1.0)
                .with(TargetSettings.ROUNDING, Rounding.NONE);
    }

    /** Mean and deviation of what the student with these weights writes from standard normal noise. */
    private double[] written(Map<String, Tensor> student, double start) {
        double mean = student.get(GaussianModel.MEAN).item();
        double deviation = student.get(GaussianModel.DEVIATION).item();
        double centre = model.denoise(0, start, mean, deviation);
        return new double[] {centre, model.denoise(schedule.sigma(start), start, mean, deviation) - centre};
    }

    private double[] distilled(String objective, DistillationSettings settings, float mean) {
        Map<String, Tensor> teacher = model.weights(GaussianModel.TEACHER_MEAN, GaussianModel.TEACHER_DEVIATION);
        try (Distillation d = new Distillation(backend, model, teacher, examples)) {
            d.begin(model.weights(mean, GaussianModel.TEACHER_DEVIATION));
            d.objective(objective, settings);
            for (int i = 0; i < ITERATIONS; i++) {
                d.iterate();
            }
            return written(d.average().read(backend), settings.initialTime());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"sid", "dmd", "diff-instruct"})
    void scoreDistillationGivesTheStudentTheTeachersMeanAndDeviation(String objective) {
        double[] written = distilled(objective, settings(objective, 1000, 8e-3), 2.5f);
        assertThat(written[0]).isCloseTo(GaussianModel.TEACHER_MEAN, within(0.05));
        assertThat(written[1]).isCloseTo(GaussianModel.TEACHER_DEVIATION, within(0.15));
    }

    @Test
    void regressionOnEndpointsGivesTheStudentTheTeachersMeanAndDeviation() {
        double[] written = distilled("kd", settings("kd", 1976, 2e-2), 2);
        assertThat(written[0]).isCloseTo(GaussianModel.TEACHER_MEAN, within(0.15));
        assertThat(written[1]).isCloseTo(GaussianModel.TEACHER_DEVIATION, within(0.15));
    }

    @Test
    void refinementKeepsTheStudentWhereTheTeacherLeavesIt() {
        DistillationSettings s = settings("refine", 1976, 4e-3).with(TargetSettings.ENDPOINT_STEPS, 20);
        double[] written = distilled("refine", s, 1.5f);
        assertThat(written[0]).isCloseTo(GaussianModel.TEACHER_MEAN, within(0.1));
    }

    /**
     * From an output far below all embeddings: hardly noised, it becomes the nearest ones; well noised, all of them.
     */
    @Test
    void theNoiseOfRefinementSaysHowMuchOfTheOutputIsKept() {
        DistillationSettings s = settings("refine", 1976, 2e-2);
        DistillationSettings fine = s.with(TargetSettings.ENDPOINT_STEPS, 200);
        double near = distilled("refine", fine.with(RefineObjective.REFINE_NOISE, 0.25), 0)[0];
        double far = distilled("refine", s.with(RefineObjective.REFINE_NOISE, 5.0), 0)[0];
        assertThat(near).isLessThan(GaussianModel.TEACHER_MEAN - 0.3);
        assertThat(far).isCloseTo(GaussianModel.TEACHER_MEAN, within(0.2));
    }

    @Test
    void consistencyOfTwoLevelsIsTheTeachersTwoCalls() {
        DistillationSettings s = settings("consistency", 1976, 2e-2).with(ConsistencyObjective.LEVELS, 2);
        requireTwoCalls(distilled("consistency", s, 1.5f), time(1976), DistillationSettings.leastNoisy(schedule));
    }

    @Test
    void progressiveDistillationOfTwoStepsIsTheTeachersTwoCalls() {
        DistillationSettings s = settings("progressive", 1976, 2e-2).with(ProgressiveObjective.STEPS, 2);
        double first = time(1976);
        requireTwoCalls(distilled("progressive", s, 1.5f), first, (schedule.cleanest() + first) / 2);
    }

    private void requireTwoCalls(double[] written, double first, double second) {
        double mean = twoCalls(0, first, second);
        assertThat(written[0]).isCloseTo(mean, within(0.03));
        assertThat(written[1]).isCloseTo(twoCalls(schedule.sigma(first), first, second) - mean, within(0.03));
    }

    private double twoCalls(double x, double first, double second) {
        double clean = model.denoise(x, first, GaussianModel.TEACHER_MEAN, GaussianModel.TEACHER_DEVIATION);
        double ratio = schedule.sigma(second) / schedule.sigma(first);
        double next = schedule.alpha(second) * clean + ratio * (x - schedule.alpha(first) * clean);
        return model.denoise(next, second, GaussianModel.TEACHER_MEAN, GaussianModel.TEACHER_DEVIATION);
    }

    @Test
    void progressiveDistillationHalvesTheStepsRoundAfterRound() {
        DistillationSettings s = settings("progressive", 1976, 1e-3)
                .with(ProgressiveObjective.STEPS, 8)
                .with(ProgressiveObjective.ROUND, 3);
        try (Distillation d = new Distillation(
                backend, model, model.weights(GaussianModel.TEACHER_MEAN, GaussianModel.TEACHER_DEVIATION), examples)) {
            d.objective("progressive", s);
            List<Double> steps = Stream.generate(() -> d.iterate().get("studentSteps"))
                    .limit(9)
                    .toList();
            assertThat(steps).containsExactly(4., 4., 4., 2., 2., 2., 1., 1., 1.);
        }
    }

    @Test
    void settingsThatDoNotGoTogetherAreRefused() {
        assertThatThrownBy(() -> distilled("sid", settings("sid", 1976, 1).with(ScoreSettings.MIN_TIME, time(1990)), 1))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("setting min-time");
        assertThatThrownBy(
                        () -> distilled("sid", settings("sid", 1976, 1).with(ScoreSettings.THETA_ADVERSARIAL, 0.5), 1))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("setting theta-adversarial");
        assertThatThrownBy(() -> distilled(
                        "sid",
                        settings("sid", 1976, 1)
                                .with(ScoreSettings.PSI_ADVERSARIAL, 0.5)
                                .with(ScoreSettings.DISCRIMINATOR_LAYER, 2),
                        1))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("setting discriminator-layer");
        assertThatThrownBy(() -> distilled(
                        "progressive", settings("progressive", 1976, 1).with(ProgressiveObjective.STEPS, 12), 1))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("a power of two up to ");
    }

    @Test
    void theAdversarialTermAloneDrawsTheStudentToRealTargets() {
        DistillationSettings s = settings("sid", 1000, 4e-3)
                .with(ScoreSettings.PSI_ADVERSARIAL, 1.0)
                .with(ScoreSettings.THETA_SCORE, 0.0)
                .with(ScoreSettings.THETA_ADVERSARIAL, 1.0);
        assertThat(distilled("sid", s, 1.5f)[0]).isCloseTo(GaussianModel.TEACHER_MEAN, within(0.1));
    }
}
