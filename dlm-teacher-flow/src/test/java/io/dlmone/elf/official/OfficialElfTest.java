package io.dlmone.elf.official;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.dlmone.contract.Mutations;
import io.dlmone.elf.ElfConfig;
import io.dlmone.elf.T5Config;
import io.dlmone.error.Problem;
import io.dlmone.error.UserException;
import io.dlmone.golden.Golden;
import io.dlmone.golden.GoldenElf;
import io.dlmone.io.Safetensors;
import io.dlmone.io.pytorch.CheckpointFile;
import io.dlmone.io.pytorch.PytorchCheckpoint;
import io.dlmone.tensor.Shape;
import io.dlmone.tensor.Tensor;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(300)
class OfficialElfTest {

    @TempDir
    Path home;

    @BeforeEach
    void copy() {
        GoldenElf.copyTo(home);
    }

    private OfficialElf read() {
        return OfficialElf.read(home, Optional.empty(), Optional.empty());
    }

    private List<String> problems() {
        UserException refused = catchThrowableOfType(UserException.class, this::read);
        return refused == null
                ? List.of()
                : refused.problems().stream().map(Problem::toString).toList();
    }

    private void edit(String file, String from, String to) throws IOException {
        String text = Files.readString(home.resolve(file));
        assertThat(text).contains(from);
        Files.writeString(home.resolve(file), text.replace(from, to));
    }

    @Test
    void readsTheAveragedWeightsTheEncoderAndWhatTheSettingsSay() {
        OfficialElf model = read();
        assertThat(model.config())
                .isEqualTo(new ElfConfig(
                        200,
                        16,
                        8,
                        1,
                        32,
                        2,
                        2,
                        85,
                        8,
                        new ElfConfig.Prefix(4, 4, 4),
                        ElfConfig.Latents.OFFICIAL,
                        new T5Config(208, 16, 8, 2, 32, 2, 32, 128, 1e-6)));
        assertThat(model.weights()).isEqualTo(Golden.of("elf_weights").after(""));
        assertThat(model.tokenizer().name()).isEqualTo("huggingface");
        assertThat(model.tokenizer().vocabulary().size()).isEqualTo(200);
        assertThat(model.files().keySet())
                .containsExactly("checkpoint", "arguments", "encoder", "encoder weights", "vocabulary");
        assertThat(model.files().get("checkpoint")).isEqualTo(home.resolve("checkpoint_12"));
        assertThat(ElfConfig.fromMap(model.config().toMap())).isEqualTo(model.config());
    }

    @Test
    void takesTheHighestStepOfAFolderAndIsRecognisedByItsFiles() throws IOException {
        Files.writeString(home.resolve("checkpoint_9"), "an older one");
        Files.createDirectory(home.resolve("checkpoint_100"));
        assertThat(OfficialElf.recognises(home)).isTrue();
        assertThat(OfficialElf.recognises(home.resolve("checkpoint_12"))).isTrue();
        assertThat(read().files().get("checkpoint")).isEqualTo(home.resolve("checkpoint_12"));
        Path named = home.resolve("weights.pt");
        Files.move(home.resolve("checkpoint_12"), named);
        assertThat(OfficialElf.read(named, Optional.empty(), Optional.empty()).weights())
                .hasSize(66);
        Files.delete(home.resolve("checkpoint_9"));
        assertThat(problems())
                .containsExactly(
                        "[DLM-IMPORT-2] " + home + ": expected a checkpoint_STEP, found none. Name the file itself.");
        assertThat(OfficialElf.recognises(home)).isFalse();
        assertThat(OfficialElf.recognises(home.resolve("nowhere/checkpoint_1"))).isFalse();
    }

    @Test
    void theEncoderMayLieElsewhereAndItsTokenizerToo() throws IOException {
        Path t5 = Files.move(home.resolve("t5"), home.resolve("elsewhere"));
        Path tokens = Files.move(t5.resolve("tokenizer.json"), home.resolve("tokens.json"));
        assertThat(problems())
                .singleElement()
                .asString()
                .contains("[DLM-IMPORT-4]", "key encoder_model_name", "with setting encoder");
        UserException refused = catchThrowableOfType(
                UserException.class, () -> OfficialElf.read(home, Optional.of(t5), Optional.empty()));
        assertThat(refused).hasMessageContaining("[DLM-IMPORT-5]").hasMessageContaining("with setting vocab");
        assertThat(OfficialElf.read(home, Optional.of(t5), Optional.of(tokens)).weights())
                .hasSize(66);
    }

