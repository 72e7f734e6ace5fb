package io.dlmone.distill.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.dlmone.Plugins;
import io.dlmone.backend.Backend;
import io.dlmone.backend.BackendOptions;
import io.dlmone.backend.Program;
import io.dlmone.contract.GaussianModel;
import io.dlmone.contract.OracleProvider;
import io.dlmone.graph.Gradients;
import io.dlmone.graph.Value;
import io.dlmone.graph.Variable;
import io.dlmone.nn.Parameters;
import io.dlmone.objective.DistillationContext;
import io.dlmone.objective.DistillationSettings;
import io.dlmone.tensor.Tensor;
import io.dlmone.text.SequenceLayout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Both steps with all their terms: the gradients that are followed against differences of the losses. */
class ScoreGraphsTest {

    private static final float STEP = 1f / 64;

    private final GaussianModel model =
            new GaussianModel(Plugins.schedule("sqrt").create(2000), 3, 4, 16);
    private final Backend oracle = new OracleProvider().open(BackendOptions.defaults());
    private final Parameters teacher = Parameters.frozen("teacher", model.parameters());
    private final Parameters student = trained("student");
    private final Parameters fake = trained("psi");

    private Parameters trained(String owner) {
        return Parameters.trained(owner, model.parameters()).sharing(teacher, model.embeddingParameters());
    }

    @AfterEach
    void close() {
        oracle.close();
    }

    private ScoreGraphs graphs(
            Discriminator head, ScoreSettings.Positions positions, boolean conditionNoise, int studentSteps) {
        return graphs(settings()
                .with(DistillationSettings.BATCH, 8)
                .with(DistillationSettings.STUDENT_STEPS, studentSteps)
                .with(ScoreSettings.THETA_WEIGHT, ThetaWeight.SNR)
                .with(ScoreSettings.POSITIONS, positions)
                .with(ScoreSettings.CONDITION_NOISE, conditionNoise)
                .with(ScoreSettings.DISCRIMINATOR, head));
    }

    private DistillationSettings settings() {
        return DistillationSettings.defaults(model.schedule(), 3)
                .with(DistillationSettings.INITIAL_TIME, 1000)
                .with(ScoreSettings.MAX_TIME, 1500)
                .with(ScoreSettings.MIN_TIME, 300);
    }

    private ScoreGraphs graphs(DistillationSettings settings) {
        teacher.write(oracle, model.weights(2, 0.5f));
        student.writeTrainable(oracle, model.weights(2.3f, 1.1f));
        fake.writeTrainable(oracle, model.weights(1.8f, 0.8f));
        ScoreGraphs graphs = new ScoreGraphs(
                new DistillationContext(
                        oracle,
                        model,
                        teacher,
                        student,
                        student,
                        i -> new SequenceLayout.Encoded(new long[] {i % 16, i / 16 % 16, i / 256 % 16}, 1),
                        settings),
                fake);
        graphs.initialHead().forEach((name, value) -> oracle.write(graphs.head().get(name), value));
        return graphs;
    }

    @ParameterizedTest
    @EnumSource(Discriminator.class)
    void thePsiStepFollowsItsGradient(Discriminator head) {
        ScoreGraphs graphs = graphs(head, ScoreSettings.Positions.TARGET, false, 1);
        List<Variable> variables = new ArrayList<>(fake.trainable());
        variables.addAll(graphs.head().trainable());
        requireGradients(graphs.psi(), variables, student.trainable());
    }

    @ParameterizedTest
    @EnumSource(Discriminator.class)
    void theThetaStepFollowsItsGradient(Discriminator head) {
        ScoreGraphs graphs = graphs(head, ScoreSettings.Positions.ALL, true, 1);
        requireGradients(graphs.theta(ScoreDistillation.scoreIdentity(1.2)), student.trainable(), List.of());
    }

    @Test
    void aStudentOfAFewCallsIsTrainedInEachOfThem() {
        ScoreGraphs graphs = graphs(Discriminator.LINEAR, ScoreSettings.Positions.TARGET, false, 3);
        ScoreGraphs.Step step = graphs.theta(ScoreDistillation.scoreIdentity(1.0));
        Set<Long> times = LongStream.range(0, 20)
                .mapToObj(i -> step.inputs(i).get("startTime").longs()[0])
                .collect(Collectors.toSet());
        assertThat(times).containsExactlyInAnyOrder(1000L, 666L, 333L);
        requireGradients(step, student.trainable(), List.of());
    }

