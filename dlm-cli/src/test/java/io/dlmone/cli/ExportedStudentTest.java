package io.dlmone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.dlmone.backend.Backend;
import io.dlmone.backend.BackendOptions;
import io.dlmone.backend.Backends;
import io.dlmone.builtin.BuiltinData;
import io.dlmone.bundle.GenerationConfig;
import io.dlmone.bundle.ModelBundle;
import io.dlmone.bundle.ModelDirectory;
import io.dlmone.data.Split;
import io.dlmone.objective.StudentNoise;
import io.dlmone.student.TextGenerator;
import io.dlmone.student.TextGenerator.Generated;
import io.dlmone.student.export.Int8Model;
import io.dlmone.student.export.ModelExport;
import io.dlmone.text.SentencePair;
import io.dlmone.text.SequenceLayout;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An exported file gives the tokens of {@code dlm generate} for 1,000 sources, without a line of this library. */
class ExportedStudentTest {

    private static final int SOURCES = 1000;
    private static final long SEED = 5;
    private static final int SAMPLE = 2;

    @TempDir
    static Path home;

    private static ModelBundle shipped;
    private static List<String> sources;

    @BeforeAll
    static void load() {
        shipped = ModelDirectory.load("builtin:paraphrase-student");
        sources = BuiltinData.open("builtin:paraphrase").read(Split.TEST).stream()
                .map(SentencePair::source)
                .distinct()
                .limit(SOURCES)
                .toList();
        assertThat(sources).hasSize(SOURCES);
    }

    /** The shipped student's noise, and others, for which the same weights write something too. */
    static List<StudentNoise> noises() {
        return List.of(
                shipped().generation().noise(),
                StudentNoise.PER_POSITION,
                new StudentNoise(0, 0.5, 8),
                new StudentNoise(4, 1, 0));
    }

    /** One with a codebook and one without. */
    static List<StudentNoise> two() {
        return List.of(noises().get(0), noises().get(2));
    }

    private static ModelBundle shipped() {
        return ModelDirectory.load("builtin:paraphrase-student");
    }

    @ParameterizedTest
    @MethodSource("noises")
    void onnxInJava(StudentNoise noise) throws IOException {
        Path folder = export("onnx", noise);
        copy("Onnx.java", folder);
        requireSame(noise, ForeignRuntime.java(folder, "Onnx", "DlmStudent.java", "Onnx.java"));
    }

    @ParameterizedTest
    @MethodSource("noises")
    void onnxInPython(StudentNoise noise) throws IOException {
        Path folder = export("onnx", noise);
        copy("onnx.py", folder);
        requireSame(noise, ForeignRuntime.python(folder, "onnx.py", "onnxruntime", "numpy"));
    }

    @ParameterizedTest
    @MethodSource("noises")
    void onnxInNode(StudentNoise noise) throws IOException {
        Path folder = export("onnx", noise);
        copy("onnx.mjs", folder);
        requireSame(noise, ForeignRuntime.node(folder, "onnx.mjs", "onnxruntime-node"));
    }

    /** As in a browser. */
    @ParameterizedTest
    @MethodSource("two")
    void onnxInWebAssembly(StudentNoise noise) throws IOException {
        Path folder = export("onnx", noise);
        copy("wasm.mjs", folder);
        requireSame(noise, ForeignRuntime.node(folder, "wasm.mjs", "onnxruntime-web"));
    }

    @ParameterizedTest
    @MethodSource("two")
    void torchScriptInJava(StudentNoise noise) throws IOException {
        Path folder = export("torchscript", noise);
        copy("TorchScript.java", folder);
        requireSame(noise, ForeignRuntime.java(folder, "TorchScript", "DlmStudent.java", "TorchScript.java"));
    }

    @ParameterizedTest
    @MethodSource("two")
    void torchScriptInPython(StudentNoise noise) throws IOException {
        Path folder = export("torchscript", noise);
        copy("torchscript.py", folder);
        requireSame(noise, ForeignRuntime.python(folder, "torchscript.py", "torch", "numpy"));
    }

