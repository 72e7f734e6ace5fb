package io.dlmone.student.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dlmone.Plugins;
import io.dlmone.backend.Backend;
import io.dlmone.backend.BackendOptions;
import io.dlmone.backend.Backends;
import io.dlmone.bundle.GenerationConfig;
import io.dlmone.bundle.ModelBundle;
import io.dlmone.bundle.ModelDirectory;
import io.dlmone.bundle.Role;
import io.dlmone.contract.OracleProvider;
import io.dlmone.elf.ElfConfig;
import io.dlmone.elf.ElfModel;
import io.dlmone.elf.T5Config;
import io.dlmone.error.UserException;
import io.dlmone.model.TeacherModel;
import io.dlmone.objective.StudentNoise;
import io.dlmone.random.CounterRandom;
import io.dlmone.student.TextGenerator;
import io.dlmone.student.TextGenerator.Generated;
import io.dlmone.student.TextGenerator.Options;
import io.dlmone.tensor.Shape;
import io.dlmone.tensor.Tensor;
import io.dlmone.text.Batch;
import io.dlmone.text.Vocabulary;
import io.dlmone.tokenizer.WordTokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A family that reads tokens by a call of its own: what is counted, and students that read within their only call. */
class FusedStudentTest {

    private static final List<String> SOURCES = List.of("a b c", "b", "c c a", "a", "d b c");
    private static final int LENGTH = 10;
    private static final long SEED = 3;
    private static final GenerationConfig TWO_CALLS = GenerationConfig.student(0.4);

