package io.dlmone.cli;

import static io.dlmone.contract.Closeness.assertClose;
import static org.assertj.core.api.Assertions.assertThat;

import io.dlmone.backend.BackendProvider;
import io.dlmone.backend.Backends;
import io.dlmone.golden.Golden;
import io.dlmone.golden.GoldenCheckpoint;
import io.dlmone.io.Safetensors;
import io.dlmone.tensor.Shape;
import io.dlmone.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ScoreCommandTest {

    @TempDir
    static Path home;

    private static Path model;

    private final Golden golden = Golden.of("trained_forward");
    private final Path output = home.resolve("out.safetensors");

    @BeforeAll
    static void importAModel() throws IOException {
        Path folder = GoldenCheckpoint.TRAINED.copyTo(Files.createDirectories(home.resolve("folder")));
        model = home.resolve("model");
        Dlm.Result result = Dlm.run(
                "import",
                "--checkpoint=" + folder,
                "--encoder-config=" + folder.resolve("encoder.json"),
                "--out=" + model);
        assertThat(result.code()).as(result.err()).isZero();
    }

    private Dlm.Result score(Path input, String... more) {
        String[] args = new String[more.length + 5];
        args[0] = "score";
        args[1] = "--model=" + model;
        args[2] = "--input=" + input;
        args[3] = "--output=" + output;
        args[4] = "--threads=1";
        System.arraycopy(more, 0, args, 5, more.length);
        return Dlm.run(args);
    }

    static Stream<String> backends() {
        return Backends.all().stream().filter(b -> b.availability().usable()).map(BackendProvider::name);
    }

    private Path write(Map<String, Tensor> tensors) {
        Path file = home.resolve("in.safetensors");
        new Safetensors(tensors, Map.of()).write(file);
        return file;
    }

    @ParameterizedTest
    @MethodSource("backends")
    void anImportedModelGivesTheOfficialValues(String backend) {
        Path input = write(Map.of("x_t", golden.tensor("x_t"), "t", golden.tensor("t")));
        Dlm.Result result = score(input, "--backend=" + backend);
        assertThat(result.code()).as(result.err()).isZero();
        Map<String, Tensor> out = Safetensors.read(output).tensors();
        assertThat(out.keySet()).containsExactlyInAnyOrder("x0", "logits");
        assertClose("x0", out.get("x0"), golden.tensor("x0_pred"), 1e-5);
        assertClose("logits", out.get("logits"), golden.tensor("logits"), 1e-5);
    }

    @Test
    void timesMayBeOfFourBytes() throws IOException {
        float[] x = golden.tensor("x_t").floats();
        String header = "{\"x_t\":{\"dtype\":\"F32\",\"shape\":[4,16,16],\"data_offsets\":[0,4096]},"
                + "\"t\":{\"dtype\":\"I32\",\"shape\":[4],\"data_offsets\":[4096,4112]}}";
        ByteBuffer file = ByteBuffer.allocate(8 + header.length() + 4112).order(ByteOrder.LITTLE_ENDIAN);
        file.putLong(header.length()).put(header.getBytes(StandardCharsets.UTF_8));
        for (float each : x) {
            file.putFloat(each);
        }
        for (long t : golden.tensor("t").longs()) {
            file.putInt((int) t);
        }
        assertThat(score(Files.write(home.resolve("i32.safetensors"), file.array()))
                        .code())
                .isZero();
        assertClose("x0", Safetensors.read(output).tensors().get("x0"), golden.tensor("x0_pred"), 1e-5);
    }

    @Test
    void whatDoesNotFitIsTold() throws IOException {
        Files.deleteIfExists(output);
        Tensor x = golden.tensor("x_t");
        Dlm.Result names = score(write(Map.of("x", x, "t", x)));
        assertThat(names.code()).isEqualTo(2);
        assertThat(names.err())
                .contains(
                        "tensor x_t: expected floats, found no such tensor", "tensor t: expected integers, found F32");
        Tensor times = Tensor.of(Shape.of(3), 0L, 1L, 2000L);
        Dlm.Result shapes = score(write(Map.of("x_t", x, "t", times)));
        assertThat(shapes.err()).contains("as many sequences as t has times, 3, found [4, 16, 16]");
        Tensor flat = Tensor.of(Shape.of(3, 256), new float[768]);
        assertThat(score(write(Map.of("x_t", flat, "t", times))).err())
                .contains("tensor x_t: expected [batch, 16, 16], found [3, 256]");
        Tensor three = Tensor.of(Shape.of(3, 16, 16), new float[768]);
        assertThat(score(write(Map.of("x_t", three, "t", times))).err())
                .contains("[DLM-SCORE-1]", "tensor t: expected times, each a whole number from 0 to 1999, found 2000");
        assertThat(score(write(Map.of("x_t", three, "t", Tensor.scalar(1L)))).err())
                .contains("tensor t: expected [batch] of 1 to");
        assertThat(score(home.resolve("nowhere")).err()).contains("[DLM-TENSOR-1]");
        assertThat(output).doesNotExist();
    }
}
