package io.dlmone.student;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.dlmone.Plugins;
import io.dlmone.bundle.GenerationConfig;
import io.dlmone.bundle.ModelBundle;
import io.dlmone.bundle.ModelDirectory;
import io.dlmone.bundle.ModelSource;
import io.dlmone.bundle.Role;
import io.dlmone.contract.Mutations;
import io.dlmone.error.Problem;
import io.dlmone.error.UserException;
import io.dlmone.io.Safetensors;
import io.dlmone.model.TeacherModel;
import io.dlmone.ngrams.NgramModel;
import io.dlmone.objective.StudentNoise;
import io.dlmone.sampling.RoundingTimes;
import io.dlmone.tensor.Shape;
import io.dlmone.tensor.Tensor;
import io.dlmone.text.Tokenizer;
import io.dlmone.text.Vocabulary;
import io.dlmone.tokenizer.Tokenizers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class ModelDirectoryTest {

    private static final Vocabulary WORDS = Vocabulary.ofWords(List.of("how", "do", "i", "cook", "rice", "?"));

    @TempDir
    Path home;

    private Path directory;

    @BeforeEach
    void saveAModel() {
        directory = home.resolve("model");
        ModelDirectory.save(directory, tiny(Role.STUDENT));
    }

    static ModelBundle tiny(Role role) {
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("vocab_size", WORDS.size());
        config.put("embedding_size", 4);
        config.put("time_embedding_size", 4);
        config.put("sequence_length", 8);
        config.put("max_position_embeddings", 8);
        config.put("hidden_size", 8);
        config.put("num_hidden_layers", 1);
        config.put("num_attention_heads", 2);
        config.put("intermediate_size", 16);
        config.put("diffusion_steps", 2000);
        config.put("noise_schedule", "sqrt");
        TeacherModel model = Plugins.family("diffuseq").create(config);
        Map<String, Tensor> weights = new LinkedHashMap<>();
        model.parameters().forEach(p -> weights.put(p.name(), p.initialValue(3)));
        GenerationConfig generation =
                role == Role.STUDENT ? GenerationConfig.student(1490) : GenerationConfig.teacher(model);
        return new ModelBundle(model, Tokenizers.named("word", WORDS), weights, role, generation, "# A tiny model\n");
    }

    @Test
    void loadsWhatItSaved() throws IOException {
        assertThat(names(directory))
                .containsExactly(
                        "README.md", "config.json", "generation_config.json", "model.safetensors", "vocab.txt");
        for (Role role : Role.values()) {
            ModelBundle saved = tiny(role);
            ModelDirectory.save(directory, saved);
            ModelBundle loaded = ModelDirectory.load(directory.toString());
            assertThat(loaded.weights()).isEqualTo(saved.weights());
            assertThat(loaded.architecture().config())
                    .isEqualTo(saved.architecture().config());
            assertThat(loaded.tokenizer().vocabulary().tokens()).isEqualTo(WORDS.tokens());
            assertThat(loaded.role()).isEqualTo(role);
            assertThat(loaded.generation()).isEqualTo(saved.generation());
            assertThat(loaded.card()).isEqualTo("# A tiny model\n");
            assertThat(loaded.layout().length()).isEqualTo(8);
        }
        assertThat(Files.readString(directory.resolve("config.json")))
                .startsWith(
                        "{\n  \"model_type\" : \"diffuseq\",\n  \"role\" : \"student\",\n  \"tokenizer\" : \"word\",\n");
        assertThat(names(home)).containsExactly("model");
    }

    @Test
    void keepsADirectoryWithOtherFiles() throws IOException {
        Path notes = Files.writeString(directory.resolve("notes.txt"), "mine");
        assertThatThrownBy(() -> ModelDirectory.save(directory, tiny(Role.TEACHER)))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("DLM-IO-3");
        assertThat(notes).hasContent("mine");
        assertThat(ModelDirectory.load(directory).role()).isEqualTo(Role.STUDENT);
    }

    @Test
    void refusesToSaveAModelThatIsNotWhole() {
        ModelBundle m = tiny(Role.STUDENT);
        ModelBundle empty =
                new ModelBundle(m.architecture(), m.tokenizer(), Map.of(), m.role(), m.generation(), m.card());
        assertThatThrownBy(() -> ModelDirectory.save(directory, empty)).isInstanceOf(IllegalArgumentException.class);
        assertThat(ModelDirectory.load(directory).weights()).isNotEmpty();
    }

    @Test
    void weightsThatAreNotFiniteAreNeitherWrittenNorRead() {
        ModelBundle sound = tiny(Role.STUDENT);
        Map<String, Tensor> weights = new LinkedHashMap<>(sound.weights());
        weights.put("LayerNorm.bias", Tensor.of(Shape.of(8), new float[] {0, 0, Float.NaN, 0, 0, 0, 0, 0}));
        ModelBundle spoilt = new ModelBundle(
                sound.architecture(), sound.tokenizer(), weights, sound.role(), sound.generation(), sound.card());
        assertThatThrownBy(() -> ModelDirectory.save(directory, spoilt))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("tensor LayerNorm.bias: expected finite numbers, found NaN at element 2");
        assertThat(problems()).isEmpty();
        new Safetensors(weights, Map.of()).write(directory.resolve("model.safetensors"));
        assertThat(problems())
                .singleElement()
                .asString()
                .startsWith("[DLM-TENSOR-11] " + directory + "/model.safetensors: tensor LayerNorm.bias");
    }

    @Test
    void prefixesOfWrappersAndBuffersThatAreNoWeightsDoNotRefuseAModel() {
        Map<String, Tensor> wrapped = new LinkedHashMap<>();
        tiny(Role.STUDENT).weights().forEach((name, tensor) -> wrapped.put("module._orig_mod." + name, tensor));
        wrapped.put("module._orig_mod.position_ids", Tensor.of(Shape.of(2), new long[] {0, 1}));
        new Safetensors(wrapped, Map.of()).write(directory.resolve("model.safetensors"));
        assertThat(ModelDirectory.load(directory).weights())
                .isEqualTo(tiny(Role.STUDENT).weights());
    }

    @Test
    void aModelThatCannotBeOpenedAgainIsNotSaved() throws IOException {
        ModelBundle sound = tiny(Role.TEACHER);
        Tokenizer words = sound.tokenizer();
        Tokenizer other = new Tokenizer() {
            @Override
            public String name() {
                return "a tokenizer of somebody's own";
            }

            @Override
            public Vocabulary vocabulary() {
                return words.vocabulary();
            }

            @Override
            public int[] encode(String text) {
                return words.encode(text);
            }

            @Override
            public String decode(int[] ids) {
                return words.decode(ids);
            }
        };
        ModelBundle lost = new ModelBundle(
                sound.architecture(), other, sound.weights(), sound.role(), sound.generation(), sound.card());
        assertThatThrownBy(() -> ModelDirectory.save(directory, lost))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("[DLM-TOKEN-1]");
        assertThat(ModelDirectory.load(directory).role()).isEqualTo(Role.STUDENT);
        assertThat(names(home)).containsExactly("model");
    }

    @Test
    void tellsEveryMissingFile() throws IOException {
        for (String file : names(directory)) {
            Files.delete(directory.resolve(file));
        }
        assertThat(problems()).hasSize(4).allMatch(p -> p.startsWith("[DLM-MODEL-2] " + directory));
        assertThat(problems().get(3)).contains("/model.safetensors: expected a file of the model, found none.");
    }

    @Test
    void loadsWithoutACard() throws IOException {
        Files.delete(directory.resolve("README.md"));
        assertThat(ModelDirectory.load(directory).card()).isEmpty();
    }

    @Test
    void tellsEveryKeyOfTheConfiguration() throws IOException {
        edit("config.json", "\"student\"", "\"pupil\"");
        edit("config.json", "\"word\"", "\"wodr\"");
        edit("config.json", "\"hidden_size\" : 8", "\"hidden_size\" : \"8\", \"more\" : 1");
        edit("generation_config.json", "\"steps\" : 1", "\"steps\" : 1.5, \"more\" : 1");
        edit("generation_config.json", "false", "\"no\"");
        assertThat(problems())
                .hasSize(7)
                .anyMatch(p -> p.contains("config.json: key role: expected one of [teacher, student], found pupil"))
                .anyMatch(p -> p.startsWith("[DLM-TOKEN-1]") && p.contains("Did you mean 'word'?"))
                .anyMatch(p -> p.startsWith("[DLM-CONFIG-1] " + directory + "/config.json: key hidden_size"))
                .anyMatch(p -> p.startsWith("[DLM-CONFIG-1]") && p.contains("key more"))
                .anyMatch(p ->
                        p.contains("generation_config.json: key steps: expected a whole number from 1 on, found 1.5"))
                .anyMatch(p -> p.contains("generation_config.json: key round: expected true, false, from:T or until:T"))
                .anyMatch(p -> p.contains("generation_config.json: key more: expected no such key"));
    }

    @Test
    void tellsAnUnknownFamilyAndKeysThatAreMissing() throws IOException {
        edit("config.json", "\"diffuseq\"", "\"plaid\"");
        assertThat(problems()).hasSize(1);
        assertThat(problems().get(0))
                .startsWith("[DLM-PLUGIN-1] " + directory)
                .contains("diffuseq")
                .contains("'plaid'");
        Files.writeString(directory.resolve("config.json"), "{}");
        assertThat(problems()).hasSize(3).allMatch(p -> p.contains("found nothing"));
    }

    @Test
    void refusesFilesThatAreNotJson() throws IOException {
        for (String text : List.of("", "{", "[]", "{} {}", "{\"role\":1,\"role\":2}", "{\"a\":" + "[".repeat(5000))) {
            Files.writeString(directory.resolve("config.json"), text);
            assertThat(problems()).hasSize(1);
            assertThat(problems().get(0)).startsWith("[DLM-MODEL-3] ").contains("config.json: expected a JSON object");
        }
        Files.writeString(directory.resolve("config.json"), " ".repeat(2 << 20));
        assertThat(problems().get(0)).contains("found more than");
    }

    @Test
    void tellsNumbersThatFitNoModelAndSamplersThatAreNotThere() throws IOException {
        edit("generation_config.json", "1490", "-1");
        edit("generation_config.json", "\"steps\" : 1", "\"steps\" : 0");
        assertThat(problems())
                .anyMatch(p -> p.contains("key steps: expected a whole number from 1 on, found 0"))
                .anyMatch(p -> p.contains("key initial_time: expected a number from 0 on, found -1"));
        edit("generation_config.json", "-1", "1490");
        edit("generation_config.json", "\"steps\" : 0", "\"steps\" : 1");
        edit("generation_config.json", "one-step", "ddmi");
        assertThat(problems()).singleElement().satisfies(p -> assertThat(p)
                .contains("generation_config.json: sampler")
                .contains("ddim"));
        edit("generation_config.json", "ddmi", "ddim");
        assertThat(problems()).singleElement().satisfies(p -> assertThat(p)
                .contains("generation_config.json: key sampler: expected one of one-step, renoise, fused")
                .contains("found ddim"));
    }

    @Test
    void tellsStepsOutsideTheSchedule() throws IOException {
        edit("generation_config.json", "1490", "2000");
        edit("generation_config.json", "\"steps\" : 1", "\"steps\" : 2001");
        assertThat(problems())
                .containsExactly(
                        "[DLM-MODEL-4] " + directory
                                + "/generation_config.json: key steps: expected 1 to 2000, found 2001. Correct the key.",
                        "[DLM-MODEL-4] " + directory
                                + "/generation_config.json: key initial_time: expected a whole number from 0 to 1999, found 2000. Correct the key.");
    }

    @Test
    void tellsEveryTensorThatDoesNotFit() {
        Map<String, Tensor> weights = new LinkedHashMap<>(tiny(Role.STUDENT).weights());
        weights.remove("lm_head.bias");
        weights.put("LayerNorm.weight", Tensor.zeros(Shape.of(9)));
        weights.put("LayerNorm.bias", Tensor.of(Shape.of(8), new long[8]));
        weights.put("lm_head.weight", Tensor.zeros(Shape.of(2, 3)));
        new Safetensors(weights, Map.of()).write(directory.resolve("model.safetensors"));
        String where = directory + "/model.safetensors: tensor ";
        String remedy = ". Take config.json and model.safetensors of the same model.";
        assertThat(problems())
                .containsExactly(
                        "[DLM-MODEL-5] " + where + "lm_head.bias: expected FLOAT32 [10], found no such tensor of floats"
                                + remedy,
                        "[DLM-MODEL-7] " + where + "LayerNorm.weight: expected FLOAT32 [8], found FLOAT32 [9]" + remedy,
                        "[DLM-MODEL-7] " + where + "LayerNorm.bias: expected FLOAT32 [8], found INT64 [8]" + remedy,
                        "[DLM-MODEL-6] " + where
                                + "lm_head.weight: expected only the tensors of a diffuseq model, found FLOAT32 [2, 3]"
                                + remedy);
        new Safetensors(Map.of(), Map.of()).write(directory.resolve("model.safetensors"));
        assertThat(problems()).hasSize(21);
        assertThat(problems().get(20)).startsWith("[DLM-MODEL-9]");
    }

    @Test
    void tellsAVocabularyThatDoesNotFit() throws IOException {
        edit("vocab.txt", "rice\n", "rice\nsoup\n");
        assertThat(problems())
                .containsExactly("[DLM-MODEL-8] " + directory
                        + "/vocab.txt: expected 10 tokens, one for each row of the embedding table, found 11 tokens."
                        + " Give the vocabulary that the model was trained with.");
    }

    @Test
    void refusesATruncatedAndAHostileWeightFile() throws IOException {
        Path file = directory.resolve("model.safetensors");
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(whole, whole.length - 1));
        Files.delete(directory.resolve("vocab.txt"));
        assertThat(problems()).hasSize(2);
        assertThat(problems().get(1)).startsWith("[DLM-TENSOR-2] " + file);
        ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN).putLong(0, Long.MAX_VALUE);
        Files.write(file, whole);
        assertThat(problems().get(1)).contains("found the length 9223372036854775807");
    }

    @Test
    @Timeout(600)
    void refusesOrReadsEverySpoiltFile() throws IOException {
        Map<String, Integer> refused = new LinkedHashMap<>();
        for (String name : List.of("config.json", "generation_config.json", "vocab.txt", "model.safetensors")) {
            Path file = directory.resolve(name);
            byte[] sound = Files.readAllBytes(file);
            refused.put(name, Mutations.run(400, 50_000, sound, bytes -> {
                Mutations.write(file, bytes);
                ModelDirectory.load(directory);
            }));
            Files.write(file, sound);
        }
        assertThat(refused.values()).allMatch(n -> n > 100 && n < 400);
        assertThat(problems()).isEmpty();
    }

    @Test
    void tellsALocationThatIsNoModel() throws IOException {
        assertThatThrownBy(() -> ModelDirectory.load("tiny-teachr"))
                .hasMessageContaining("DLM-MODEL-1")
                .hasMessageContaining("Did you mean 'builtin:tiny-teacher'?");
        assertThatThrownBy(() -> ModelDirectory.load("no\u0000name")).hasMessageContaining("DLM-MODEL-1");
        assertThatThrownBy(() -> ModelDirectory.load(directory.resolve("vocab.txt")))
                .hasMessageContaining("found a file");
    }

    @Test
    void findsBuiltinModelsByName() {
        assertThat(ModelDirectory.builtin()).contains("tiny-empty", "tiny-teacher");
        for (String name : List.of("tiny-teachre", "../builtin/tiny-empty", "", "TINY-EMPTY")) {
            assertThatThrownBy(() -> ModelDirectory.load("builtin:" + name))
                    .isInstanceOf(UserException.class)
                    .hasMessageContaining("DLM-MODEL-1")
                    .hasMessageContaining("tiny-teacher");
        }
        assertThatThrownBy(() -> ModelDirectory.load("builtin:tiny-teachre")).hasMessageContaining("Did you mean");
        assertThatThrownBy(() -> ModelDirectory.load("builtin:tiny-empty"))
                .hasMessageContaining("[DLM-MODEL-3] builtin:tiny-empty/config.json")
                .hasMessageContaining("[DLM-MODEL-2] builtin:tiny-empty/vocab.txt");
    }

    @Test
    void loadsFromTheClassPath() throws IOException {
        try (var loader =
                new java.net.URLClassLoader(new java.net.URL[] {home.toUri().toURL()}, null)) {
            ModelBundle bundle = ModelDirectory.load(ModelSource.resources(loader, "model/", "builtin:here"));
            assertThat(bundle.weights()).isEqualTo(tiny(Role.STUDENT).weights());
        }
    }

    private List<String> problems() {
        UserException e = catchThrowableOfType(UserException.class, () -> ModelDirectory.load(directory));
        return e == null
                ? List.of()
                : e.problems().stream().map(Problem::toString).toList();
    }

    private void edit(String file, String from, String to) throws IOException {
        String text = Files.readString(directory.resolve(file));
        assertThat(text).contains(from);
        Files.writeString(directory.resolve(file), text.replace(from, to));
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.map(p -> p.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void limitsOfRoundingAndNoiseAndGuidanceAreKept() throws IOException {
        ModelBundle tiny = tiny(Role.TEACHER);
        GenerationConfig limited = new GenerationConfig(
                "ancestral", 2000, new RoundingTimes(0, 1000), 1999, StudentNoise.PER_POSITION, 1.5, 1.25, 2.5, 0, 0);
        ModelDirectory.save(
                directory,
                new ModelBundle(
                        tiny.architecture(), tiny.tokenizer(), tiny.weights(), Role.TEACHER, limited, tiny.card()));
        assertThat(ModelDirectory.load(directory.toString()).generation()).isEqualTo(limited);
        edit("generation_config.json", "1.5", "-1");
        edit("generation_config.json", "1.25", "0");
        edit("generation_config.json", "2.5", "-2");
        assertThat(problems())
                .anyMatch(p -> p.contains("key top_p: expected a number from 0 on, found -1"))
                .anyMatch(p -> p.contains("key noise_scale: expected a number above 0, found 0"))
                .anyMatch(p -> p.contains("key guidance: expected a number from 0 on, found -2"));
    }

    @Test
    void theNoiseOfAStudentIsKept() throws IOException {
        ModelBundle tiny = tiny(Role.STUDENT);
        int width = tiny.architecture().width();
        GenerationConfig shared = GenerationConfig.student(1490, new StudentNoise(64, 0.75, 3));
        ModelDirectory.save(directory, tiny.writing(shared));
        assertThat(ModelDirectory.load(directory).generation()).isEqualTo(shared);
        edit("generation_config.json", "\"noise_codebook\" : 64", "\"noise_codebook\" : -1");
        edit("generation_config.json", "0.75", "1.5");
        edit("generation_config.json", "\"noise_dimensions\" : 3", "\"noise_dimensions\" : 2.5");
        assertThat(problems())
                .anyMatch(p -> p.contains("key noise_codebook: expected a whole number from 0 on, found -1"))
                .anyMatch(p -> p.contains("key noise_shared: expected a number from 0 to 1, found 1.5"))
                .anyMatch(p -> p.contains("key noise_dimensions: expected a whole number from 0 on, found 2.5"));

        ModelDirectory.save(directory, tiny);
        assertThat(Files.readString(directory.resolve("generation_config.json")))
                .as("as models were written before")
                .doesNotContain("noise_shared", "noise_dimensions");
        edit(
                "generation_config.json",
                "\"noise_codebook\" : 0",
                "\"noise_codebook\" : 0, \"noise_dimensions\" : " + (width + 1));
        assertThat(problems()).anyMatch(p -> p.contains("key noise_dimensions: expected 0 to " + width));
    }

    @Test
    void ngramsLieInAFileOfTheirOwn() throws IOException {
        ModelBundle tiny = tiny(Role.STUDENT);
        NgramModel ngrams = NgramModel.estimate(WORDS.size(), List.of(new long[] {2, 4, 3}));
        ModelBundle bundle = new ModelBundle(
                tiny.architecture(),
                tiny.tokenizer(),
                tiny.weights(),
                Role.STUDENT,
                tiny.generation().withNgramWeight(0.5),
                Optional.of(ngrams),
                tiny.card());
        ModelDirectory.save(directory, bundle);
        ModelBundle loaded = ModelDirectory.load(directory);
        assertThat(loaded.generation().ngramWeight()).isEqualTo(0.5);
        assertThat(loaded.ngrams()).contains(ngrams);
        ModelDirectory.save(directory, tiny);
        assertThat(names(directory)).doesNotContain("ngrams.safetensors");
        assertThatThrownBy(() -> ModelDirectory.save(directory, tiny.writing(bundle.generation())))
                .hasMessageContaining("ngram_weight");

        ModelDirectory.save(directory, bundle);
        Files.delete(directory.resolve("ngrams.safetensors"));
        assertThat(problems()).anyMatch(p -> p.contains("[DLM-MODEL-2]") && p.contains("ngrams.safetensors"));
        Files.writeString(directory.resolve("ngrams.safetensors"), "no tensors");
        assertThat(problems())
                .as("a file that is there is not called missing")
                .noneMatch(p -> p.contains("[DLM-MODEL-2]"));
        edit("generation_config.json", "0.5", "-1");
        assertThat(problems())
                .anyMatch(p -> p.contains("key ngram_weight: expected a number from 0 on, found -1"))
                .anyMatch(p -> p.contains("ngrams.safetensors: expected a header"));
    }
}