    /** As older files of T5 are: a state_dict, the table by its other name, sizes left out that are usual. */
    @Test
    void theEncoderMayBeAStateDictWithAnOldConfiguration() throws IOException {
        Map<String, Tensor> weights = read().weights();
        CheckpointFile file = new CheckpointFile();
        weights.forEach((name, tensor) -> {
            if (name.startsWith("t5.")) {
                String own = name.substring(3).replace("shared.weight", "encoder.embed_tokens.weight");
                file.parameter(own, tensor.shape(), tensor::floats);
            }
        });
        file.parameter("decoder.block.0.layer.0.layer_norm.weight", Shape.of(16), () -> new float[16]);
        file.parameter("lm_head.weight", Shape.of(208, 16), () -> new float[208 * 16]);
        file.write(home.resolve("t5/pytorch_model.bin"));
        Files.delete(home.resolve("t5/model.safetensors"));
        Files.writeString(
                home.resolve("t5/config.json"),
                "{\"model_type\": \"t5\", \"vocab_size\": 208, \"d_model\": 16, \"d_kv\": 8, \"num_heads\": 2,"
                        + " \"d_ff\": 32, \"num_layers\": 2, \"relative_attention_num_buckets\": 32}");
        assertThat(read().weights()).isEqualTo(weights);
    }

