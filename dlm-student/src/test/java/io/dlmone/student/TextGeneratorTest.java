package io.dlmone.student;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dlmone.Plugins;
import io.dlmone.backend.Backend;
import io.dlmone.backend.BackendOptions;
import io.dlmone.backend.Backends;
import io.dlmone.backend.Precision;
import io.dlmone.bundle.GenerationConfig;
import io.dlmone.bundle.ModelBundle;
import io.dlmone.bundle.ModelDirectory;
import io.dlmone.bundle.Role;
import io.dlmone.error.UserException;
import io.dlmone.model.NoiseSchedule;
import io.dlmone.model.TeacherModel;
import io.dlmone.ngrams.NgramModel;
import io.dlmone.nn.Parameters;
import io.dlmone.objective.StudentNoise;
import io.dlmone.sampling.RoundingTimes;
import io.dlmone.sampling.Sampler;
import io.dlmone.student.TextGenerator.Generated;
import io.dlmone.student.TextGenerator.Options;
import io.dlmone.tensor.Tensor;
import io.dlmone.text.SourceReading;
import io.dlmone.text.Vocabulary;
import io.dlmone.tokenizer.WordTokenizer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextGeneratorTest {

    private static final List<String> SOURCES = List.of("a b c", "b", "c c a", "a", "b c b a");

    private static final Vocabulary WORDS = Vocabulary.ofWords(List.of("a", "b", "c"));

    private static ModelBundle bundle(Role role) {
        return writing(
                role, role == Role.STUDENT ? GenerationConfig.student(35) : new GenerationConfig("ddim", 4, true, 39));
    }

    private static ModelBundle writing(Role role, GenerationConfig generation) {
        return tiny(WORDS, role, generation);
    }

    /** A model of random weights over some words. */
    static ModelBundle tiny(Vocabulary words, Role role, GenerationConfig generation) {
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
    void aStudentOfAFewCallsNoisesItsOutputAgain() {
        GenerationConfig once = GenerationConfig.student(35);
        try (Backend backend = open();
                TextGenerator one = student(backend, once, 1);
                TextGenerator three = student(backend, once.withStudentSteps(3), 4);
                TextGenerator alone = student(backend, once.withStudentSteps(3), 1);
                TextGenerator louder = student(backend, once.withStudentSteps(3).withNoiseScale(5), 4)) {
            List<Generated> texts = three.generate(SOURCES, 0, done -> {});
            assertThat(three.callsPerSentence()).isEqualTo(3);
            assertThat(alone.generate(SOURCES, 0, done -> {})).isEqualTo(texts);
            assertThat(one.generate(SOURCES, 0, done -> {})).isNotEqualTo(texts);
            assertThat(louder.generate(SOURCES, 0, done -> {})).isNotEqualTo(texts);
        }
    }

    private TextGenerator student(Backend backend, GenerationConfig generation, int batch) {
        return new TextGenerator(writing(Role.STUDENT, generation), backend, new Options(batch, 3));
    }

    @Test
    void callsFallEvenlyInTime() {
        NoiseSchedule schedule = Plugins.schedule("sqrt").create(2000);
        List<Sampler.Step> plan = FewSteps.plan(schedule, 1490, 4);
        assertThat(plan).extracting(Sampler.Step::t).containsExactly(1490.0, 1117.0, 745.0, 372.0);
        assertThat(plan.get(1)).isEqualTo(new Sampler.Step(1117, schedule.alpha(745), 0, 0, schedule.sigma(745)));
        assertThat(plan.get(3)).isEqualTo(new Sampler.Step(372, 1, 0, 0, 0));
        assertThat(FewSteps.plan(schedule, 1490, 1)).containsExactly(new Sampler.Step(1490, 1, 0, 0, 0));
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
                    .doesNotContain("[CLS]", "[SEP]", "[PAD]", "[UNK]"));
        }
    }

    @Test
    void aTextTellsWhatOfItsSourceWasUnknownOrCut() {
        List<String> sources = List.of("a b", "dublin a dublin", "a b c a b c a b c a b", "dublin");
        try (Backend backend = open();
                TextGenerator student = new TextGenerator(bundle(Role.STUDENT), backend, new Options(5, 1));
                TextGenerator strict = new TextGenerator(bundle(Role.STUDENT), backend, new Options(5, 1, true))) {
            List<SourceReading> readings = student.generate(sources, 0, done -> {}).stream()
                    .map(Generated::reading)
                    .toList();
            assertThat(readings)
                    .containsExactly(
                            new SourceReading(2, List.of(), 0, 7),
                            new SourceReading(3, List.of("dublin", "dublin"), 0, 6),
                            new SourceReading(11, List.of(), 2, 0),
                            new SourceReading(1, List.of("dublin"), 0, 8));
            assertThat(strict.generate(List.of("a b"))).hasSize(1);
            assertThatThrownBy(() -> strict.generate(sources))
                    .isInstanceOfSatisfying(UserException.class, e -> assertThat(e.problems())
                            .extracting(p -> p.id() + " " + p.where())
                            .containsExactly(
                                    "DLM-TEXT-3 source 2: 'dublin a dublin'",
                                    "DLM-TEXT-4 source 3: 'a b c a b c a b c a b'",
                                    "DLM-TEXT-3 source 4: 'dublin'"));
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
    void theBuilderSetsWhatItIsTold(@TempDir Path home) {
        Path model = home.resolve("student");
        ModelBundle student = bundle(Role.STUDENT);
        ModelDirectory.save(model, student);
        try (Backend backend = open();
                TextGenerator expected = new TextGenerator(student, backend, new Options(4, 7));
                TextGenerator built = TextGenerator.builder(model.toString())
                        .backend("onnx")
                        .device("cpu")
                        .precision(Precision.FP32)
                        .threads(1)
                        .batch(2)
                        .seed(7)
                        .strict()
                        .open()) {
            assertThat(built.generate(SOURCES)).isEqualTo(expected.generate(SOURCES));
            assertThat(built.calls(4)).isEqualTo(2);
        }
        assertThatThrownBy(() ->
                        TextGenerator.builder(model.toString()).backend("onxx").open())
                .isInstanceOf(UserException.class);
        assertThatThrownBy(() ->
                        TextGenerator.builder(model.toString()).device("tpu").open())
                .isInstanceOf(UserException.class);
    }

    @Test
    void aBatchTakesTheSmallestProgramIntoWhichItFits() {
        assertThat(IntStream.rangeClosed(1, 9).map(n -> BatchWriter.size(n, 12)))
                .containsExactly(1, 2, 4, 4, 8, 8, 8, 8, 12);
        assertThat(BatchWriter.size(33, 33)).isEqualTo(33);
        assertThat(BatchWriter.size(1, 1)).isEqualTo(1);
    }

    /** One step, few steps, and read off n-grams; a teacher. */
    @Test
    void threadsGetWhatOneThreadGets() {
        NgramModel ngrams = NgramModel.estimate(
                WORDS.size(),
                List.of(bundle(Role.STUDENT).layout().encode("", "c a b").ids()));
        GenerationConfig once = GenerationConfig.student(35);
        for (ModelBundle model : List.of(
                bundle(Role.STUDENT),
                writing(Role.STUDENT, once.withStudentSteps(3)),
                with(ngrams, Role.STUDENT, once, 1),
                bundle(Role.TEACHER))) {
            try (Backend backend = open();
                    TextGenerator generator = new TextGenerator(model, backend, new Options(6, 3))) {
                List<List<Generated>> expected = generator.samples(SOURCES, 0, 2, done -> {});
                IntStream.range(0, 160).parallel().forEach(i -> {
                    int from = i % SOURCES.size();
                    int to = Math.min(SOURCES.size(), from + 1 + i % 3);
                    assertThat(generator.samples(SOURCES.subList(from, to), from, 2, done -> {}))
                            .isEqualTo(expected.subList(from, to));
                });
            }
        }
    }

    /** One step, few steps, from a codebook; a teacher: what seeds of their own give in common calls. */
    @Test
    void eachTextMayHaveASeedAndAPositionOfItsOwn() {
        GenerationConfig once = GenerationConfig.student(35);
        for (ModelBundle model : List.of(
                bundle(Role.STUDENT),
                writing(Role.STUDENT, once.withStudentSteps(3)),
                writing(Role.STUDENT, GenerationConfig.student(35, StudentNoise.codebook(8))),
                bundle(Role.TEACHER))) {
            List<TextGenerator.Request> requests = new ArrayList<>();
            List<Generated> expected = new ArrayList<>();
            try (Backend backend = open();
                    TextGenerator common = new TextGenerator(model, backend, new Options(4, 99))) {
                for (long seed : new long[] {3, 4, Long.MIN_VALUE}) {
                    try (TextGenerator own = new TextGenerator(model, backend, new Options(4, seed))) {
                        List<List<Generated>> texts = own.samples(SOURCES, 7, 2, done -> {});
                        for (int i = 0; i < SOURCES.size(); i++) {
                            for (int k = 0; k < 2; k++) {
                                requests.add(new TextGenerator.Request(SOURCES.get(i), seed, 7 + i, k));
                                expected.add(texts.get(i).get(k));
                            }
                        }
                    }
                }
                assertThat(expected.stream().distinct().count()).isGreaterThan(SOURCES.size());
                assertThat(common.write(requests)).isEqualTo(expected);
                Collections.reverse(requests);
                Collections.reverse(expected);
                assertThat(common.write(requests)).isEqualTo(expected);
                assertThat(common.write(List.of())).isEmpty();
            }
        }
    }

    @Test
    void aWayOfWritingIsCheckedWhenItIsMade() {
        assertThatThrownBy(() -> new GenerationConfig("ddmi", 4, true, 39))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("ddim");
        assertThatThrownBy(() -> new GenerationConfig("ddim", 0, true, 39))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> GenerationConfig.student(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> GenerationConfig.student(35).withStudentSteps(0))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatAModelCannotDoIsRefusedWhenItIsJoinedWithIt() {
        for (var wrong : Map.of(
                        GenerationConfig.student(5000),
                        "initial_time: expected a whole number from 0 to 39, found 5000",
                        GenerationConfig.student(35).withStudentSteps(41),
                        "steps: expected 1 to 40, found 41",
                        new GenerationConfig("ddim", 4, true, 39),
                        "sampler: expected one of one-step, renoise, fused")
                .entrySet()) {
            assertThatThrownBy(() -> writing(Role.STUDENT, wrong.getKey()))
                    .isInstanceOf(UserException.class)
                    .hasMessageContaining(wrong.getValue());
            TeacherModel model = bundle(Role.STUDENT).architecture();
            try (Backend backend = open()) {
                assertThatThrownBy(() -> new TextGenerator(
                                model,
                                bundle(Role.STUDENT).layout(),
                                Parameters.trained("live", model.parameters()),
                                Role.STUDENT,
                                wrong.getKey(),
                                backend,
                                new Options(1, 1)))
                        .isInstanceOf(UserException.class)
                        .hasMessageContaining(wrong.getValue());
            }
        }
        assertThatThrownBy(() -> writing(Role.TEACHER, GenerationConfig.student(35)))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("a teacher's sampler");
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
        GenerationConfig limited = new GenerationConfig(
                "ancestral", 4, RoundingTimes.NEVER, 39, StudentNoise.PER_POSITION, 0.01, 1, 1, 0, 0);
        GenerationConfig free =
                new GenerationConfig("ancestral", 4, RoundingTimes.NEVER, 39, StudentNoise.PER_POSITION, 0, 1, 1, 0, 0);
        try (Backend backend = open();
                TextGenerator a = new TextGenerator(writing(Role.TEACHER, limited), backend, new Options(5, 3));
                TextGenerator b = new TextGenerator(writing(Role.TEACHER, free), backend, new Options(5, 3))) {
            assertThat(a.generate(SOURCES)).isNotEqualTo(b.generate(SOURCES));
        }
        assertThatThrownBy(() -> new GenerationConfig(
                        "ancestral", 4, RoundingTimes.NEVER, 39, StudentNoise.PER_POSITION, -1, 1, 1, 0, 0))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aTeacherIsGuidedInTwoCallsForOne() {
        GenerationConfig guided = new GenerationConfig(
                "ancestral", 4, RoundingTimes.NEVER, 39, StudentNoise.PER_POSITION, 0, 1, 1e4, 0, 0);
        GenerationConfig free =
                new GenerationConfig("ancestral", 4, RoundingTimes.NEVER, 39, StudentNoise.PER_POSITION, 0, 1, 1, 0, 0);
        List<Integer> calls = new ArrayList<>();
        try (Backend backend = open();
                TextGenerator a = new TextGenerator(writing(Role.TEACHER, guided), backend, new Options(5, 3));
                TextGenerator b = new TextGenerator(writing(Role.TEACHER, free), backend, new Options(5, 3))) {
            assertThat(a.generate(SOURCES, 0, calls::add)).isNotEqualTo(b.generate(SOURCES, 0, done -> {}));
            assertThat(a.callsPerSentence()).isEqualTo(8);
            assertThat(calls).startsWith(2, 4, 6, 8).endsWith(a.calls(SOURCES.size()));
        }
        assertThatThrownBy(() -> new GenerationConfig(
                        "ancestral", 4, RoundingTimes.NEVER, 39, StudentNoise.PER_POSITION, 0, 1, -1, 0, 0))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** N-grams that know one sentence and weigh all: what is written is more like it by far. */
    @Test
    void ngramsChooseAmongTheWords() {
        long[] known = writing(Role.STUDENT, GenerationConfig.student(35))
                .layout()
                .encode("", "c a b")
                .ids();
        NgramModel ngrams = NgramModel.estimate(WORDS.size(), List.of(known));
        for (GenerationConfig g : List.of(
                GenerationConfig.student(35),
                GenerationConfig.student(35).withStudentSteps(3),
                new GenerationConfig("ancestral", 4, false, 39))) {
            Role role = g.sampler().equals("ancestral") ? Role.TEACHER : Role.STUDENT;
            try (Backend backend = open();
                    TextGenerator plain = new TextGenerator(writing(role, g), backend, new Options(2, 3));
                    TextGenerator none = new TextGenerator(with(ngrams, role, g, 0), backend, new Options(2, 3));
                    TextGenerator much = new TextGenerator(with(ngrams, role, g, 1e3), backend, new Options(2, 3));
                    TextGenerator alone = new TextGenerator(with(ngrams, role, g, 1e3), backend, new Options(1, 3))) {
                List<Generated> texts = much.generate(SOURCES, 0, done -> {});
                assertThat(none.generate(SOURCES)).isEqualTo(plain.generate(SOURCES));
                assertThat(alone.generate(SOURCES, 0, done -> {})).isEqualTo(texts);
                assertThat(likelihood(ngrams, texts))
                        .isGreaterThan(likelihood(ngrams, plain.generate(SOURCES, 0, done -> {})) / 2);
            }
        }
        assertThatThrownBy(
                        () -> writing(Role.STUDENT, GenerationConfig.student(35).withNgramWeight(-1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private ModelBundle with(NgramModel ngrams, Role role, GenerationConfig generation, double weight) {
        ModelBundle m = writing(role, generation);
        return new ModelBundle(
                m.architecture(),
                m.tokenizer(),
                m.weights(),
                role,
                generation.withNgramWeight(weight),
                Optional.of(ngrams),
                "");
    }

    /** How likely the n-grams find what was written. */
    private double likelihood(NgramModel ngrams, List<Generated> texts) {
        double sum = 0;
        for (Generated g : texts) {
            List<String> tokens = new ArrayList<>(List.of(g.official().split(" ")));
            while (tokens.size() < 12 - g.source().split(" ").length) {
                tokens.add(Vocabulary.PAD);
            }
            sum += ngrams.logProbability(WORDS.id(tokens.get(0)), WORDS.id(tokens.get(1)));
            for (int i = 2; i < tokens.size(); i++) {
                sum += ngrams.logProbability(
                        WORDS.id(tokens.get(i - 2)), WORDS.id(tokens.get(i - 1)), WORDS.id(tokens.get(i)));
            }
        }
        return sum;
    }
}