    private final Vocabulary words = Vocabulary.ofWords(List.of("a", "b", "c", "d"));
    private final TeacherModel model = new ElfModel(new ElfConfig(
            words.size(),
            LENGTH,
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

    private ModelBundle bundle(Role role, GenerationConfig generation) {
        return bundle(model, role, generation);
    }

    private ModelBundle bundle(TeacherModel of, Role role, GenerationConfig generation) {
        Map<String, Tensor> weights = new LinkedHashMap<>();
        of.parameters().forEach(p -> {
            Tensor value = p.initialValue(5);
            float[] noise =
                    CounterRandom.of(6, p.name()).gaussians(0, value.shape().size());
            for (int i = 0; i < noise.length; i++) {
                value.floats()[i] += 0.3f * noise[i]; // its heads begin with zeros
            }
            weights.put(p.name(), value);
        });
        return new ModelBundle(of, new WordTokenizer(words), weights, role, generation, "");
    }

    private static Backend oracle() {
        return new OracleProvider().open(BackendOptions.defaults());
    }

    private static Backend engine() {
        return Backends.named("onnx").open(BackendOptions.defaults().withThreads(1));
    }

    private static List<Generated> texts(ModelBundle bundle, Backend backend, int batch) {
        try (backend;
                TextGenerator generator = new TextGenerator(bundle, backend, new Options(batch, SEED))) {
            return generator.generate(SOURCES, 0, done -> {});
        }
    }

    @Test
    void anEngineWritesWhatTheGraphSaysInEitherWay() {
        ModelBundle two = bundle(Role.STUDENT, TWO_CALLS);
        ModelBundle one = two.writing(TWO_CALLS.fused());
        List<Generated> written = texts(one, oracle(), 8);
        assertThat(written).anyMatch(each -> !each.text().isBlank());
        assertThat(texts(one, engine(), 2)).isEqualTo(written);
        assertThat(texts(two, engine(), 8)).isEqualTo(texts(two, oracle(), 8)).isNotEqualTo(written);
    }

    @Test
    void whatIsExportedIsWhatTheGeneratorWrites() {
        ModelBundle student = bundle(Role.STUDENT, TWO_CALLS.fused());
        Batch batch =
                Batch.of(SOURCES.stream().map(s -> student.layout().encode(s)).toList());
        CounterRandom random = CounterRandom.of(SEED, "generate/noise");
        StudentNoise noise = StudentNoise.PER_POSITION;
        long[] keys = IntStream.range(0, SOURCES.size())
                .mapToLong(row -> noise.key(random, row, 0))
                .toArray();
        long[] starts = IntStream.of(batch.starts()).asLongStream().toArray();
        Map<String, Tensor> in = Map.of(
                StudentGraph.IDS, batch.ids(),
                StudentGraph.START, Tensor.of(Shape.of(starts.length), starts),
                StudentGraph.NOISE, noise.noise(random, keys, batch.starts(), LENGTH, model.width()));
        Tensor tokens;
        try (Backend backend = oracle()) {
            tokens = backend.compile(new StudentGraph(student, SOURCES.size()).record())
                    .run(in)
                    .get(StudentGraph.TOKENS);
        }
        List<String> decoded = IntStream.range(0, SOURCES.size())
                .mapToObj(i -> student.layout().decode(Batch.row(tokens, i), batch.starts()[i]))
                .toList();
        assertThat(texts(student, oracle(), 8)).extracting(Generated::official).isEqualTo(decoded);
    }

    /** Its sources have a place of their own size. */
    @Test
    void itsFilesLaySourcesOutAsItDoes() {
        SourceTemplate template =
                SourceTemplate.of(model.layout(new WordTokenizer(words))).orElseThrow();
        assertThat(template.capacity()).isEqualTo(4);
        assertThat(template.before()).isEmpty();
        assertThat(template.after()).isEmpty();
        assertThat(template.rest()).hasSize(LENGTH).containsOnly(words.id(Vocabulary.PAD));
    }

    @Test
    void theCallThatReadsIsCounted() {
        GenerationConfig guided = GenerationConfig.teacher(model, "euler", 4);
        assertThat(guided.guidance()).isEqualTo(2);
        Map<GenerationConfig, Integer> calls = new LinkedHashMap<>();
        calls.put(guided, 9);
        calls.put(new GenerationConfig("euler", 4, false, guided.initialTime()), 5);
        calls.put(TWO_CALLS.withStudentSteps(3), 4);
        calls.put(TWO_CALLS, 2);
        calls.put(TWO_CALLS.fused(), 1);
        calls.forEach((way, expected) -> {
            Role role = way.sampler().equals("euler") ? Role.TEACHER : Role.STUDENT;
            try (Backend backend = oracle();
                    TextGenerator generator = new TextGenerator(bundle(role, way), backend, new Options(2, SEED))) {
                List<Integer> progress = new ArrayList<>();
                generator.generate(SOURCES, 0, progress::add);
                assertThat(generator.callsPerSentence()).as(way.toString()).isEqualTo(expected);
                assertThat(progress).isSorted().endsWith(generator.calls(SOURCES.size()));
            }
        });
    }

    @Test
    void aDirectorySaysHowItsStudentReads(@TempDir Path home) throws IOException {
        Path one = home.resolve("one");
        ModelDirectory.save(one, bundle(Role.STUDENT, TWO_CALLS.fused()));
        assertThat(ModelDirectory.load(one).generation()).isEqualTo(TWO_CALLS.fused());
        Path file = one.resolve("generation_config.json");
        String text = Files.readString(file);
        Files.writeString(file, text.replace("\"steps\" : 1", "\"steps\" : 2"));
        assertThatThrownBy(() -> ModelDirectory.load(one))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("key steps: expected 1, because tokens are read in that call, found 2");
        Files.writeString(file, text.replace("\"fused\"", "\"one-step\""));
        assertThat(ModelDirectory.load(one).generation()).isEqualTo(TWO_CALLS);
        assertThatThrownBy(() -> TWO_CALLS.fused().withStudentSteps(2)).isInstanceOf(IllegalArgumentException.class);
        assertThat(TWO_CALLS.fused().withStudentSteps(1)).isEqualTo(TWO_CALLS.fused());
    }

    @Test
    void aFamilyThatReadsWithoutACallCannotBeFused() {
        Map<String, Object> c = new LinkedHashMap<>();
        c.put("vocab_size", words.size());
        c.put("embedding_size", 8);
        c.put("time_embedding_size", 8);
        c.put("sequence_length", LENGTH);
        c.put("max_position_embeddings", LENGTH);
        c.put("hidden_size", 16);
        c.put("num_hidden_layers", 1);
        c.put("num_attention_heads", 2);
        c.put("intermediate_size", 32);
        c.put("diffusion_steps", 40);
        c.put("noise_schedule", "sqrt");
        TeacherModel other = Plugins.family("diffuseq").create(c);
        GenerationConfig way = GenerationConfig.student(35);
        assertThat(way.calls(other, Role.STUDENT)).isEqualTo(1);
        assertThatThrownBy(() -> bundle(other, Role.STUDENT, way.fused()))
                .isInstanceOf(UserException.class)
                .hasMessageContaining(
                        "key sampler: expected not this, because this family reads tokens without a call");
    }
}
