package io.dlmone.student;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dlmone.backend.Backend;
import io.dlmone.backend.BackendOptions;
import io.dlmone.backend.Backends;
import io.dlmone.model.Plugins;
import io.dlmone.model.TeacherModel;
import io.dlmone.sampling.RoundingTimes;
import io.dlmone.student.TextGenerator.Generated;
import io.dlmone.student.TextGenerator.Options;
import io.dlmone.tensor.Tensor;
import io.dlmone.text.Vocabulary;
import io.dlmone.text.WordTokenizer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextGeneratorTest {

    private static final List<String> SOURCES = List.of("a b c", "b", "c c a", "a", "b c b a");

    private final Vocabulary words = Vocabulary.ofWords(List.of("a", "b", "c"));

    private ModelBundle bundle(Role role) {
        return writing(
                role, role == Role.STUDENT ? GenerationConfig.student(35) : new GenerationConfig("ddim", 4, true, 39));
    }

    private ModelBundle writing(Role role, GenerationConfig generation) {
        Map<String, Object> c = new LinkedHashMap<>();
        c.put("vocab_size", words.size());
        c.put("embedding_size", 8);
        c.put("time_embedding_size", 8);
        c.put("sequence_length", 14);
        c.put("max_position_embeddings", 14);
        c.put("hidden_size", 16);
        c.put("num_hidden_layers", 1);
        c.put("num_attention_heads", 2);
        c.put("intermediate_size", 32);
        c.put("diffusion_steps", 40);
        c.put("noise_schedule", "sqrt");
        TeacherModel model = Plugins.family("diffuseq").create(c);
        Map<String, Tensor> weights = new LinkedHashMap<>();
        model.parameters().forEach(p -> weights.put(p.name(), p.initialValue(5)));
        return new ModelBundle(model, new WordTokenizer(words), weights, role, generation, "");
    }

    private static Backend open() {
        return Backends.preferred().open(BackendOptions.defaults().withThreads(1));
    }

    @Test
    void whatAStudentWritesDoesNotDependOnTheBatch() {
        ModelBundle student = bundle(Role.STUDENT);
        try (Backend backend = open();
                TextGenerator one = new TextGenerator(student, backend, new Options(1, 3));
                TextGenerator four = new TextGenerator(student, backend, new Options(4, 3));
                TextGenerator other = new TextGenerator(student, backend, new Options(4, 4))) {
            List<Generated> texts = four.generate(SOURCES, 0, done -> {});
            assertThat(texts).extracting(Generated::source).isEqualTo(SOURCES);
            assertThat(one.generate(SOURCES, 0, done -> {})).isEqualTo(texts);
            assertThat(four.generate(SOURCES, 0, done -> {})).isEqualTo(texts);
            assertThat(four.generate(SOURCES, 1, done -> {})).isNotEqualTo(texts);
            assertThat(other.generate(SOURCES, 0, done -> {})).isNotEqualTo(texts);
            assertThat(one.callsPerSentence()).isEqualTo(1);
        }
    }

    @Test
    void aTeacherCountsItsCallsAndTellsItsProgress() {
        try (Backend backend = open();
                TextGenerator teacher = new TextGenerator(bundle(Role.TEACHER), backend, new Options(2, 1))) {
            List<Integer> progress = new ArrayList<>();
            teacher.generate(SOURCES, 0, progress::add);
            assertThat(teacher.callsPerSentence()).isEqualTo(4);
            assertThat(progress).isSorted().endsWith(teacher.calls(SOURCES.size()));
            assertThat(teacher.calls(SOURCES.size())).isEqualTo(12);
        }
    }

    @Test
    void textForPeopleHasNoSpecialTokens() {
        try (Backend backend = open();
                TextGenerator student = new TextGenerator(bundle(Role.STUDENT), backend, new Options(5, 1))) {
            assertThat(student.generate(SOURCES)).hasSameSizeAs(SOURCES).allSatisfy(text -> assertThat(text)
                    .doesNotContain("[SEP]", "[PAD]"));
        }
    }

    @Test
    void opensADirectoryOnTheBackendThatIsThere(@TempDir Path home) {
        Path model = home.resolve("student");
        ModelDirectory.save(model, bundle(Role.STUDENT));
        try (TextGenerator generator = TextGenerator.open(model.toString())) {
            assertThat(generator.generate(List.of("a b"))).hasSize(1);
            generator.close();
            assertThatThrownBy(() -> generator.generate(List.of("a b"))).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void aBatchHasAtLeastOneSequence() {
        assertThatThrownBy(() -> new Options(0, 1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatATeacherWritesDoesNotDependOnTheBatchEither() {
        ModelBundle teacher = writing(Role.TEACHER, new GenerationConfig("ancestral", 4, true, 39));
        try (Backend backend = open();
                TextGenerator one = new TextGenerator(teacher, backend, new Options(1, 3));
                TextGenerator four = new TextGenerator(teacher, backend, new Options(4, 3))) {
            List<List<Generated>> texts = four.samples(SOURCES, 0, 3, done -> {});
            assertThat(texts).hasSameSizeAs(SOURCES).allSatisfy(row -> assertThat(row)
                    .hasSize(3));
            assertThat(one.samples(SOURCES, 0, 3, done -> {})).isEqualTo(texts);
            assertThat(four.samples(SOURCES.subList(2, 5), 2, 3, done -> {})).isEqualTo(texts.subList(2, 5));
            assertThat(four.generate(SOURCES, 1, done -> {}))
                    .isEqualTo(texts.stream().map(row -> row.get(1)).toList());
        }
    }

    @Test
    void aTeachersNoiseCanBeLimited() {
        GenerationConfig limited = new GenerationConfig("ancestral", 4, RoundingTimes.NEVER, 39, 0, 0.01);
        GenerationConfig free = new GenerationConfig("ancestral", 4, RoundingTimes.NEVER, 39, 0, 0);
        try (Backend backend = open();
                TextGenerator a = new TextGenerator(writing(Role.TEACHER, limited), backend, new Options(5, 3));
                TextGenerator b = new TextGenerator(writing(Role.TEACHER, free), backend, new Options(5, 3))) {
            assertThat(a.generate(SOURCES)).isNotEqualTo(b.generate(SOURCES));
        }
        assertThatThrownBy(() -> new GenerationConfig("ancestral", 4, RoundingTimes.NEVER, 39, 0, -1))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
