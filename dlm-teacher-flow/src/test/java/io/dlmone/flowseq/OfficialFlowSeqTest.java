package io.dlmone.flowseq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.dlmone.contract.Mutations;
import io.dlmone.diffuseq.family.DiffuSeqFamily;
import io.dlmone.error.UserException;
import io.dlmone.golden.GoldenCheckpoint;
import io.dlmone.io.pytorch.CheckpointFile;
import io.dlmone.nn.ParameterSpec;
import io.dlmone.teacher.ImportingFamily;
import io.dlmone.teacher.ImportingFamily.Imported;
import io.dlmone.tensor.Tensor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Checkpoints and arguments of the official FlowSeq code. */
@Timeout(600)
class OfficialFlowSeqTest {

    private final FlowSeqFamily family = new FlowSeqFamily();

    @TempDir
    Path folder;

    private Path config;

    @BeforeEach
    void copy() {
        GoldenCheckpoint.FLOWSEQ.copyTo(folder);
        config = folder.resolve("config.yaml");
    }

    private ImportingFamily.Files files(Path location) {
        return new ImportingFamily.Files(location, Optional.empty(), Optional.of(folder.resolve("encoder.json")));
    }

    private Imported read() {
        return family.checkpoint(files(folder));
    }

    private void assertRefused(String... texts) {
        assertThatExceptionOfType(UserException.class).isThrownBy(this::read).satisfies(e -> assertThat(e.getMessage())
                .contains(texts));
    }

    private void edit(String from, String to) throws IOException {
        String text = Files.readString(config);
        assertThat(text).contains(from);
        Files.writeString(config, text.replace(from, to));
    }

    /** The values that the network computes with these weights are compared in the golden tests. */
    @Test
    void anOfficialFolderIsRead() {
        Imported model = read();
        assertThat(model.model()).isEqualTo(FlowSeqGoldenContract.TINY);
        assertThat(model.weights()).isEqualTo(FlowSeqGoldenContract.weights());
        assertThat(model.files()).containsOnlyKeys("checkpoint", "arguments", "vocabulary", "encoder");
        assertThat(model.tokenizer().vocabulary().size()).isEqualTo(200);
    }

    @Test
    void theFileOfItsTrainingLoopIsTheSame() throws IOException {
        Files.delete(folder.resolve(GoldenCheckpoint.FLOWSEQ.weights()));
        GoldenCheckpoint.FLOWSEQ_WRAPPED.copyWeightsTo(folder);
        assertThat(read().weights()).isEqualTo(FlowSeqGoldenContract.weights());
    }

    @Test
    void aMixtureOfPrefixesIsRefused() {
        CheckpointFile file = new CheckpointFile();
        List<ParameterSpec> all = FlowSeqGoldenContract.TINY.parameters();
        for (ParameterSpec spec : all) {
            String prefix = spec == all.get(5) ? "" : "module.";
            file.parameter(
                    prefix + spec.name(),
                    spec.shape(),
                    () -> new float[spec.shape().size()]);
        }
        file.parameter("module.lm_head.weight", all.get(0).shape(), () -> new float[200 * 16]);
        file.write(folder.resolve(GoldenCheckpoint.FLOWSEQ.weights()));
        assertRefused("[DLM-IMPORT-3]", "names all begin with 'module.', or none, found 49 of 50 that do");
    }

    /** The raw matrix, which the official sampler computes with, differs from the averaged table in the file. */
    @Test
    void theMatrixOfTheLogitsIsTheOneThatCounts() {
        Tensor table = read().weights().get("word_embedding.weight");
        float[] raw =
                io.dlmone.golden.Golden.of("flowseq_chain").tensor("x_embed").floats();
        long[] ids =
                io.dlmone.golden.Golden.of("flowseq_chain").tensor("input_ids").longs();
        for (int i = 0; i < ids.length; i++) {
            for (int d = 0; d < 16; d++) {
                assertThat(table.floats()[(int) ids[i] * 16 + d]).isEqualTo(raw[i * 16 + d]);
            }
        }
    }

    @Test
    void aPublishedNameAndFlatArgumentsAreRead() throws IOException {
        Path named = folder.resolve("qqp_ema_0.9999_070000.pt");
        Files.move(folder.resolve(GoldenCheckpoint.FLOWSEQ.weights()), named);
        assertThat(read().files()).containsEntry("checkpoint", named);
        String flat = Files.readString(config).replace("data:\n", "").replaceAll("(?m)^  ", "");
        Files.writeString(config, flat);
        assertThat(read().model()).isEqualTo(FlowSeqGoldenContract.TINY);
        Files.delete(config);
        copyJson();
        assertThat(read().files().get("arguments")).hasFileName("training_args.json");
        assertThat(family.checkpoint(files(named)).model()).isEqualTo(FlowSeqGoldenContract.TINY);
    }

