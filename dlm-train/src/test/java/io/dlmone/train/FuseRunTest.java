package io.dlmone.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dlmone.backend.Backend;
import io.dlmone.bundle.GenerationConfig;
import io.dlmone.bundle.ModelBundle;
import io.dlmone.bundle.ModelDirectory;
import io.dlmone.bundle.Role;
import io.dlmone.data.DataDirectory;
import io.dlmone.data.Split;
import io.dlmone.elf.ElfConfig;
import io.dlmone.elf.ElfModel;
import io.dlmone.elf.T5Config;
import io.dlmone.error.UserException;
import io.dlmone.eval.Evaluation;
import io.dlmone.model.TeacherModel;
import io.dlmone.random.CounterRandom;
import io.dlmone.tensor.Tensor;
import io.dlmone.text.SentencePair;
import io.dlmone.text.Vocabulary;
import io.dlmone.tokenizer.WordTokenizer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Recipes that end with a student which reads its tokens in the call that writes them. */
class FuseRunTest {

    private static final Phase[] RECIPE = {Phase.ofUpdates("kd", 2), Phase.ofUpdates("fuse", 3)};
    private static final BooleanSupplier NEVER = () -> false;

    @TempDir
    Path home;

    private Path data;
    private Path teacher;

    @BeforeEach
    void model() {
        List<SentencePair> rows = new ArrayList<>();
        for (String a : List.of("red", "green", "blue")) {
            for (String b : List.of("fish", "bird")) {
                rows.add(new SentencePair("one " + a + " " + b, "a " + b + " in " + a));
            }
        }
        data = home.resolve("data");
        new DataDirectory(data).write(Map.of(Split.TRAIN, rows, Split.VALID, rows, Split.TEST, rows));
        Vocabulary words = Vocabulary.ofWords(List.of("one", "a", "in", "red", "green", "blue", "fish", "bird"));
        TeacherModel model = new ElfModel(new ElfConfig(
                words.size(),
                12,
                4,
                0,
                16,
                1,
                2,
                ElfConfig.officialFeedForward(16),
                8,
                new ElfConfig.Prefix(1, 1, 1),
                new ElfConfig.Latents(0, 1, 2, 0.05),
                new T5Config(words.size(), 8, 4, 2, 16, 1, 32, 128, 1e-6)));
        Map<String, Tensor> weights = new LinkedHashMap<>();
        model.parameters().forEach(p -> {
            Tensor value = p.initialValue(5);
            float[] noise =
                    CounterRandom.of(6, p.name()).gaussians(0, value.shape().size());
            for (int i = 0; i < noise.length; i++) {
                value.floats()[i] += 0.3f * noise[i];
            }
            weights.put(p.name(), value);
        });
        teacher = home.resolve("teacher");
        GenerationConfig way = GenerationConfig.teacher(model, "euler", 2);
        ModelDirectory.save(teacher, new ModelBundle(model, new WordTokenizer(words), weights, Role.TEACHER, way, ""));
    }

    private RunOutcome distil(String out, BooleanSupplier stop, RunStart start) {
        return Jobs.distill(teacher.toString(), data.toString(), home.resolve(out), RECIPE)
                .run(0, stop, start);
    }

    private ModelBundle student(String name) {
        return ModelDirectory.load(home.resolve(name));
    }

    @Test
    void theStudentSaysHowItReadsAndTheBestIsOneThatReadsSo() {
        RunOutcome outcome = distil("student", NEVER, RunStart.NEW);
        assertThat(outcome.finished()).isTrue();
        assertThat(student("student").generation().isFused()).isTrue();
        assertThat(student("student").card())
                .contains("with the recipe kd:2,fuse:3; it writes a sentence in one network call.")
                .containsPattern("\\| step \\| [45] \\|");
        List<Object> fused = new ArrayList<>();
        outcome.metrics().forEach(row -> {
            if (row instanceof MetricsRow.Validated && row.step() > 2) {
                fused.add(row.values().get("bleu"));
            }
            if (row instanceof MetricsRow.Trained && row.step() > 2) {
                assertThat(row.values()).containsKeys("loss", "agreement");
            }
        });
        assertThat(fused).hasSize(2).contains(outcome.best().get("bleu"));
        assertThat(calls("student")).isEqualTo(1);
        assertThat(calls("teacher")).isEqualTo(5);
    }

