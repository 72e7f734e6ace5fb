package io.dlmone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dlmone.backend.BackendProvider;
import io.dlmone.oracle.FaultyProvider;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code dlm backends --check}. */
class BackendCheckTest {

    @TempDir
    Path services;

    /** The command with one more engine on the class path. */
    private Dlm.Result withFaultyEngine(String... args) throws IOException {
        Path file = services.resolve("META-INF/services").resolve(BackendProvider.class.getName());
        Files.createDirectories(file.getParent());
        Files.writeString(file, FaultyProvider.class.getName());
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {services.toUri().toURL()}, before)) {
            thread.setContextClassLoader(loader);
            return Dlm.run(args);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    @Test
    void anEngineThatIsWrongIsToldAndFails() throws IOException {
        Dlm.Result result = withFaultyEngine("backends", "--check", "--backend", "faulty");
        assertThat(result.code()).isEqualTo(1);
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
