package io.dlmone.train.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.dlmone.Plugins;
import io.dlmone.backend.Backend;
import io.dlmone.backend.BackendOptions;
import io.dlmone.backend.Backends;
import io.dlmone.bundle.GenerationConfig;
import io.dlmone.bundle.ModelBundle;
import io.dlmone.bundle.ModelDirectory;
import io.dlmone.bundle.Role;
import io.dlmone.error.UserException;
import io.dlmone.model.TeacherModel;
import io.dlmone.paraphrase.ParaphraseTask;
import io.dlmone.tensor.Tensor;
import io.dlmone.text.Vocabulary;
import io.dlmone.tokenizer.Tokenizers;
import io.dlmone.train.EngineOptions;
import io.dlmone.train.ProgressListener;
import io.dlmone.train.RunContext;
import io.dlmone.train.RunOutcome;
import io.dlmone.train.demo.DemoRecipe.Share;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole demonstration on a tiny model that has learnt nothing: everything runs, and every number is there. */
class DemoTest {

    private static final DemoComparison SMALL = new DemoComparison(8, 2, 4, List.of(4, 2, 1), 4, 1);
    private static final DemoRecipe QUICK = new DemoRecipe(
            List.of(
                    new Share("kd", 0.34, 1e-3, 0.1),
                    new Share("refine", 0.3, 1e-3, 0.1),
                    new Share("sid", 0.3, 2e-5, 1)),
            13.1,
            Map.of("batch", "4", "endpoint-steps", "2", "endpoint-reuse", "2", "ema", "0.9"),
            16,
            8);

    @TempDir
    Path home;

    private Path teacher() {
        Vocabulary words = Vocabulary.ofWords(ParaphraseTask.builtin().vocabulary());
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("vocab_size", words.size());
        config.put("embedding_size", 8);
        config.put("time_embedding_size", 8);
        config.put("sequence_length", 27);
        config.put("max_position_embeddings", 27);
        config.put("hidden_size", 16);
        config.put("num_hidden_layers", 1);
        config.put("num_attention_heads", 2);
        config.put("intermediate_size", 16);
        config.put("diffusion_steps", 200);
        config.put("noise_schedule", "sqrt");
        TeacherModel model = Plugins.family("diffuseq").create(config);
        Map<String, Tensor> weights = new LinkedHashMap<>();
        model.parameters().forEach(p -> weights.put(p.name(), p.initialValue(3)));
        Path directory = home.resolve("teacher");
        GenerationConfig generation = GenerationConfig.teacher(model);
        ModelDirectory.save(
                directory,
                new ModelBundle(model, Tokenizers.named("word", words), weights, Role.TEACHER, generation, "# Tiny\n"));
        return directory;
    }

    private DemoOptions options() {
        return new DemoOptions(
                teacher().toString(), "builtin:paraphrase", home.resolve("demo"), 0.05, 8, 7, "write with");
    }

    private static RunContext context(Backend backend, BooleanSupplier stop) {
        return new RunContext(backend, new EngineOptions(backend.name(), "cpu", 1), ProgressListener.NONE, stop);
    }

    private static Backend open() {
        return Backends.preferred().open(BackendOptions.defaults().withThreads(1));
    }