    private double calls(String model) {
        return evaluate(SystemSpec.asSaved(home.resolve(model).toString())).nfe();
    }

    private Evaluation evaluate(SystemSpec system) {
        EvaluateOptions options = new EvaluateOptions(
                List.of(system), false, data.toString(), Split.TEST, 3, 2, 1, 4, 1, Optional.empty());
        try (Backend backend = Jobs.open()) {
            RunContext context = new RunContext(backend, Jobs.ENGINE, ProgressListener.NONE, NEVER);
            return new EvaluateRun(options, context).run().get(0).evaluation();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 4, 6, 8})
    void itMayBeStoppedInEitherPhase(int asked) {
        RunOutcome outcome = distil("whole", NEVER, RunStart.NEW);
        assertThat(distil("parts", Jobs.after(asked), RunStart.NEW).finished()).isFalse();
        RunOutcome resumed = distil("parts", NEVER, RunStart.NEWEST);
        assertThat(resumed.best()).isEqualTo(outcome.best());
        assertThat(resumed.metrics()).hasSameSizeAs(outcome.metrics());
        assertThat(student("parts").weights()).isEqualTo(student("whole").weights());
        assertThat(student("parts").generation()).isEqualTo(student("whole").generation());
    }

    /** A run whose time is over before its last phase has a student that reads in two calls. */
    @Test
    void whatWasNotFusedDoesNotSayThatItWas() {
        DistillOptions options = Jobs.distill(
                        teacher.toString(),
                        data.toString(),
                        home.resolve("short"),
                        Phase.ofUpdates("kd", 1_000_000),
                        Phase.ofUpdates("fuse", 1))
                .minutes(0.005);
        try (Backend backend = Jobs.open()) {
            RunContext context = new RunContext(backend, Jobs.ENGINE, ProgressListener.NONE, NEVER);
            assertThat(new DistillRun(options, context, Clock.systemUTC())
                            .run(RunStart.NEW)
                            .finished())
                    .isTrue();
        }
        assertThat(student("short").generation().isFused()).isFalse();
        assertThat(student("short").card()).contains("it writes a sentence in 2 network calls.");
        assertThat(calls("short")).isEqualTo(2);
    }

    @Test
    void whatCannotBeFusedIsRefusedBeforeAnythingIsWritten() {
        Path out = home.resolve("out");
        assertThatThrownBy(() -> Jobs.distill(
                                teacher.toString(),
                                data.toString(),
                                out,
                                Phase.ofUpdates("fuse", 1),
                                Phase.ofUpdates("kd", 1))
                        .run(0, NEVER, RunStart.NEW))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("as the last phase only, found fuse:1,kd:1");
        assertThatThrownBy(() -> Jobs.distill(
                                "builtin:paraphrase-teacher", "builtin:paraphrase", out, Phase.ofUpdates("fuse", 1))
                        .run(0, NEVER, RunStart.NEW))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("DLM-RECIPE-3");
        assertThat(out).doesNotExist();
        assertThat(Files.exists(home.resolve("out.run"))).isFalse();

        distil("student", NEVER, RunStart.NEW);
        String fused = home.resolve("student").toString();
        DistillOptions again = new DistillOptions(
                teacher.toString(),
                Optional.of(fused),
                data.toString(),
                out,
                Recipe.of(RECIPE),
                Map.of(),
                0,
                Jobs.every(1, 2, 3, 0).build());
        try (Backend backend = Jobs.open()) {
            RunContext context = new RunContext(backend, Jobs.ENGINE, ProgressListener.NONE, NEVER);
            assertThatThrownBy(() -> new DistillRun(again, context, Clock.systemUTC()).run(RunStart.NEW))
                    .isInstanceOf(UserException.class)
                    .hasMessageContaining(
                            "setting init: expected a student that reads its tokens in a call of its own");
        }
        SystemSpec few = SystemSpec.parse(fused + "@renoise:2", SystemSpec.asSaved(""));
        assertThat(few.steps()).isEqualTo(OptionalInt.of(2));
        assertThatThrownBy(() -> evaluate(few))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("setting steps: expected 1 to 1, in which this student reads its tokens too");
    }
}