    private void copyJson() throws IOException {
        try (var in = GoldenCheckpoint.class.getResourceAsStream("/golden/ckpt/flowseq_tiny/training_args.json")) {
            Files.write(folder.resolve("training_args.json"), in.readAllBytes());
        }
    }

    @Test
    void theSettingsAreThoseOfTheFile() throws IOException {
        Imported training = family.arguments(files(config));
        Map<String, Object> expected = Map.ofEntries(
                Map.entry("steps", 20),
                Map.entry("batch", 32),
                Map.entry("microbatch", 0),
                Map.entry("lr", 0.002),
                Map.entry("warmup", 0),
                Map.entry("weight-decay", 0.0),
                Map.entry("ema", 0.9999),
                Map.entry("dropout", 0.1),
                Map.entry("attention-dropout", 0.1),
                Map.entry("condition-dropout", 0.0),
                Map.entry("mse-positions", "all"),
                Map.entry("time-deviation", 0.0),
                Map.entry("time-mean", 0.0),
                Map.entry("clip", 0.0));
        assertThat(training.training().resolved(FlowSeqSettings.TRAINING)).isEqualTo(expected);
        assertThat(training.seed()).isEqualTo(2024);
        assertThat(training.model()).isEqualTo(FlowSeqGoldenContract.TINY);
        assertThat(family.training(files(config))).containsEntry("seed", 2024L).containsAllEntriesOf(expected);
        edit("microbatch: 32", "microbatch: 8");
        edit("gradient_clipping: -1.0", "gradient_clipping: 0.5");
        assertThat(family.arguments(files(config)).training().resolved(FlowSeqSettings.TRAINING))
                .containsEntry("microbatch", 8)
                .containsEntry("clip", 0.125);
    }

    @Test
    void allThatIsNotSupportedIsTold() throws IOException {
        edit("anneal_lr: true", "anneal_lr: false");
        edit("ema_rate: 0.9999", "ema_rate: often");
        edit("microbatch: 32", "microbatch: 5");
        edit("seq_len: 16", "seq_len: 4");
        assertThatExceptionOfType(UserException.class)
                .isThrownBy(() -> family.arguments(files(config)))
                .satisfies(e -> assertThat(e.problems()).hasSizeGreaterThanOrEqualTo(1))
                .withMessageContaining("key seq_len");
        assertThatExceptionOfType(UserException.class)
                .isThrownBy(() -> family.training(files(config)))
                .satisfies(e -> assertThat(e.problems()).hasSize(4))
                .withMessageContaining("key anneal_lr: expected true, found 'false'")
                .withMessageContaining("key ema_rate: expected a number from 0.0 to below 1.0, found 'often'")
                .withMessageContaining("key microbatch: expected a divisor of batch_size 32, found '5'");
    }

    @Test
    void argumentsOfDiffusionAreRefused() throws IOException {
        edit("  lr: 0.002", "  lr: 0.002\n  diffusion_steps: 2000");
        assertRefused("key diffusion_steps: expected no such key, which belongs to DiffuSeq");
    }

    @Test
    void hostileArgumentsAreRefused() throws IOException {
        Files.writeString(config, "data: !!javax.script.ScriptEngineManager [x]\n");
        assertRefused("[DLM-YAML-1]", "the config.yaml of the official FlowSeq code");
        Files.delete(config);
        assertRefused("[DLM-YAML-1]", "or a training_args.json instead, found nothing");
    }

    @Test
    void spoiltArgumentsAreRefusedOrRead() throws IOException {
        byte[] sound = Files.readString(config).getBytes(StandardCharsets.UTF_8);
        int refused = Mutations.run(500, 60_000, sound, bytes -> {
            Mutations.write(config, bytes);
            family.training(files(config));
        });
        assertThat(refused).isGreaterThan(100);
    }

    /** With arguments one family recognises a run; where nothing lies beside the weights either may be meant. */
    @Test
    void eachRunIsRecognisedByItsFamily() throws IOException {
        DiffuSeqFamily other = new DiffuSeqFamily();
        Path weights = folder.resolve(GoldenCheckpoint.FLOWSEQ.weights());
        for (Path location : List.of(folder, weights)) {
            assertThat(family.recognises(location)).isTrue();
            assertThat(other.recognises(location)).isFalse();
        }
        Files.delete(config);
        assertThat(family.recognises(folder)).isTrue();
        assertThat(other.recognises(folder)).isTrue();
        copyJson();
        assertThat(family.recognises(weights)).isTrue();
        assertThat(other.recognises(weights)).isFalse();
        Path run = GoldenCheckpoint.TRAINED.copyTo(Files.createDirectory(folder.resolve("diffuseq")));
        assertThat(family.recognises(run)).isFalse();
        assertThat(other.recognises(run)).isTrue();
        Path nothing = Files.createDirectory(folder.resolve("nothing"));
        assertThat(family.recognises(nothing)).isFalse();
        assertThat(other.recognises(nothing)).isFalse();
    }
}
