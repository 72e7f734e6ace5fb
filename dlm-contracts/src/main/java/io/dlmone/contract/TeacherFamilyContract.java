package io.dlmone.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.dlmone.backend.Backend;
import io.dlmone.backend.BackendOptions;
import io.dlmone.error.UserException;
import io.dlmone.graph.Graph;
import io.dlmone.graph.Value;
import io.dlmone.model.Denoiser;
import io.dlmone.model.Denoiser.HiddenState;
import io.dlmone.model.DenoiserInput;
import io.dlmone.model.TeacherFamily;
import io.dlmone.model.TeacherModel;
import io.dlmone.nn.Dropout;
import io.dlmone.nn.ParameterSpec;
import io.dlmone.nn.Parameters;
import io.dlmone.objective.Setting;
import io.dlmone.objective.SettingValues;
import io.dlmone.random.CounterRandom;
import io.dlmone.teacher.TeacherTraining;
import io.dlmone.teacher.TrainableFamily;
import io.dlmone.tensor.DType;
import io.dlmone.tensor.Shape;
import io.dlmone.tensor.Tensor;
import io.dlmone.text.Examples;
import io.dlmone.text.SequenceLayout;
import io.dlmone.text.Vocabulary;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What every teacher family must do that can be trained. One proves itself with a subclass:
 *
 * <pre>{@code
 * class MyFamilyTest extends TeacherFamilyContract {
 *     @Override
 *     protected TrainableFamily plugin() {
 *         return new MyFamily();
 *     }
 *
 *     @Override
 *     protected Map<String, String> network() {
 *         return Map.of("width", "8", "length", "12");
 *     }
 *
 *     @Override
 *     protected Map<String, String> training() {
 *         return Map.of("steps", "40", "batch", "4", "lr", "0.01");
 *     }
 * }
 * }</pre>
 */
public abstract class TeacherFamilyContract extends PluginContract<TeacherFamily> {

    private static final int BATCH = 3;
    private static final long SEED = 5;

    private final Vocabulary words = Vocabulary.ofWords(List.of("a", "b", "c", "d", "e"));
    private final Backend backend = open();

    @Override
    protected abstract TrainableFamily plugin();

    /** {@return settings of a network that is as small as can be and has at least 12 positions, by name} */
    protected abstract Map<String, String> network();

    /** {@return settings of a training of some 40 updates of small batches that teaches fast, by name} */
    protected abstract Map<String, String> training();

