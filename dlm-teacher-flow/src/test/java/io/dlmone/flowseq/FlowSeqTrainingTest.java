package io.dlmone.flowseq;

import static org.assertj.core.api.Assertions.assertThat;

import io.dlmone.Plugins;
import io.dlmone.backend.Backend;
import io.dlmone.backend.BackendOptions;
import io.dlmone.backend.Backends;
import io.dlmone.model.TeacherModel;
import io.dlmone.objective.SettingValues;
import io.dlmone.random.CounterRandom;
import io.dlmone.sampling.SamplingLoop;
import io.dlmone.teacher.TeacherTraining;
import io.dlmone.tensor.Shape;
import io.dlmone.tensor.Tensor;
import io.dlmone.text.Batch;
import io.dlmone.text.Examples;
import io.dlmone.text.SentencePair;
import io.dlmone.text.SequenceLayout;
import io.dlmone.text.Vocabulary;
import io.dlmone.tokenizer.WordTokenizer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FlowSeqTrainingTest {

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
    private final FlowSeqFamily family = new FlowSeqFamily();
    private final TeacherModel model = family.design(
            SettingValues.parse(
                    family.networkSettings(),
                    Map.of("hidden", "32", "layers", "1", "heads", "2", "width", "16", "length", "16")),
            WORDS.size());
    private final SequenceLayout layout = model.layout(new WordTokenizer(WORDS));

    @AfterEach
    void close() {
        backend.close();
    }

    private TeacherTraining training(Map<String, String> settings, Examples examples) {
        return family.begin(
                backend, model, SettingValues.parse(family.trainingSettings(), settings), 1, examples, Map.of());
    }

    /** Samplers of every kind write what was learned. */
    @Test
    void aFewSentencesAreLearnedByHeart() {
        Map<String, String> settings =
                Map.of("steps", "800", "batch", "16", "lr", "5e-3", "warmup", "20", "ema", "0.99", "dropout", "0");
        try (TeacherTraining training = training(settings, Examples.shuffled(PAIRS, layout, 1))) {
            double first = training.next().get("loss");
            double last = 0;
            while (training.step() < training.total()) {
                last = training.next().get("loss");
            }
            assertThat(last).isLessThan(0.5 * first);
            assertWritesTheTargets(training, "euler", 20);
            assertWritesTheTargets(training, "heun", 10);
            assertWritesTheTargets(training, "ddim", 10);
        }
    }

    private void assertWritesTheTargets(TeacherTraining training, String sampler, int calls) {
        Batch sources =
                Batch.of(PAIRS.stream().map(p -> layout.encode(p.source())).toList());
        SamplingLoop loop = new SamplingLoop(backend, model, training.averages(), 4, false);
        Shape shape = Shape.of(4, 16, 16);
        Tensor noise = Tensor.of(shape, CounterRandom.of(9, "start").gaussians(0, shape.size()));
        SamplingLoop.Result r = loop.sample(
                Plugins.sampler(sampler).plan(model.schedule(), calls),
                sources.ids(),
                sources.target(),
                noise,
                CounterRandom.of(9, "unused"),
                0,
                done -> {});
        for (int i = 0; i < 4; i++) {
            assertThat(layout.decodeClean(Batch.row(r.tokens(), i), sources.starts()[i]))
                    .as("%s with %d calls", sampler, calls)
                    .isEqualTo(PAIRS.get(i).target());
        }
    }

    /** The first squared errors of two trainings that differ in the words of the sources alone. */
    private List<Double> errorsWithOtherSources(String dropout, String positions) {
        return List.of(error("how are you", dropout, positions), error("who is it", dropout, positions));
    }

    private double error(String source, String dropout, String positions) {
        SequenceLayout.Encoded row = layout.encode(source, "are you well");
        Map<String, String> settings =
                Map.of("batch", "8", "dropout", "0", "condition-dropout", dropout, "mse-positions", positions);
        try (TeacherTraining training = training(settings, i -> row)) {
            return training.next().get("mse");
        }
    }

    @Test
    void sourcesAreHiddenAndPositionsCountAsSet() {
        List<Double> seen = errorsWithOtherSources("0", "target");
        List<Double> hidden = errorsWithOtherSources("0.999999999", "target");
        assertThat(seen.get(0)).isNotEqualTo(seen.get(1));
        assertThat(hidden.get(0)).isEqualTo(hidden.get(1)).isNotIn(seen);
        assertThat(error("how are you", "0", "all")).isNotEqualTo(seen.get(0));
        assertThat(family.trainingSettings()).contains(FlowSeqSettings.MSE_POSITIONS);
        assertThat(FlowSeqSettings.MSE_POSITIONS.standardText()).isEqualTo("all");
    }

    /** With one time for all, what the loss is there shows which it was. */
    @Test
    void timesAreUniformOrLogitNormalAsSet() {
        SequenceLayout.Encoded row = layout.encode("how are you", "are you well");
        double[] errors = new double[3];
        String[] means = {"-10", "0", "10"};
        for (int i = 0; i < means.length; i++) {
            Map<String, String> settings = Map.of(
                    "batch",
                    "16",
                    "dropout",
                    "0",
                    "time-deviation",
                    "1e-6",
                    "time-mean",
                    means[i],
                    "steps",
                    "300",
                    "warmup",
                    "10",
                    "lr",
                    "5e-3",
                    "mse-positions",
                    "target");
            try (TeacherTraining training = training(settings, n -> row)) {
                while (training.step() < training.total()) {
                    errors[i] = training.next().get("mse");
                }
            }
        }
        assertThat(errors[0]).as("the noise is seen").isLessThan(0.5);
        assertThat(errors[2])
                .as("no noise is seen, so that its variance is left")
                .isGreaterThan(0.9);
        assertThat(errors[1]).isLessThan(errors[2]);
    }

    @Test
    void aMeanWithoutADeviationIsRefused() {
        SettingValues values = SettingValues.parse(family.trainingSettings(), Map.of("time-mean", "-1"));
        assertThat(family.problems(values)).hasSize(1).first().asString().contains("time-mean", "time-deviation");
        assertThat(family.problems(values.with(FlowSeqSettings.TIME_DEVIATION, 1.0)))
                .isEmpty();
    }
}
