package io.dlmone.cli;

import static io.dlmone.contract.Closeness.assertClose;
import static org.assertj.core.api.Assertions.assertThat;

import io.dlmone.golden.Golden;
import io.dlmone.golden.GoldenCheckpoint;
import io.dlmone.golden.GoldenElf;
import io.dlmone.io.Safetensors;
import io.dlmone.tensor.Shape;
import io.dlmone.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code dlm score} on continuous paths, and of networks that read a previous prediction and a guidance scale. */
class ScoreFlowModelsTest {

    private static final double FORWARD = 1e-5;

    @TempDir
    Path home;

    private Dlm.Result score(Path model, Map<String, Tensor> tensors) {
        Path input = home.resolve("in.safetensors");
        new Safetensors(tensors, Map.of()).write(input);
        return Dlm.run("score", "--model=" + model, "--input=" + input, "--output=" + output(), "--threads=1");
    }

    private Path output() {
        return home.resolve("out.safetensors");
    }

    private void imported(Path model, String... flags) {
        String[] args = new String[flags.length + 2];
        args[0] = "import";
        args[1] = "--out=" + model;
        System.arraycopy(flags, 0, args, 2, flags.length);
        Dlm.Result result = Dlm.run(args);
        assertThat(result.code()).as(result.err()).isZero();
    }

    private Path elf() throws IOException {
        Path folder = GoldenElf.copyTo(Files.createDirectory(home.resolve("run")));
        imported(home.resolve("elf"), "--checkpoint=" + folder);
        return home.resolve("elf");
    }

    private static Map<String, Tensor> elfsInputs() {
        Golden golden = Golden.of("elf_forward");
        return new HashMap<>(Map.of(
                "x_t", golden.tensor("z"),
                "t", golden.tensor("t"),
                "x_prev", golden.tensor("x_prev"),
                "guidance_scale", golden.tensor("self_cond_cfg_scale")));
    }

    @Test
    void anElfGivesTheOfficialValuesForItsPreviousPredictionAndScale() throws IOException {
        Dlm.Result result = score(elf(), elfsInputs());
        assertThat(result.code()).as(result.err()).isZero();
        Tensor clean = Safetensors.read(output()).tensors().get("x0");
        assertClose("x0", clean, Golden.of("elf_forward").tensor("sc_x_pred"), FORWARD);
    }

    @Test
    void whatAnElfDoesNotGetRightIsTold() throws IOException {
        Path model = elf();
        Map<String, Tensor> in = elfsInputs();
        in.remove("x_prev");
        in.put("guidance_scale", Tensor.of(Shape.of(1), 2f));
        assertThat(score(model, in).err())
                .contains(
                        "[DLM-SCORE-1]",
                        "tensor x_prev: expected floats, found no such tensor",
                        "tensor guidance_scale: expected [4], found [1]");
        in = elfsInputs();
        in.put("t", Tensor.of(Shape.of(4), 0f, 0.5f, 1f, 1.5f));
        assertThat(score(model, in).err())
                .contains("tensor t: expected times, each a number from 0.0 to 1.0, found 1.5");
        in.put("t", Tensor.of(Shape.of(4), 0L, 0L, 0L, 0L));
        assertThat(score(model, in).err()).contains("tensor t: expected floats, found I64");
        assertThat(output()).doesNotExist();
    }

    @Test
    void aFlowSeqGivesTheOfficialValuesAndReadsNoPreviousPrediction() throws IOException {
        Path folder = GoldenCheckpoint.FLOWSEQ.copyTo(Files.createDirectory(home.resolve("flowseq_tiny")));
        Path model = home.resolve("flowseq");
        imported(model, "--checkpoint=" + folder, "--encoder-config=" + folder.resolve("encoder.json"));
        Golden golden = Golden.of("flowseq_forward");
        Map<String, Tensor> in = new HashMap<>(Map.of("x_t", golden.tensor("x_tau"), "t", golden.tensor("tau")));
        Dlm.Result result = score(model, in);
        assertThat(result.code()).as(result.err()).isZero();
        assertClose("x0", Safetensors.read(output()).tensors().get("x0"), golden.tensor("x1_pred"), FORWARD);
        in.put("x_prev", golden.tensor("x_tau"));
        assertThat(score(model, in).err())
                .contains("tensor x_prev: expected no such tensor, since this model does not read it");
    }
}