    /**
     * {@return parameters that no loss can move, such as the bias of attention's keys, which its softmax takes off
     * again}
     */
    protected Set<String> still() {
        return Set.of();
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
    final Class<TeacherFamily> kind() {
        return TeacherFamily.class;
    }

    @AfterEach
    final void closeBackend() {
        backend.close();
    }

    private TeacherModel model() {
        return plugin().design(SettingValues.parse(plugin().networkSettings(), network()), words.size());
    }

    private SettingValues trainingValues() {
        return plugin().resolve(SettingValues.parse(plugin().trainingSettings(), training()));
    }

    private static Map<String, Tensor> weights(TeacherModel model) {
        Map<String, Tensor> all = new LinkedHashMap<>();
        model.parameters().forEach(p -> all.put(p.name(), p.initialValue(SEED)));
        return all;
    }

    @Test
    final void itsSettingsHaveNamesOfTheirOwnAndDefaultsThatFit() {
        List<Setting<?>> all = Stream.concat(plugin().networkSettings().stream(), plugin().trainingSettings().stream())
                .toList();
        checkNames(all);
        assertThat(all).allSatisfy(s -> assertThat(s.parse(Setting.text(s.standard(null)), null))
                .as("default of " + s)
                .isPresent());
        assertThat(plugin().problems(SettingValues.NONE)).isEmpty();
        SettingValues resolved = plugin().resolve(SettingValues.NONE);
        assertThat(plugin().resolve(resolved)).isEqualTo(resolved);
        assertThat(plugin().problems(resolved)).isEmpty();
    }

    @Test
    final void aModelIsMadeAgainFromItsConfiguration() {
        TeacherModel model = model();
        assertThat(model.family()).isEqualTo(plugin().name());
        assertThat(model.vocabulary()).isEqualTo(words.size());
        model.config().forEach((key, value) -> checkJson(key, value));
        TeacherModel again = plugin().create(model.config());
        assertThat(again.config()).isEqualTo(model.config());
        assertThat(again.parameters()).isEqualTo(model.parameters());
        assertThat(again.embeddingParameters()).isEqualTo(model.embeddingParameters());
        assertThat(List.of(again.length(), again.width(), again.vocabulary()))
                .isEqualTo(List.of(model.length(), model.width(), model.vocabulary()));
        assertThat(again.schedule().name()).isEqualTo(model.schedule().name());
        assertThat(again.schedule().maxCalls()).isEqualTo(model.schedule().maxCalls());
        assertThat(plugin().describe(again)).isNotBlank().isEqualTo(plugin().describe(model));
    }

    private static void checkJson(String key, Object value) {
        assertThat(value).as(key).isInstanceOfAny(String.class, Integer.class, Double.class, Boolean.class, List.class);
    }

    @Test
    final void everyKeyThatIsMissingOrUnknownIsTold() {
        UserException nothing = catchThrowableOfType(UserException.class, () -> plugin().create(Map.of()));
        assertThat(nothing).as("a configuration without keys").isNotNull();
        assertThat(nothing.problems())
                .hasSizeGreaterThanOrEqualTo(model().config().size());
        Map<String, Object> more = new LinkedHashMap<>(model().config());
        more.put("no-such-key", 1);
        UserException unknown = catchThrowableOfType(UserException.class, () -> plugin().create(more));
        assertThat(unknown).as("a key that it does not know").hasMessageContaining("no-such-key");
    }

    @Test
    final void aModelFitsTheSettingsItWasMadeFrom() {
        SettingValues asked = SettingValues.parse(plugin().networkSettings(), network());
        assertThat(plugin().misfits(model(), asked, "a test")).isEmpty();
        assertThat(plugin().misfits(model(), SettingValues.NONE, "a test")).isEmpty();
        assertThat(plugin().adapt(model(), SettingValues.NONE).config()).isEqualTo(model().config());
    }

    @Test
    final void parametersHaveNamesOfTheirOwnEmbeddingsAmongThem() {
        List<String> names =
                model().parameters().stream().map(ParameterSpec::name).toList();
        assertThat(names).doesNotHaveDuplicates();
        assertThat(names).containsAll(model().embeddingParameters());
        assertThat(model().embeddingParameters()).isNotEmpty();
    }

    @Test
    final void theNetworkHasTheShapesThatItsInterfaceNames() {
        TeacherModel m = model();
        Graph g = new Graph("network");
        Denoiser net = bind(m, g, Map.of());
        Value noisy = g.input("noisy", DType.FLOAT32, BATCH, m.length(), m.width());
        Denoiser.Trace trace = net.trace(noisy, g.input("t", m.schedule().timeType(), BATCH));
        assertThat(net.schedule().name()).isEqualTo(m.schedule().name());
        assertThat(trace.clean().shape()).isEqualTo(noisy.shape());
        assertThat(trace.states()).as("hidden states").isNotEmpty();
        for (HiddenState state : trace.states()) {
            assertThat(state.output().shape().dims()).hasSize(3).startsWith(BATCH, m.length());
            assertThat(state.sum().shape()).isEqualTo(state.output().shape());
        }
        assertThat(net.embeddings().isPresent()).isEqualTo(m.rounds());
        net.embeddings().ifPresent(table -> assertThat(table.shape()).isEqualTo(Shape.of(m.vocabulary(), m.width())));
        assertThat(net.logits(noisy).shape()).isEqualTo(Shape.of(BATCH, m.length(), m.vocabulary()));
        Value ids = g.input("ids", DType.INT64, BATCH, m.length());
        Value target = g.input("target", DType.BOOL, BATCH, m.length(), 1);
        assertThat(net.embed(ids, target).shape()).isEqualTo(noisy.shape());
    }

    /** Where reading takes no call, those of one call are the prediction's; elsewhere another call gives others. */
    @Test
    final void logitsOfOneCallDifferFromThePredictionsWhereReadingTakesACall() {
        TeacherModel m = model();
        Graph g = new Graph("fused");
        Denoiser net = bind(m, g, stirred(m));
        Value noisy = g.input("noisy", DType.FLOAT32, 1, m.length(), m.width());
        DenoiserInput in = DenoiserInput.of(noisy, g.input("t", m.schedule().timeType(), 1));
        g.output("fused", net.fusedLogits(in));
        g.output("read", net.logits(net.denoise(in)));
        float[] x = CounterRandom.of(SEED, "x").gaussians(0, m.length() * m.width());
        Tensor t = m.schedule().tensor(m.schedule().timeOfNoiseRatio(0.5));
        Map<String, Tensor> out = backend.compile(g).run(Map.of("noisy", Tensor.of(noisy.shape(), x), "t", t));
        assertThat(out.get("fused").shape()).isEqualTo(Shape.of(1, m.length(), m.vocabulary()));
        assertThat(out.get("fused").equals(out.get("read"))).isEqualTo(!m.readsByCall());
    }

    /** Weights as after some training: networks may begin with layers of zeros. */
    private static Map<String, Tensor> stirred(TeacherModel model) {
        Map<String, Tensor> all = weights(model);
        all.forEach((name, value) -> {
            float[] noise = CounterRandom.of(SEED, "stir/" + name)
                    .gaussians(0, value.shape().size());
            for (int i = 0; i < noise.length; i++) {
                value.floats()[i] += noise[i] / 10;
            }
        });
        return all;
    }

    @Test
    final void sequencesDoNotSeeEachOther() {
        TeacherModel m = model();
        Graph g = new Graph("rows");
        Denoiser net = bind(m, g, stirred(m));
        Value noisy = g.input("noisy", DType.FLOAT32, 2, m.length(), m.width());
        g.output("clean", net.denoise(noisy, g.input("t", m.schedule().timeType(), 2)));
        int row = m.length() * m.width();
        float[] x = CounterRandom.of(SEED, "x").gaussians(0, 2 * row);
        Tensor t = m.schedule()
                .tensor(m.schedule().timeOfNoiseRatio(0.5), m.schedule().noisiest());
        var program = backend.compile(g);
        float[] first = program.run(Map.of("noisy", Tensor.of(noisy.shape(), x.clone()), "t", t))
                .get("clean")
                .floats();
        Arrays.fill(x, row, 2 * row, 0.5f);
        float[] second = program.run(Map.of("noisy", Tensor.of(noisy.shape(), x), "t", t))
                .get("clean")
                .floats();
        assertThat(Arrays.copyOf(second, row)).isEqualTo(Arrays.copyOf(first, row));
        assertThat(Arrays.copyOfRange(second, row, 2 * row)).isNotEqualTo(Arrays.copyOfRange(first, row, 2 * row));
    }

    private Denoiser bind(TeacherModel m, Graph g, Map<String, Tensor> weights) {
        Parameters parameters = Parameters.frozen("teacher", m.parameters());
        if (!weights.isEmpty()) {
            parameters.write(backend, weights);
        }
        return m.bind(parameters.in(g), Dropout.NONE);
    }

    @Test
    final void itsLayoutHasTheModelsLength() {
        SequenceLayout layout = model().layout(new SplitTokenizer(words));
        SequenceLayout.Encoded row = layout.encode("a b", "c");
        assertThat(layout.length()).isEqualTo(model().length());
        assertThat(row.ids()).hasSize(model().length());
        assertThat(layout.decodeClean(row.ids(), row.start())).isEqualTo("c");
    }

    private TeacherTraining begin(Map<String, Tensor> weights) {
        TeacherModel m = model();
        SequenceLayout layout = m.layout(new SplitTokenizer(words));
        String[] texts = {"a b", "b c", "c d", "d e", "e a"};
        Examples examples = i -> layout.encode(texts[(int) (i % 5)], texts[(int) (i * 2 % 5)]);
        return plugin().begin(backend, m, trainingValues(), SEED, examples, weights);
    }

    @Test
    final void trainingLowersTheLossAndMovesTheParameters() {
        Map<String, Tensor> start = weights(model());
        try (TeacherTraining training = begin(start)) {
            assertThat(training.step()).isZero();
            assertThat(training.averages().read(backend))
                    .as("begins at the given weights")
                    .isEqualTo(start);
            List<Double> losses = new ArrayList<>();
            while (training.step() < training.total()) {
                Map<String, Double> measured = training.next();
                assertThat(measured).containsKey("loss");
                assertThat(measured.values()).allMatch(Double::isFinite);
                losses.add(measured.get("loss"));
            }
            int quarter = losses.size() / 4;
            assertThat(mean(losses.subList(losses.size() - quarter, losses.size())))
                    .as("loss over the last quarter of %s", losses)
                    .isLessThan(mean(losses.subList(0, quarter)));
            Map<String, Tensor> moved = new LinkedHashMap<>(training.averages().read(backend));
            moved.keySet().removeAll(still());
            assertThat(moved).isNotEmpty().allSatisfy((name, value) -> assertThat(value)
                    .as("parameter " + name)
                    .isNotEqualTo(start.get(name)));
        }
    }

    private static double mean(List<Double> values) {
        return values.stream().mapToDouble(v -> v).average().orElseThrow();
    }

    @Test
    final void aTrainingThatWasStoppedAndContinuedEqualsOneThatWasNot() {
        List<Map<String, Double>> measured = new ArrayList<>();
        Map<String, Tensor> saved;
        Map<String, Tensor> end;
        try (TeacherTraining whole = begin(Map.of())) {
            whole.next();
            whole.next();
            saved = whole.state();
            measured.add(whole.next());
            measured.add(whole.next());
            end = whole.state();
        }
        try (TeacherTraining continued = begin(Map.of())) {
            continued.restore(saved, 2);
            assertThat(continued.step()).isEqualTo(2);
            assertThat(List.of(continued.next(), continued.next())).isEqualTo(measured);
            assertThat(continued.state()).isEqualTo(end);
        }
    }
}
