package io.dlmone.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dlmone.backend.Backend;
import io.dlmone.backend.BackendOptions;
import io.dlmone.graph.Variable;
import io.dlmone.model.EvenSchedule;
import io.dlmone.model.LinearPath;
import io.dlmone.model.NoiseSchedule;
import io.dlmone.nn.Parameters;
import io.dlmone.objective.DistillationContext;
import io.dlmone.objective.DistillationSettings;
import io.dlmone.objective.Objective;
import io.dlmone.objective.Setting;
import io.dlmone.tensor.Tensor;
import io.dlmone.text.Examples;
import io.dlmone.text.SequenceLayout;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What every objective must do, on a teacher that can be solved on paper. One proves itself with a subclass:
 *
 * <pre>{@code
 * class MyObjectiveTest extends ObjectiveContract {
 *     @Override
 *     protected Objective plugin() {
 *         return new MyObjective();
 *     }
 * }
 * }</pre>
 */
public abstract class ObjectiveContract extends PluginContract<Objective> {

    private static final int BATCH = 4;

    private static final NoiseSchedule EVEN = new EvenSchedule(50);

    private GaussianModel model = teacher(EVEN);
    private final Examples examples =
            i -> new SequenceLayout.Encoded(new long[] {i % 16, i / 16 % 16, i / 256 % 16}, 1);
    private final Backend backend = open();

    private static GaussianModel teacher(NoiseSchedule path) {
        return new GaussianModel(path, 3, 4, 16);
    }

    private static Stream<Arguments> pathsAndMicrobatches() {
        return Stream.of(
                Arguments.of(EVEN, 0),
                Arguments.of(EVEN, 2),
                Arguments.of(new LinearPath(1), 0),
                Arguments.of(new LinearPath(2), 0));
    }

    /**
     * {@return what the contract's settings are otherwise: small batches, where a subclass does not say more}
     *
     * @param small those of the contract
     */
    protected DistillationSettings settings(DistillationSettings small) {
        return small;
    }

    /**
     * Opens what the tests run on: the float64 interpreter, where a subclass does not say otherwise.
     *
     * @return the backend, which the test closes
     */
    protected Backend open() {
        return new OracleProvider().open(BackendOptions.defaults());
    }

    @Override
    final Class<Objective> kind() {
        return Objective.class;
    }

    @AfterEach
    final void closeBackend() {
        backend.close();
    }

    private DistillationSettings settings(int microbatch) {
        return settings(DistillationSettings.defaults(model.schedule(), 7)
                        .with(DistillationSettings.BATCH, BATCH)
                        .with(DistillationSettings.MICROBATCH, microbatch))
                .forObjective(plugin());
    }

    /** A student beside its teacher, and the objective begun on them. */
    private final class Run implements AutoCloseable {

        final Parameters teacher = Parameters.frozen("teacher", model.parameters());
        final Parameters student = copy("student");
        final Parameters average = copy("average");
        final Objective.Phase phase;

        Run(int microbatch) {
            teacher.write(backend, model.weights(GaussianModel.TEACHER_MEAN, GaussianModel.TEACHER_DEVIATION));
            student.writeTrainable(backend, model.weights(1, 0.8f));
            average.writeTrainable(backend, model.weights(1, 0.8f));
            phase = plugin().begin(new DistillationContext(
                    backend, model, teacher, student, average, examples, settings(microbatch)));
        }

        private Parameters copy(String owner) {
            return Parameters.trained(owner, model.parameters()).sharing(teacher, model.embeddingParameters());
        }

        Map<String, Variable> variables() {
            Map<String, Variable> all = new LinkedHashMap<>(phase.state());
            student.trainable().forEach(v -> all.put(v.name(), v));
            average.trainable().forEach(v -> all.put(v.name(), v));
            return all;
        }

        Map<String, Tensor> values() {
            Map<String, Tensor> all = new LinkedHashMap<>();
            variables().forEach((name, v) -> all.put(name, backend.read(v)));
            return all;
        }

