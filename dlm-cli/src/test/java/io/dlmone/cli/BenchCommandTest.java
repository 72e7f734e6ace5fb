package io.dlmone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BenchCommandTest {

    @Test
    void enginesTakeTurns() throws IOException {
        Dlm.Result result = Dlm.run(
                "bench",
                "--backend=all",
                "--kind=forward,sample",
                "--batch=1",
                "--runs=1",
                "--threads=1",
                "--json",
                "--no-memory");
        assertThat(result.code()).as(result.err()).isZero();
        List<String> rows = new ArrayList<>();
        for (String line : result.out().lines().toList()) {
            JsonNode row = new ObjectMapper().readTree(line);
            rows.add(row.get("backend").asText() + " " + row.get("kind").asText());
            assertThat(row.get("medianMs").asDouble()).isPositive();
            assertThat(row.has("peakMiB")).isFalse();
        }
        assertThat(rows)
                .containsExactlyInAnyOrder(
                        "djl forward", "onnx forward", "tf forward", "djl sample", "onnx sample", "tf sample");
    }

    @Test
    void memoryIsMeasuredInAProcessOfItsOwn() throws IOException {
        Dlm.Result result = Dlm.run("bench", "--backend=onnx", "--kind=forward", "--batch=1", "--runs=1", "--json");
        assertThat(result.code()).as(result.err()).isZero();
        JsonNode row = new ObjectMapper().readTree(result.out());
        assertThat(row.has("peakMiB")).isEqualTo(Files.exists(Path.of("/proc/self/status")));
        assertThat(row.path("peakMiB").asDouble(100)).isBetween(40.0, 4000.0);
    }

    @ParameterizedTest
    @CsvSource({"--runs,0", "--batch,0", "--threads,0", "--size,tiny", "--kind,nothing", "--precision,fp8"})
    void aValueOutOfRangeIsRefusedWithItsFlag(String flag, String value) {
        Dlm.Result result = Dlm.run("bench", flag, value);
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains(flag, value);
    }
}