    private Map<String, Double> lag(float psiMean, float psiDeviation) {
        DistillationSettings settings = DistillationSettings.defaults(model.schedule(), 3)
                .with(DistillationSettings.BATCH, 512)
                .with(DistillationSettings.INITIAL_TIME, 1000)
                .with(ScoreSettings.PSI_WEIGHT, PsiWeight.ONE)
                .with(ScoreSettings.PSI_ADVERSARIAL, 0.0)
                .with(ScoreSettings.THETA_ADVERSARIAL, 0.0)
                .with(ScoreSettings.MIN_TIME, 300);
        Backend own = new OracleProvider().open(BackendOptions.defaults());
        teacher.write(own, model.weights(GaussianModel.TEACHER_MEAN, GaussianModel.TEACHER_DEVIATION));
        student.writeTrainable(own, model.weights(2.3f, 1.1f));
        fake.writeTrainable(own, model.weights(psiMean, psiDeviation));
        ScoreGraphs graphs = new ScoreGraphs(
                new DistillationContext(
                        own,
                        model,
                        teacher,
                        student,
                        student,
                        i -> new SequenceLayout.Encoded(new long[] {i % 16, i / 16 % 16, i / 256 % 16}, 1),
                        settings),
                fake);
        ScoreGraphs.Step step = graphs.theta(ScoreDistillation.scoreIdentity(1.0));
        Map<String, Tensor> in = new HashMap<>(step.inputs(0));
        in.keySet().retainAll(step.graph().inputs().keySet());
        return own.compile(step.graph()).run(in).entrySet().stream()
                .filter(out -> out.getValue().shape().rank() == 0)
                .collect(Collectors.toMap(
                        Map.Entry::getKey, out -> (double) out.getValue().item()));
    }

    @Test
    void anExactFakeScoreNetworkHasNoLag() {
        double centre = model.denoise(0, 1000, 2.3, 1.1);
        double deviation = model.denoise(model.schedule().sigma(1000), 1000, 2.3, 1.1) - centre;
        Map<String, Double> exact = lag((float) centre, (float) deviation);
        assertThat(exact.get("scoreResidual")).isCloseTo(0, within(0.1));
        assertThat(exact.get("psiError")).isLessThan(exact.get("teacherErrorThere"));
        Map<String, Double> behind = lag((float) centre - 0.5f, (float) deviation);
        assertThat(Math.abs(behind.get("scoreResidual"))).isGreaterThan(0.3);
        assertThat(behind.get("psiError")).isGreaterThan(exact.get("psiError"));
        Map<String, Double> beginning = lag(GaussianModel.TEACHER_MEAN, GaussianModel.TEACHER_DEVIATION);
        assertThat(beginning.get("psiError"))
                .as("psi begins as the teacher")
                .isCloseTo(beginning.get("teacherErrorThere"), within(1e-6));
        assertThat(beginning.get("teacherError")).isLessThan(beginning.get("teacherErrorThere"));
    }

    @Test
    void theStudentsTimesWidenWhilePsiLearnsAllOfThem() {
        DistillationSettings settings = settings()
                .with(ScoreSettings.FIRST_MIN_TIME, 1300)
                .with(ScoreSettings.WIDENING, 10)
                .with(ScoreSettings.PSI_WARMUP, 5);
        ScoreGraphs graphs = graphs(settings);
        ScoreGraphs.Step theta = graphs.theta(ScoreDistillation.scoreIdentity(1.0));
        ScoreGraphs.Step psi = graphs.psi();
        assertThat(lowest(theta, 5)).as("the student's first").isBetween(1300L, 1400L);
        assertThat(lowest(theta, 10)).as("half way").isBetween(800L, 1000L);
        assertThat(lowest(theta, 15)).as("at the end").isBetween(300L, 500L);
        assertThat(lowest(theta, 1000)).as("for good").isBetween(300L, 500L);
        assertThat(lowest(psi, 0)).isBetween(300L, 500L);
    }

    private static long lowest(ScoreGraphs.Step step, long number) {
        return LongStream.of(step.inputs(number).get("t").longs()).min().orElseThrow();
    }

    /** The gradient of the loss is its slope for each variable, and 0 for those that are held. */
    private void requireGradients(ScoreGraphs.Step step, List<Variable> variables, List<Variable> held) {
        List<Variable> all = new ArrayList<>(variables);
        all.addAll(held);
        List<Value> reads = all.stream().map(step.graph()::read).toList();
        List<Value> gradients = Gradients.of(step.loss(), reads);
        for (int i = 0; i < all.size(); i++) {
            step.graph().output("grad" + i, gradients.get(i));
        }
        step.graph().output("total", step.loss());
        Program program = oracle.compile(step.graph());
        Map<String, Tensor> in = new HashMap<>(step.inputs(0));
        in.keySet().retainAll(step.graph().inputs().keySet());
        Map<String, Tensor> at = program.run(in);
        for (int i = 0; i < all.size(); i++) {
            double analytic = at.get("grad" + i).floats()[0];
            if (held.contains(all.get(i))) {
                assertThat(analytic).isZero();
            } else {
                double slope = slope(program, in, all.get(i));
                assertThat(analytic).as(all.get(i).name()).isCloseTo(slope, within(1e-3 + 5e-3 * Math.abs(slope)));
                assertThat(Math.abs(slope)).as(all.get(i).name()).isGreaterThan(1e-6);
            }
        }
    }

    /** In the variable's first element. */
    private double slope(Program program, Map<String, Tensor> in, Variable variable) {
        Tensor at = oracle.read(variable);
        oracle.write(variable, moved(at, STEP));
        double above = program.run(in).get("total").item();
        oracle.write(variable, moved(at, -STEP));
        double below = program.run(in).get("total").item();
        oracle.write(variable, at);
        return (above - below) / (2 * STEP);
    }

    private static Tensor moved(Tensor at, float by) {
        float[] values = at.floats().clone();
        values[0] += by;
        return Tensor.of(at.shape(), values);
    }
}
