package io.dlmone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dlmone.builtin.BuiltinData;
import io.dlmone.bundle.ModelBundle;
import io.dlmone.bundle.ModelDirectory;
import io.dlmone.data.Split;
import io.dlmone.student.export.Int8Model;
import io.dlmone.text.SentencePair;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code dlm quantize}: a third of the size, the same sentences but for a few. */
class QuantizeCommandTest {

    private static final String SHIPPED = "builtin:paraphrase-student";

    @TempDir
    static Path home;

    private static Path rounded;

    @BeforeAll
    static void quantize() {
        rounded = home.resolve("rounded");
        Dlm.Result result = Dlm.run("quantize", "--model=" + SHIPPED, "--out=" + rounded);
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.err()).contains("Wrote " + rounded);
    }

    @Test
    void theDirectoryIsAThirdOfTheSizeAndSaysWhatItIs() throws IOException {
        ModelBundle model = ModelDirectory.load(rounded);
        assertThat(Int8Model.is(model)).isTrue();
        assertThat(model.card()).contains("## Weights in 8 bits", "| model | " + SHIPPED + " |");
        long floats = ModelDirectory.load(SHIPPED).weights().values().stream()
                .mapToLong(t -> 4L * t.shape().size())
                .sum();
        assertThat(Files.size(rounded.resolve("model.safetensors"))).isLessThan(floats / 3);
    }

    @Test
    void itWritesAsWellInTheSameEvaluation() {
        Dlm.Result table = Dlm.run(
                "evaluate",
                "--model=" + SHIPPED,
                "--model=" + rounded,
                "--data=builtin:paraphrase",
                "--limit=150",
                "--samples=2",
                "--threads=1",
                "--json");
        assertThat(table.code()).as(table.err()).isZero();
        List<JsonNode> rows = table.out().lines().map(QuantizeCommandTest::json).toList();
        assertThat(value(rows.get(1), "bleu")).isGreaterThan(0.99 * value(rows.get(0), "bleu"));
        assertThat(value(rows.get(1), "meaningAccuracy")).isGreaterThan(value(rows.get(0), "meaningAccuracy") - 0.005);
    }

    /** The engines round activations or do not, so that a few sentences differ. */
    @Test
    void everyEngineRunsIt() {
        String sources = BuiltinData.open("builtin:paraphrase").read(Split.TEST).stream()
                .map(SentencePair::source)
                .distinct()
                .limit(100)
                .collect(Collectors.joining("\n", "", "\n"));
        List<String> expected = written(sources, SHIPPED, "onnx");
        for (String backend : List.of("onnx", "djl", "tf")) {
            List<String> found = written(sources, rounded.toString(), backend);
            long same = IntStream.range(0, 100)
                    .filter(i -> found.get(i).equals(expected.get(i)))
                    .count();
            assertThat(same).as(backend).isGreaterThanOrEqualTo(95);
        }
    }

    private static List<String> written(String sources, String model, String backend) {
        Dlm.Result result = Dlm.runWith(sources, "generate", "--model=" + model, "--backend=" + backend, "--threads=1");
        assertThat(result.code()).as(result.err()).isZero();
        List<String> lines = result.out().lines().toList();
        assertThat(lines).hasSize(100);
        return lines;
    }

    @Test
    void trainingGoesOnInFloats() {
        Path student = home.resolve("distilled");
        Dlm.Result result = Dlm.run(
                "distill",
                "--teacher=builtin:paraphrase-teacher",
                "--init=" + rounded,
                "--data=builtin:paraphrase",
                "--recipe=kd:1",
                "--batch=2",
                "--endpoint-steps=1",
                "--valid-limit=2",
                "--report-sources=0",
                "--threads=1",
                "--out=" + student);
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(Int8Model.is(ModelDirectory.load(student))).isFalse();
    }

    @Test
    void aModelIn8BitsIsNotRoundedAgain() {
        Path out = home.resolve("twice");
        Dlm.Result result = Dlm.run("quantize", "--model=" + rounded, "--out=" + out);
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("[DLM-SETTING-2] --model: expected weights in 32 bits");
        assertThat(out).doesNotExist();
    }

    private static double value(JsonNode row, String measure) {
        return row.path(measure).asDouble();
    }

    private static JsonNode json(String line) {
        try {
            return new ObjectMapper().readTree(line);
        } catch (IOException e) {
            throw new AssertionError(line, e);
        }
    }
}
