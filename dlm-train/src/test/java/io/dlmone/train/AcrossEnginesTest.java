package io.dlmone.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.dlmone.backend.Backend;
import io.dlmone.backend.BackendOptions;
import io.dlmone.backend.BackendProvider;
import io.dlmone.backend.Backends;
import io.dlmone.bundle.ModelBundle;
import io.dlmone.bundle.ModelDirectory;
import io.dlmone.data.Split;
import io.dlmone.diffuseq.DiffuSeqConfig;
import io.dlmone.diffuseq.DiffuSeqModel;
import io.dlmone.diffuseq.DiffuSeqTraining;
import io.dlmone.diffuseq.TrainingSettings;
import io.dlmone.distill.Distillation;
import io.dlmone.objective.DistillationSettings;
import io.dlmone.paraphrase.ParaphraseTask;
import io.dlmone.student.TextGenerator;
import io.dlmone.tensor.Tensor;
import io.dlmone.text.Examples;
import io.dlmone.text.SequenceLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The engine changes nothing: the same seed gives the same losses and the same sentences on all of them. */
class AcrossEnginesTest {

    private static final double LOSS_TOLERANCE = 1e-3;
    private static final int STEPS = 100;
    private static final DiffuSeqConfig SIZES = new DiffuSeqConfig(40, 16, 16, 20, 20, 32, 2, 4, 64, 2000);

    private static <T> Map<String, T> onEach(Function<Backend, T> job) {
        Map<String, T> results = new LinkedHashMap<>();
        for (BackendProvider p : Backends.all()) {
            try (Backend backend = p.open(BackendOptions.defaults().withThreads(1))) {
                results.put(p.name(), job.apply(backend));
            }
        }
        assertThat(results).containsOnlyKeys("djl", "onnx", "tf");
        return results;
    }

    private static Examples examples() {
        return index -> {
            long[] ids = new long[SIZES.sizes().length()];
            Arrays.setAll(ids, i -> 3 + (index * 7 + i * 5L) % (SIZES.sizes().vocabulary() - 3));
            return new SequenceLayout.Encoded(ids, SIZES.sizes().length() / 2);
        };
    }

    private static void assertSameLosses(Map<String, List<Double>> losses) {
        List<Double> reference = losses.get("onnx");
        losses.forEach((engine, all) -> {
            for (int i = 0; i < STEPS; i++) {
                assertThat(all.get(i))
                        .as("%s, loss of step %d", engine, i + 1)
                        .isCloseTo(reference.get(i), within(LOSS_TOLERANCE * Math.abs(reference.get(i))));
            }
        });
    }

    @Test
    void aTeacherTrainsAlike() {
        TrainingSettings settings = new TrainingSettings(8, 1000, 1e-3, 10, 0.99, 0.1, true, true, 1, 3);
        assertSameLosses(onEach(backend -> {
            DiffuSeqTraining training = new DiffuSeqTraining(backend, new DiffuSeqModel(SIZES), settings, examples());
            List<Double> losses = new ArrayList<>();
            for (int i = 0; i < STEPS; i++) {
                losses.add(training.next().loss());
            }
            return losses;
        }));
    }

    @ParameterizedTest
    @ValueSource(strings = {"kd", "refine", "sid"})
    void aStudentIsDistilledAlike(String objective) {
        DiffuSeqModel model = new DiffuSeqModel(SIZES);
        Map<String, Tensor> weights = new LinkedHashMap<>();
        model.parameters().forEach(p -> weights.put(p.name(), p.initialValue(1)));
        Map<String, String> numbers = Map.of(
                "batch", "4",
                "theta-lr", "1e-5",
                "clip", "0",
                "psi-dropout", "0");
        DistillationSettings settings = RecipeSettings.resolve(
                        List.of(Phase.ofUpdates(objective, 1)), numbers, model.schedule(), 1)
                .get(0);
        assertSameLosses(onEach(backend -> {
            try (Distillation d = new Distillation(backend, model, weights, examples())) {
                d.objective(objective, settings);
                List<Double> losses = new ArrayList<>();
                for (int i = 0; i < STEPS; i++) {
                    losses.add(d.iterate().get("loss"));
                }
                return losses;
            }
        }));
    }

    @Test
    void theStudentWritesTheSameSentences() {
        List<String> sources = ParaphraseTask.builtin().meanings(Split.TEST).stream()
                .limit(150)
                .map(m -> ParaphraseTask.builtin().grammar().sentences(m).get(0))
                .toList();
        ModelBundle student = ModelDirectory.load("builtin:paraphrase-student");
        Map<String, List<String>> written = onEach(backend -> {
            try (TextGenerator generator = new TextGenerator(student, backend, new TextGenerator.Options(50, 1))) {
                return generator.generate(sources);
            }
        });
        List<String> reference = words(written.get("onnx"));
        written.forEach((engine, sentences) -> {
            List<String> words = words(sentences);
            int same = 0;
            for (int i = 0; i < Math.min(words.size(), reference.size()); i++) {
                same += words.get(i).equals(reference.get(i)) ? 1 : 0;
            }
            assertThat(same / (double) reference.size())
                    .as("share of words on %s that are those on onnx", engine)
                    .isGreaterThanOrEqualTo(0.999);
        });
    }

    /** Each sentence padded to one length, so that words stay aligned. */
    private static List<String> words(List<String> sentences) {
        List<String> words = new ArrayList<>();
        for (String sentence : sentences) {
            String[] parts = Arrays.copyOf(sentence.split(" "), 27);
            Arrays.asList(parts).forEach(w -> words.add(String.valueOf(w)));
        }
        return words;
    }
}