        @Override
        public void close() {
            phase.close();
            student.trainable().forEach(backend::release);
            average.trainable().forEach(backend::release);
            teacher.release(backend);
        }
    }

    @Test
    final void itsSettingsHaveNamesOfTheirOwnAndDefaultsThatFit() {
        checkNames(plugin().settings());
        assertThat(plugin().settings()).doesNotContainAnyElementsOf(DistillationSettings.COMMON);
        assertThat(plugin().settings())
                .extracting(Setting::name)
                .doesNotContainAnyElementsOf(
                        DistillationSettings.COMMON.stream().map(Setting::name).toList());
        DistillationSettings resolved = settings(0);
        assertThat(plugin().settings())
                .allSatisfy(s -> assertThat(s.parse(Setting.text(resolved.get(s)), model.schedule()))
                        .as("value of " + s)
                        .isPresent());
        assertThat(plugin().problems(resolved)).isEmpty();
        assertThat(resolved.forObjective(plugin()).get(DistillationSettings.THETA_RATE))
                .isEqualTo(resolved.get(DistillationSettings.THETA_RATE));
    }

    /** Over whole times, in one microbatch and in two, and over real times with the data at the other end. */
    @ParameterizedTest
    @MethodSource("pathsAndMicrobatches")
    final void movesTheStudentAndNothingElse(NoiseSchedule path, int microbatch) {
        model = teacher(path);
        try (Run run = new Run(microbatch)) {
            Map<String, Tensor> teacher = run.teacher.read(backend);
            Map<String, Tensor> before = run.student.read(backend);
            for (int i = 0; i < 3; i++) {
                Map<String, Double> measured = run.phase.iterate(i);
                assertThat(measured).containsKey("loss");
                assertThat(measured.values()).allMatch(Double::isFinite);
            }
            assertThat(run.teacher.read(backend)).as("the teacher").isEqualTo(teacher);
            Map<String, Tensor> after = run.student.read(backend);
            assertThat(run.student.trainable()).isNotEmpty();
            before.forEach((name, value) -> {
                if (model.embeddingParameters().contains(name)) {
                    assertThat(after.get(name)).as(name).isEqualTo(value);
                } else {
                    assertThat(after.get(name)).as(name).isNotEqualTo(value);
                    assertThat(run.average.read(backend).get(name))
                            .as("average of " + name)
                            .isNotEqualTo(value);
                }
            });
        }
    }

    @Test
    final void repeatsBitForBitAndContinuesFromItsState() {
        Map<String, Tensor> saved;
        Map<String, Tensor> end;
        List<Map<String, Double>> measured;
        try (Run whole = new Run(0)) {
            whole.phase.iterate(0);
            whole.phase.iterate(1);
            saved = whole.values();
            measured = List.of(whole.phase.iterate(2), whole.phase.iterate(3));
            end = whole.values();
        }
        try (Run continued = new Run(0)) {
            assertThat(continued.variables().keySet()).isEqualTo(saved.keySet());
            continued.variables().forEach((name, v) -> backend.write(v, saved.get(name)));
            assertThat(List.of(continued.phase.iterate(2), continued.phase.iterate(3)))
                    .isEqualTo(measured);
            assertThat(continued.values()).isEqualTo(end);
        }
    }

    @Test
    final void closingFreesWhatItOwnsAndLeavesTheStudent() {
        Run run = new Run(0);
        run.phase.iterate(0);
        Map<String, Variable> own = run.phase.state();
        run.phase.close();
        assertThat(own.values()).allSatisfy(v -> assertThatThrownBy(() -> backend.read(v))
                .as(v.name())
                .isInstanceOf(IllegalStateException.class));
        assertThat(run.student.read(backend)).isNotEmpty();
        assertThat(run.average.read(backend)).isNotEmpty();
    }
}
