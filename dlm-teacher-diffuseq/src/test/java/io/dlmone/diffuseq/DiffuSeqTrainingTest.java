package io.dlmone.diffuseq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import io.dlmone.Plugins;
import io.dlmone.backend.Backend;
import io.dlmone.backend.BackendOptions;
import io.dlmone.backend.Backends;
import io.dlmone.graph.Variable;
import io.dlmone.random.CounterRandom;
import io.dlmone.sampling.SamplingLoop;
import io.dlmone.tensor.Shape;
import io.dlmone.tensor.Tensor;
import io.dlmone.text.Batch;
import io.dlmone.text.Examples;
import io.dlmone.text.SentencePair;
import io.dlmone.text.SequenceLayout;
import io.dlmone.text.Vocabulary;
import io.dlmone.tokenizer.WordTokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DiffuSeqTrainingTest {

    private static final List<SentencePair> PAIRS = List.of(
            new SentencePair("how are you", "are you well"),
            new SentencePair("where is the station", "which way to the station"),
            new SentencePair("what time is it", "do you have the time"),
            new SentencePair("who are you", "what is your name"));

    private static final Vocabulary WORDS = Vocabulary.ofWords(PAIRS.stream()
            .flatMap(p -> Arrays.stream((p.source() + " " + p.target()).split(" ")))
            .toList());

    private final Backend backend =
            Backends.named("onnx").open(BackendOptions.defaults().withThreads(1));

    @AfterEach
    void close() {
        backend.close();
    }

    private static DiffuSeqModel model(int steps) {
        return new DiffuSeqModel(new DiffuSeqConfig(WORDS.size(), 16, 16, 16, 16, 32, 1, 2, 64, steps));
    }

    private DiffuSeqTraining training(DiffuSeqModel model, TrainingSettings settings) {
        SequenceLayout layout = model.layout(new WordTokenizer(WORDS));
        return new DiffuSeqTraining(backend, model, settings, Examples.shuffled(PAIRS, layout, settings.seed()));
    }

    /** The examples are asked for within an update: a second thread comes exactly then. */
    @Test
    void aSecondThreadIsRefused() {
        DiffuSeqModel model = model(50);
        TrainingSettings settings = new TrainingSettings(2, 10, 5e-3, 0, 0.99, 0, false, false, 1, 1);
        Examples examples = Examples.shuffled(PAIRS, model.layout(new WordTokenizer(WORDS)), 1);
        List<Throwable> refused = new ArrayList<>();
        DiffuSeqTraining[] one = new DiffuSeqTraining[1];
        Examples visited = index -> {
            if (refused.isEmpty()) {
                for (Runnable call : List.<Runnable>of(one[0]::next, one[0]::state, one[0]::close)) {
                    CompletableFuture.runAsync(call)
                            .handle((done, e) -> refused.add(e.getCause()))
                            .join();
                }
            }
            return examples.get(index);
        };
        try (DiffuSeqTraining training = new DiffuSeqTraining(backend, model, settings, visited)) {
            one[0] = training;
            training.next();
            assertThat(refused).hasSize(3).allSatisfy(e -> assertThat(e)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("another thread"));
            training.next();
            assertThat(training.step()).isEqualTo(2);
        }
    }

    @Test
    void aFewSentencesAreLearnedByHeart() {
        DiffuSeqModel model = model(2000);
        TrainingSettings settings = new TrainingSettings(16, 800, 5e-3, 20, 0.99, 0, false, false, 1, 1);
        DiffuSeqTraining training = training(model, settings);
        double first = training.next().loss();
        double last = 0;
        for (int i = 1; i < settings.steps(); i++) {
            last = training.next().loss();
        }
        assertThat(training.step()).isEqualTo(800);
        assertThat(first).isGreaterThan(1);
        assertThat(last).isLessThan(0.1);

        SequenceLayout layout = model.layout(new WordTokenizer(WORDS));
        Batch sources =
                Batch.of(PAIRS.stream().map(p -> layout.encode(p.source())).toList());
        SamplingLoop loop = new SamplingLoop(backend, model, training.averages(), 4, true);
        Shape shape = Shape.of(4, 16, 16);
        Tensor noise = Tensor.of(shape, CounterRandom.of(9, "start").gaussians(0, shape.size()));
        List<Integer> calls = new ArrayList<>();
        SamplingLoop.Result r = loop.sample(
                Plugins.sampler("ddim").plan(model.schedule(), 20),
                sources.ids(),
                sources.target(),
                noise,
                CounterRandom.of(9, "unused"),
                0,
                calls::add);
        assertThat(calls).hasSize(20).endsWith(20);
        for (int i = 0; i < 4; i++) {
            assertThat(layout.decodeClean(Batch.row(r.tokens(), i), sources.starts()[i]))
                    .isEqualTo(PAIRS.get(i).target());
        }
    }

    /** Everything that training depends on is in its state: dropout, importance of times, averages, moments. */
    @ParameterizedTest
    @ValueSource(ints = {8, 2})
    void aTrainingThatIsStoppedAndContinuedEqualsOneThatIsNot(int microbatch) {
        TrainingSettings settings =
                new TrainingSettings(8, 20, 1e-3, 5, 0.99, 0.1, true, true, 1, 3).withMicrobatch(microbatch);
        DiffuSeqModel model = model(4);
        DiffuSeqTraining whole = training(model, settings);
        List<Double> expected = losses(whole, 20);

        DiffuSeqTraining before = training(model, settings);
        List<Double> actual = losses(before, 12);
        Map<String, Tensor> state = before.state();
        DiffuSeqTraining after = training(model, settings);
        after.restore(state, before.step());
        actual.addAll(losses(after, 8));

        assertThat(actual).isEqualTo(expected);
        assertThat(after.step()).isEqualTo(20);
        assertThat(after.state()).isEqualTo(whole.state());
    }

    @Test
    void aTrainingThatBeginsWithAModelBeginsWithItsLoss() {
        DiffuSeqModel model = model(4);
        TrainingSettings settings = new TrainingSettings(8, 200, 1e-2, 0, 0, 0, false, false, 1, 3);
        DiffuSeqTraining first = training(model, settings);
        double random = first.next().loss();
        for (int i = 0; i < 60; i++) {
            first.next(); // the average is the last value, because its rate is 0
        }
        DiffuSeqTraining restored = training(model, settings);
        restored.restore(first.state(), 0);
        SequenceLayout layout = model.layout(new WordTokenizer(WORDS));
        DiffuSeqTraining begun = new DiffuSeqTraining(
                backend,
                model,
                settings,
                Examples.shuffled(PAIRS, layout, settings.seed()),
                first.averages().read(backend));
        assertThat(begun.averages().read(backend)).isEqualTo(first.averages().read(backend));
        double loss = begun.next().loss();
        assertThat(loss).isEqualTo(restored.next().loss()).isLessThan(0.7 * random);
    }

    private Map<String, Tensor> afterOneUpdate(double weightDecay, double attentionDropout) {
        DiffuSeqTraining t = training(
                model(4),
                new TrainingSettings(8, 8, 10, 1e-2, 0, weightDecay, 0, 0, attentionDropout, 0, false, false, 0, 3));
        t.next();
        return t.averages().read(backend);
    }

    @Test
    void weightsDecayAndAttentionIsDroppedAsSet() {
        Map<String, Tensor> plain = afterOneUpdate(0, 0);
        Map<String, Tensor> decayed = afterOneUpdate(0.5, 0);
        model(4).parameters().forEach(p -> {
            float[] start = p.initialValue(3).floats();
            float[] expected = plain.get(p.name()).floats().clone();
            for (int i = 0; i < start.length; i++) {
                expected[i] -= 1e-2f * 0.5f * start[i];
            }
            assertThat(decayed.get(p.name()).floats()).as(p.name()).containsExactly(expected, within(1e-5f));
        });
        assertThat(afterOneUpdate(0, 0.5)).isNotEqualTo(plain);
    }

    /** The first squared errors of two trainings that differ in the words of the sources alone. */
    private List<Double> errorsWithOtherSources(double conditionDropout) {
        SequenceLayout layout = model(40).layout(new WordTokenizer(WORDS));
        TrainingSettings settings =
                new TrainingSettings(8, 8, 10, 1e-2, 0, 0, 0, 0, 0, conditionDropout, true, false, 0, 3);
        return Stream.of("how are you", "who is it")
                .map(source -> {
                    SequenceLayout.Encoded row = layout.encode(source, "are you well");
                    return new DiffuSeqTraining(backend, model(40), settings, i -> row)
                            .next()
                            .mse();
                })
                .toList();
    }

    @Test
    void sourcesAreHiddenAsSet() {
        List<Double> seen = errorsWithOtherSources(0);
        List<Double> half = errorsWithOtherSources(0.5);
        List<Double> hidden = errorsWithOtherSources(1 - 1e-9);
        assertThat(seen.get(0)).isNotEqualTo(seen.get(1));
        assertThat(half.get(0)).isNotEqualTo(half.get(1)).isNotIn(seen).isNotIn(hidden);
        assertThat(hidden.get(0)).isEqualTo(hidden.get(1)).isNotIn(seen);
    }

    private static List<Double> losses(DiffuSeqTraining training, int n) {
        List<Double> all = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            all.add(training.next().loss());
        }
        return all;
    }

    @Test
    void closingFreesWhatItTrains() {
        DiffuSeqTraining t = training(model(4), TrainingSettings.official(2, 10, 1));
        Variable first = t.averages().trainable().get(0);
        assertThat(backend.read(first)).isNotNull();
        t.close();
        assertThatIllegalStateException().isThrownBy(() -> backend.read(first)).withMessageContaining(first.name());
    }

    @Test
    void anIncompleteStateIsRefused() {
        DiffuSeqTraining t = training(model(4), TrainingSettings.official(2, 10, 1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> t.restore(Map.of(), 1))
                .withMessageContaining("lacks");
    }

    @Test
    void settingsOutOfRangeAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> TrainingSettings.official(0, 10, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> TrainingSettings.official(1, 0, 1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TrainingSettings(1, 1, 1e-3, 0, 0.9, 1, false, false, 0, 1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TrainingSettings.official(8, 10, 1).withMicrobatch(3))
                .withMessageContaining("3 must divide batch 8");
    }
}
