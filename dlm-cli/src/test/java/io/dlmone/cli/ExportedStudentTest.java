package io.dlmone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.dlmone.bundle.GenerationConfig;
import io.dlmone.bundle.ModelBundle;
import io.dlmone.bundle.ModelDirectory;
import io.dlmone.objective.StudentNoise;
import io.dlmone.student.export.Int8Model;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An exported file gives the tokens of {@code dlm generate} for 1,000 sources, without a line of this library. */
class ExportedStudentTest {

    private static final int SOURCES = 1000;

    /** The shipped student's noise, and others, for which the same weights write something too. */
    private static final Map<String, StudentNoise> NOISES = new TreeMap<>(Map.of(
            "codebook",
            ModelDirectory.load("builtin:paraphrase-student").generation().noise(),
            "positions",
            StudentNoise.PER_POSITION,
            "half shared",
            new StudentNoise(0, 0.5, 8),
            "shared codebook",
            new StudentNoise(4, 1, 0)));

    private static final Map<String, List<String>> GENERATED = new TreeMap<>();

    @TempDir
    static Path home;

    private static ModelBundle shipped;
    private static List<String> sources;

    @BeforeAll
    static void load() {
        shipped = ModelDirectory.load("builtin:paraphrase-student");
        sources = ExportedFolder.sources(SOURCES);
    }

    @ParameterizedTest
    @CsvSource({
        "onnx in Java, codebook",
        "onnx in Java, positions",
        "onnx in Java, half shared",
        "onnx in Java, shared codebook",
        "onnx in Python, codebook",
        "onnx in Python, positions",
        "onnx in Python, half shared",
        "onnx in Python, shared codebook",
        "onnx in Node, codebook",
        "onnx in Node, positions",
        "onnx in Node, half shared",
        "onnx in Node, shared codebook",
        "onnx in WebAssembly, codebook",
        "onnx in WebAssembly, half shared",
        "torchscript in Java, codebook",
        "torchscript in Java, half shared",
        "torchscript in Python, codebook",
        "torchscript in Python, half shared",
        "savedmodel in Java, codebook",
        "savedmodel in Java, half shared",
        "savedmodel in Python, codebook",
        "savedmodel in Python, half shared"
    })
    void givesTheSameTokens(String runtime, String noise) throws IOException {
        ModelBundle student =
                shipped.writing(GenerationConfig.student(shipped.generation().initialTime(), NOISES.get(noise)));
        String format = runtime.split(" ")[0];
        List<String> found = ExportedFolder.write(student, format, home.resolve(format + noise), sources)
                .written(runtime);
        assertThat(found).isEqualTo(expected(noise, student));
        assertThat(found.stream().distinct().count()).isGreaterThan(SOURCES / 4);
    }

    /** Engines fuse differently, and a number that is rounded to 8 bits may then fall to the other side. */
    @ParameterizedTest
    @ValueSource(strings = {"onnx in Java", "onnx in Python", "onnx in Node", "onnx in WebAssembly"})
    void weightsIn8Bits(String runtime) throws IOException {
        ModelBundle rounded = Int8Model.of(shipped);
        List<String> found = ExportedFolder.write(rounded, "onnx", home.resolve("int8"), sources)
                .written(runtime);
        assertThat(ExportedFolder.same(found, expected("int8", rounded))).isGreaterThanOrEqualTo(SOURCES * 99 / 100);
    }

    private static List<String> expected(String name, ModelBundle student) {
        return GENERATED.computeIfAbsent(name, key -> ExportedFolder.generated(student, sources));
    }
}