    @ParameterizedTest
    @MethodSource("two")
    void savedModelInJava(StudentNoise noise) throws IOException {
        Path folder = export("savedmodel", noise);
        copy("SavedModel.java", folder);
        requireSame(noise, ForeignRuntime.java(folder, "SavedModel", "DlmStudent.java", "SavedModel.java"));
    }

    @ParameterizedTest
    @MethodSource("two")
    void savedModelInPython(StudentNoise noise) throws IOException {
        Path folder = export("savedmodel", noise);
        copy("savedmodel.py", folder);
        requireSame(noise, ForeignRuntime.python(folder, "savedmodel.py", "tensorflow", "numpy"));
    }

    /** Engines fuse differently, and a number that is rounded to 8 bits may then fall to the other side. */
    @ParameterizedTest
    @ValueSource(strings = {"Java", "Python", "Node", "WebAssembly"})
    void weightsIn8Bits(String runtime) throws IOException {
        ModelBundle rounded = Int8Model.of(shipped);
        Path folder = home.resolve("int8" + runtime);
        new ModelExport(rounded, "onnx").write(folder);
        Files.write(folder.resolve("sources.txt"), sources);
        List<String> rows =
                switch (runtime) {
                    case "Java" -> {
                        copy("Onnx.java", folder);
                        yield ForeignRuntime.java(folder, "Onnx", "DlmStudent.java", "Onnx.java");
                    }
                    case "Python" -> {
                        copy("onnx.py", folder);
                        yield ForeignRuntime.python(folder, "onnx.py", "onnxruntime", "numpy");
                    }
                    case "Node" -> {
                        copy("onnx.mjs", folder);
                        yield ForeignRuntime.node(folder, "onnx.mjs", "onnxruntime-node");
                    }
                    default -> {
                        copy("wasm.mjs", folder);
                        yield ForeignRuntime.node(folder, "wasm.mjs", "onnxruntime-web");
                    }
                };
        List<String> expected = GENERATED.computeIfAbsent("int8", key -> generated(rounded));
        List<String> found = decoded(rows);
        assertThat(found).hasSize(SOURCES);
        assertThat(IntStream.range(0, SOURCES)
                        .filter(i -> found.get(i).equals(expected.get(i)))
                        .count())
                .isGreaterThanOrEqualTo(SOURCES * 99 / 100);
    }

    private static ModelBundle student(StudentNoise noise) {
        return shipped.writing(GenerationConfig.student(shipped.generation().initialTime(), noise));
    }

    private static Path export(String format, StudentNoise noise) throws IOException {
        Path folder = home.resolve(format + noise.hashCode());
        if (!Files.exists(folder)) {
            new ModelExport(student(noise), format).write(folder);
            Files.write(folder.resolve("sources.txt"), sources);
        }
        return folder;
    }

    private static void copy(String script, Path folder) throws IOException {
        try (InputStream in =
                Objects.requireNonNull(ExportedStudentTest.class.getResourceAsStream("export/" + script), script)) {
            Files.copy(in, folder.resolve(script));
        }
    }

    private static final Map<String, List<String>> GENERATED = new TreeMap<>();

    private static void requireSame(StudentNoise noise, List<String> rows) {
        List<String> expected = GENERATED.computeIfAbsent(noise.toString(), key -> generated(student(noise)));
        assertThat(decoded(rows)).isEqualTo(expected);
        assertThat(expected.stream().distinct().count()).isGreaterThan(SOURCES / 4);
    }

    private static List<String> decoded(List<String> rows) {
        SequenceLayout layout = shipped.layout();
        List<String> found = new ArrayList<>();
        for (String row : rows) {
            long[] ids =
                    Arrays.stream(row.split(" ")).mapToLong(Long::parseLong).toArray();
            int start = layout.encode(sources.get(found.size())).start();
            found.add(layout.decode(ids, start));
        }
        return found;
    }

    /** All tokens of each sentence, special ones too. */
    private static List<String> generated(ModelBundle student) {
        try (Backend backend =
                        Backends.named("onnx").open(BackendOptions.defaults().withThreads(1));
                TextGenerator generator = new TextGenerator(student, backend, new TextGenerator.Options(32, SEED))) {
            return generator.generate(sources, SAMPLE, done -> {}).stream()
                    .map(Generated::official)
                    .toList();
        }
    }
}