    @Test
    void distilsAndCompares() throws Exception {
        DemoOptions options = options();
        DemoResult result;
        try (Backend backend = open()) {
            Demo demo = new Demo(options, QUICK, SMALL, Clock.systemUTC());
            RunOutcome training = demo.distil(context(backend, () -> false));
            assertThat(training.finished()).isTrue();
            result = demo.compare(context(backend, () -> false), training);
        }
        assertThat(result.systems())
                .extracting(s -> s.name())
                .containsExactly(
                        "teacher, 200 steps", "DDIM, 4 steps", "DDIM, 2 steps", "DDIM, 1 step", "student, 1 step");
        assertThat(result.systems()).extracting(s -> s.evaluation().nfe()).containsExactly(200.0, 4.0, 2.0, 1.0, 1.0);
        assertThat(result.speedUp(result.teacher())).isEqualTo(1);
        assertThat(result.speedUp(result.student())).isPositive();
        assertThat(result.studentOnTeachersSources().sources())
                .isEqualTo(result.teacher().sources());
        assertThat(result.training().metrics()).extracting(row -> row.kind()).contains("valid");

        ModelBundle student = ModelDirectory.load(home.resolve("demo/student"));
        assertThat(student.role()).isEqualTo(Role.STUDENT);
        assertThat(student.generation().initialTime())
                .isEqualTo(student.architecture().schedule().timeOfNoiseRatio(13.1));

        String text = DemoText.of(result);
        assertThat(text)
                .contains("BLEU", "meaning", "formed", "dist-1", "self-BLEU", "div-4", "NFE", "ms")
                .contains("speed-up", "8 x 2", "write with " + home.resolve("demo/student"));
        assertThat(text.lines().filter(line -> line.startsWith("student  "))).hasSizeBetween(1, DemoText.SHOWN);
        assertThat(DemoTable.text(result).lines().mapToInt(String::length).max().orElse(0))
                .isLessThanOrEqualTo(120);

        JsonNode json = result.toJson();
        assertThat(json.get("systems")).hasSize(5);
        assertThat(json.get("systems").get(4).get("speedUp").asDouble()).isPositive();
        assertThat(json.get("systems").get(4).has("bleu")).isTrue();
        assertThat(json.get("systems").get(4).get("div4").isNumber()).isTrue();

        String page = Files.readString(home.resolve("demo/report.html"));
        for (var system : result.systems()) {
            for (DemoTable.Number cell : DemoTable.cells(result, system)) {
                assertThat(page).contains(">" + cell.text() + "<");
            }
        }
        assertThat(page).contains("Quality and diversity", "Validation while distilling", "diffusion_steps");
        assertThat(page).doesNotContain("://");
    }

    @Test
    void stopsWhenAskedAndSaysSo() {
        try (Backend backend = open()) {
            Demo demo = new Demo(options(), QUICK, SMALL, Clock.systemUTC());
            assertThat(demo.distil(context(backend, () -> true)).finished()).isFalse();
        }
        assertThat(home.resolve("demo/student")).doesNotExist();
        assertThat(home.resolve("demo/run")).isDirectory();
    }

    @Test
    void neverWritesOverAnEarlierOne() throws Exception {
        assertThat(DemoOptions.freshDirectory(home)).isEqualTo(home.resolve("dlm-demo"));
        Files.createDirectory(home.resolve("dlm-demo"));
        assertThat(DemoOptions.freshDirectory(home)).isEqualTo(home.resolve("dlm-demo-2"));
        assertThatThrownBy(() -> new DemoOptions("t", "d", home, 0, 0, 1, ""))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("setting minutes")
                .hasMessageContaining("setting limit")
                .hasMessageContaining("setting out");
    }

    @Test
    void givesTheTeacherWhatFits() {
        DemoComparison c = DemoComparison.DEFAULT;
        assertThat(c.teacherShare(192, 2000, 0.125)).isEqualTo(new DemoComparison.TeacherShare(64, 3, 48));
        assertThat(c.teacherShare(192, 2000, 0.5)).isEqualTo(new DemoComparison.TeacherShare(64, 1, 64));
        assertThat(c.teacherShare(192, 2000, 1.5)).isEqualTo(new DemoComparison.TeacherShare(30, 1, 90));
        assertThat(c.teacherShare(192, 2000, 100)).isEqualTo(new DemoComparison.TeacherShare(8, 1, 1600));
        assertThat(c.teacherShare(5, 2000, 0.001).sources()).isEqualTo(5);
    }

    @Test
    void theRecipeIsOnePhaseAfterTheOther() {
        TeacherModel model = ModelDirectory.load(teacher()).architecture();
        DemoOptions five = new DemoOptions("t", "d", home.resolve("new"), 5, 8, 1, "");
        assertThat(DemoRecipe.DEFAULT
                        .distillation(five, model.schedule(), 10)
                        .recipe()
                        .text())
                .isEqualTo(
                        "kd:240s:theta-lr=0.002:decay=2667,refine:30s:theta-lr=2.0E-4:decay=375,sid:*:theta-lr=1.0E-5");
    }
}
