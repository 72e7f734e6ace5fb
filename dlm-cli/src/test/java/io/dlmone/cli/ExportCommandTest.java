package io.dlmone.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dlmone.builtin.BuiltinData;
import io.dlmone.bundle.GenerationConfig;
import io.dlmone.bundle.ModelBundle;
import io.dlmone.bundle.ModelDirectory;
import io.dlmone.data.Split;
import io.dlmone.error.UserException;
import io.dlmone.model.NoiseSchedule;
import io.dlmone.student.export.ModelExport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code dlm export}: the folder, and that what its README says to run does run. */
class ExportCommandTest {

    private static final String MODEL = "--model=builtin:paraphrase-student";

    @TempDir
    static Path home;

    private static Path onnx;

    @BeforeAll
    static void export() {
        onnx = home.resolve("onnx");
        Dlm.Result result = Dlm.run("export", MODEL, "--out=" + onnx);
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).contains("Wrote " + onnx, "README.md");
    }

    @Test
    void theFolderHoldsWhatAProgramNeeds() throws Exception {
        List<String> names = names(onnx);
        assertThat(names)
                .containsExactly(
                        "DlmStudent.java",
                        "MODEL_CARD.md",
                        "README.md",
                        "SHA256SUMS",
                        "dlm-student.mjs",
                        "dlm_student.py",
                        "export.json",
                        "model.onnx",
                        "tokenizer.json",
                        "vocab.txt");
        List<String> sums = Files.readAllLines(onnx.resolve("SHA256SUMS"));
        assertThat(sums).hasSize(names.size() - 1);
        for (String line : sums) {
            byte[] bytes = Files.readAllBytes(onnx.resolve(line.substring(66)));
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
            assertThat(line).startsWith(HexFormat.of().formatHex(digest) + "  ");
        }
    }

    @Test
    void itsReadmeLeavesNothingOpen() throws IOException {
        assertThat(Files.readString(onnx.resolve("README.md")))
                .doesNotContainPattern("@[A-Z]+@")
                .contains("| `ids` | int64 | [batch, 32] |", "| `draw` | int64 | [batch] | 0 to 8 less one");
        assertThat(code(onnx, "python").lines().filter(line -> !line.isBlank())).hasSizeLessThanOrEqualTo(10);
    }

    @Test
    void equalModelsBecomeEqualFolders() throws IOException {
        Path again = home.resolve("again");
        assertThat(Dlm.run("export", MODEL, "--out=" + again).code()).isZero();
        for (String name : names(onnx)) {
            assertThat(again.resolve(name)).hasSameBinaryContentAs(onnx.resolve(name));
        }
    }

    @Test
    void aBatchCanBeFixed() throws IOException {
        Path fixed = home.resolve("fixed");
        assertThat(Dlm.run("export", MODEL, "--batch=3", "--out=" + fixed).code())
                .isZero();
        assertThat(Files.readString(fixed.resolve("README.md"))).contains("| `ids` | int64 | [3, 32] |");
    }

    @Test
    void whatCannotBeWrittenIsRefusedAndNothingIsLeft() throws IOException {
        Path out = home.resolve("refused");
        Dlm.Result format = Dlm.run("export", MODEL, "--format=onx", "--out=" + out);
        assertThat(format.code()).isEqualTo(2);
        assertThat(format.err()).contains("[DLM-EXPORT-1] --format", "Did you mean 'onnx'?");
        ModelBundle student = ModelDirectory.load("builtin:paraphrase-student");
        ModelBundle slow = student.writing(student.generation().withStudentSteps(4));
        assertThatThrownBy(() -> new ModelExport(slow, "onnx").write(out))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("DLM-EXPORT-2")
                .hasMessageContaining("found a student of 4 calls");
        Dlm.Result there = Dlm.run("export", MODEL, "--out=" + onnx);
        assertThat(there.code()).isEqualTo(2);
        assertThat(there.err()).contains("[DLM-IO-3]");
        assertThat(out).doesNotExist();
        assertThat(names(home)).noneMatch(name -> name.endsWith(".tmp"));
    }

    @ParameterizedTest
    @CsvSource({
        "onnx, ai.onnxruntime.*",
        "torchscript, ai.djl.*; import ai.djl.ndarray.*; import ai.djl.translate.*",
        "savedmodel, org.tensorflow.*; import org.tensorflow.ndarray.*; import org.tensorflow.types.*"
    })
    void theReadmesJavaRuns(String format, String imports) throws IOException {
        Path folder = exported(format, "java");
        Files.writeString(folder.resolve("Main.java"), "import " + imports + """
                ;
                import java.nio.file.Path;
                import java.util.*;

                class Main {
                    public static void main(String[] args) throws Exception {
                """ + code(folder, "java") + "}}");
        requireGenerated(ForeignRuntime.java(folder, "Main", "DlmStudent.java", "Main.java"));
    }

    @ParameterizedTest
    @CsvSource({"onnx, onnxruntime", "torchscript, torch", "savedmodel, tensorflow"})
    void theReadmesPythonRuns(String format, String library) throws IOException {
        Path folder = exported(format, "python");
        Files.writeString(folder.resolve("main.py"), code(folder, "python"));
        requireGenerated(ForeignRuntime.python(folder, "main.py", library, "numpy"));
    }

    @ParameterizedTest
    @CsvSource({"onnx, onnxruntime", "torchscript, torch", "savedmodel, tensorflow"})
    void aTeachersStepsRun(String format, String library) throws IOException {
        Path folder = home.resolve("teacher-" + format);
        ModelBundle teacher = ModelDirectory.load("builtin:paraphrase-teacher");
        NoiseSchedule path = teacher.architecture().schedule();
        GenerationConfig few = new GenerationConfig("ddim", 20, true, path.noisiest());
        new ModelExport(teacher.writing(few), format).write(folder);
        assertThat(Files.readString(folder.resolve("README.md"))).doesNotContainPattern("(?m)@[A-Z]+@|^@[a-z]+ ");
        BuiltinData data = BuiltinData.open("builtin:paraphrase");
        String source = data.read(Split.TEST).get(0).source();
        Files.writeString(folder.resolve("main.py"), code(folder, "python").replace("first source", source));
        List<String> written = ForeignRuntime.python(folder, "main.py", library, "numpy");
        assertThat(written).hasSize(2);
        assertThat(data.task().orElseThrow().meaningAccuracy(List.of(source), List.of(written.get(0))))
                .as(source + " -> " + written)
                .isEqualTo(1);
    }

    @Test
    void theReadmesJavaScriptRuns() throws IOException {
        Path folder = exported("onnx", "node");
        Files.writeString(folder.resolve("main.mjs"), code(folder, "js"));
        requireGenerated(ForeignRuntime.node(folder, "main.mjs", "onnxruntime-node"));
    }

    @Test
    void theTokenizersLibraryGivesTheSameIds() throws IOException {
        Path folder = exported("onnx", "ids");
        Files.writeString(folder.resolve("ids.py"), """
                from tokenizers import Tokenizer
                print(*Tokenizer.from_file("tokenizer.json").encode(" how\\tdo i\\u3000learn\\x1cchess, [SEP] \\n").ids)
                """);
        List<String> ids = ForeignRuntime.python(folder, "ids.py", "tokenizers");
        int[] expected = ModelDirectory.load("builtin:paraphrase-student")
                .tokenizer()
                .encode(" how\tdo i\u3000learn\u001cchess, [SEP] \n");
        assertThat(ids).containsExactly(Arrays.toString(expected).replaceAll("[\\[\\],]", ""));
    }

    /** A folder in which scripts may be put. */
    private static Path exported(String format, String name) {
        Path folder = home.resolve(format + "-" + name);
        Dlm.Result result = Dlm.run("export", MODEL, "--format=" + format, "--out=" + folder);
        assertThat(result.code()).as(result.err()).isZero();
        return folder;
    }

    private static void requireGenerated(List<String> written) {
        Dlm.Result generated =
                Dlm.runWith("first source\nsecond source\n", "generate", MODEL, "--seed=1", "--threads=1");
        assertThat(written).isEqualTo(generated.out().lines().toList());
    }

    /** The block of that language in the README. */
    private static String code(Path folder, String language) throws IOException {
        Matcher block = Pattern.compile("(?s)```" + language + "\n(.*?)```")
                .matcher(Files.readString(folder.resolve("README.md")));
        assertThat(block.find()).as(language).isTrue();
        return block.group(1);
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