    @Test
    void plainWeightsAreTakenWhereThereAreNoAverages() throws IOException {
        OfficialElf averaged = read();
        Path folder = GoldenElf.copyTo(home.resolve("plain"));
        try (PytorchCheckpoint plain = PytorchCheckpoint.open(folder.resolve("checkpoint_12"), List.of("params"))) {
            CheckpointFile nested = new CheckpointFile();
            plain.shapes()
                    .keySet()
                    .forEach(name -> nested.parameter(name, plain.shapes().get(name), plain.read(name)::floats));
            nested.writeInside("params", folder.resolve("checkpoint_13"));
        }
        OfficialElf raw = OfficialElf.read(folder, Optional.empty(), Optional.empty());
        assertThat(raw.files().get("checkpoint")).isEqualTo(folder.resolve("checkpoint_13"));
        assertThat(raw.weights().keySet()).isEqualTo(averaged.weights().keySet());
        assertThat(raw.weights().get("proj_kernel"))
                .isNotEqualTo(averaged.weights().get("proj_kernel"));
        assertThat(raw.weights().get("t5.shared.weight"))
                .isEqualTo(averaged.weights().get("t5.shared.weight"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "config.yml|max_length: 16|max_length: 8|key max_input_length: expected below max_length 8, found '8'",
                "config.yml|max_input_length: 8|max_input_length: null|key max_input_length: expected a whole number",
                "config.yml|pad_token: eos|pad_token: pad|key pad_token: expected eos, found 'pad'",
                "config.yml|self_cond_prob: 0.5|self_cond_prob: 0.0|key self_cond_prob: expected a number above 0",
                "config.yml|latent_std: 0.2|latent_std: 0|key latent_std: expected a number from",
                "config.yml|t_eps: 0.05|t_epsilon: 0.05|key t_eps: expected a number from",
                "config.yml|bottleneck_dim: 8|bottleneck_dim: 9|key bottleneck_dim: expected 8, found '9'",
                "config.yml|num_time_tokens: 4|num_time_tokens: 2|key num_time_tokens: expected 4, found '2'",
                "config.yml|log_freq: 100|log_freq: &a [*a]|DLM-YAML-1",
                "t5/config.json|\"d_model\": 16|\"d_model\": 17|expected latents as wide as the encoder's states, 17",
                "t5/config.json|\"d_ff\": 32|\"d_ff\": 33|DenseReluDense.wi.weight: expected floats [33, 16]",
                "t5/config.json|\"vocab_size\": 208|\"vocab_size\": 199|expected at most the encoder's 199 tokens",
                "t5/config.json|\"relu\",|\"gated-gelu\",|key feed_forward_proj: expected relu, found 'gated-gelu'",
                "t5/config.json|\"is_gated_act\": false|\"is_gated_act\": true|key is_gated_act: expected false",
                "t5/config.json|\"model_type\": \"t5\"|\"model_type\": \"mt5\"|key model_type: expected t5, found 'mt5'",
                "t5/tokenizer.json|\"Unigram\"|\"WordLevel\"|DLM-TOKEN-3",
                "t5/tokenizer.json|\"</s>\"|\"</t>\"|expected </s> as token 1, found '</t>'",
            })
    void saysWhatIsWrong(String file, String from, String to, String message) throws IOException {
        edit(file, from, to);
        assertThat(problems()).anyMatch(p -> p.contains(message));
    }

    @Test
    void tellsAllThatIsWrongWithTheSmallFilesAtOnce() throws IOException {
        edit("config.yml", "pad_token: eos", "pad_token: pad");
        edit("config.yml", "t_eps: 0.05", "t_eps: none");
        edit("t5/config.json", "\"relu\",", "\"gated-gelu\",");
        edit("t5/tokenizer.json", "\"Unigram\"", "\"WordLevel\"");
        UserException refused = catchThrowableOfType(
                UserException.class, () -> OfficialElf.read(home, Optional.of(home.resolve("t5")), Optional.empty()));
        assertThat(refused.problems())
                .extracting(p -> p.where().replaceFirst(".*key ", ""))
                .containsExactly("t_eps", "pad_token", "feed_forward_proj", "dense_act_fn", "model.type");
    }

    @Test
    void weightsOfTheEncoderThatAreNotItsOwnOrNotFiniteAreRefused() throws IOException {
        Path file = home.resolve("t5/model.safetensors");
        Map<String, Tensor> tensors = new LinkedHashMap<>(
                Safetensors.read(Files.newInputStream(file), "t5").tensors());
        tensors.put("encoder.block.0.layer.1.DenseReluDense.wi_0.weight", Tensor.of(Shape.of(1), 1f));
        tensors.remove("encoder.final_layer_norm.weight");
        write(file, tensors);
        assertThat(problems())
                .hasSize(2)
                .anyMatch(p -> p.contains("wi_0.weight: expected only the tensors of a T5 encoder without gates"))
                .anyMatch(p -> p.contains("encoder.final_layer_norm.weight: expected floats [16], found no such"));
        tensors.remove("encoder.block.0.layer.1.DenseReluDense.wi_0.weight");
        float[] bad = new float[16];
        bad[3] = Float.NaN;
        tensors.put("encoder.final_layer_norm.weight", Tensor.of(Shape.of(16), bad));
        write(file, tensors);
        assertThat(problems()).singleElement().asString().contains("DLM-TENSOR-11", "NaN at element 3");
    }

    private static void write(Path file, Map<String, Tensor> tensors) throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            new Safetensors(tensors, Map.of()).write(out);
        }
    }

    @Test
    void spoiltSettingsAreRefusedOrRead() throws IOException {
        Path settings = home.resolve("config.yml");
        assertThat(Mutations.run(2_000, 90_000, GoldenElf.bytes("config.yml"), bytes -> {
                    Mutations.write(settings, bytes);
                    RunSettings.read(settings);
                }))
                .isGreaterThan(500);
        assertThat(Mutations.run(2_000, 91_000, GoldenElf.bytes("t5/config.json"), bytes -> {
                    Mutations.write(home.resolve("t5/config.json"), bytes);
                    T5Folder.read(home.resolve("t5"));
                }))
                .isGreaterThan(500);
    }

    @Test
    void aSpoiltModelIsRefusedOrRead() throws IOException {
        for (String name : List.of("config.yml", "t5/config.json")) {
            Mutations.run(40, 92_000, GoldenElf.bytes(name), bytes -> {
                Mutations.write(home.resolve(name), bytes);
                read();
            });
            Files.write(home.resolve(name), GoldenElf.bytes(name));
        }
    }
}
