package io.dlmone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dlmone.backend.BackendProvider;
import io.dlmone.contract.FaultyProvider;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code dlm backends --check}. */
class BackendCheckTest {

    /** A jar that adds one engine, whose class the tests have. */
    private static Path jarOfFaultyEngine(Path directory) throws IOException {
        Path jar = directory.resolve("faulty.jar");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar))) {
            zip.putNextEntry(new ZipEntry("META-INF/services/" + BackendProvider.class.getName()));
            zip.write(FaultyProvider.class.getName().getBytes(StandardCharsets.UTF_8));
        }
        return jar;
    }

    @Test
    void anEngineThatIsWrongIsToldAndFails(@TempDir Path directory) throws IOException {
        Dlm.Result result =
                Dlm.run("backends", "--check", "--backend=faulty", "--plugins=" + jarOfFaultyEngine(directory));
        assertThat(result.code()).as(result.err()).isEqualTo(1);
        assertThat(result.out().lines())
                .anyMatch(line -> line.matches("greatest relative error +faulty fp32"))
                .anyMatch(line -> line.matches("products, frozen weights +9\\.\\de-02 !"))
                .anyMatch(line -> line.matches("products, trained weights +\\d\\.\\de-08"))
                .contains(
                        "faulty fp32: WRONG (float64 interpreter with a fault)",
                        "faulty does without packed thing for [3, 4]: it differs")
                .anyMatch(
                        line -> line.matches(
                                "  products, frozen weights: off by .*, at most 1\\.0e-05 is right; worst in product, \\[16,.*157].*"))
                .noneMatch(line -> line.contains("fused thing"));
        assertThat(result.err()).startsWith("Checking faulty").doesNotContain("\tat ");
    }

    @Test
    void anEngineIsRightHere() throws IOException {
        Dlm.Result result = Dlm.run("backends", "--check", "--backend=onnx", "--threads=1", "--json");
        assertThat(result.code()).as(result.out()).isZero();
        JsonNode all = new ObjectMapper().readTree(result.out());
        assertThat(all).hasSize(1);
        assertThat(all.get(0).get("right").booleanValue()).isTrue();
        assertThat(all.get(0).get("kinds").findValuesAsText("kind"))
                .contains("frozen_products", "attention_gradients", "network_gradients");
        assertThat(all.get(0).get("kinds"))
                .allSatisfy(kind -> assertThat(kind.get("error").doubleValue()).isBetween(1e-9, 1e-4));
    }

    @Test
    void whatCannotBeCheckedIsRefused() {
        assertThat(Dlm.run("backends", "--check", "--backend=abacus").code()).isEqualTo(2);
        assertThat(Dlm.run("backends", "--check", "--backend=onnx", "--device=gpu")
                        .code())
                .isEqualTo(2);
        assertThat(Dlm.run("backends", "--check", "--threads=0").code()).isEqualTo(2);
        assertThat(Dlm.run("backends", "--backend=onnx").err()).contains("--check");
    }
}
