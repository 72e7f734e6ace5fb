package io.dlmone.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dlmone.bundle.ModelBundle;
import io.dlmone.bundle.ModelDirectory;
import io.dlmone.error.UserException;
import io.dlmone.student.export.ModelExport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code dlm export --format web}: the folder, and what it refuses. That it runs is tested in a browser. */
class WebExportTest {

    private static final String MODEL = "--model=builtin:paraphrase-student";

    @TempDir
    Path home;

    /** What an export looks for, without what is in it. */
    private Path runtime(String place, String version) throws IOException {
        Path dist = Files.createDirectories(home.resolve(place));
        Files.writeString(dist.resolve("ort.wasm.min.mjs"), "/*!\n * ONNX Runtime Web v" + version + "\n */\n");
        Files.writeString(dist.resolve("ort-wasm-simd-threaded.mjs"), "// threads\n");
        Files.writeString(dist.resolve("ort-wasm-simd-threaded.wasm"), "wasm\n");
        return dist;
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString().replace('\\', '/'))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "modules/onnxruntime-web/dist",
                "modules/node_modules/onnxruntime-web/dist",
                "modules/dist",
                "modules"
            })
    void theFolderIsAPageWithAllThatItNeeds(String place) throws IOException {
        runtime(place, "1.30.0");
        Path out = home.resolve("page");
        Dlm.Result result =
                Dlm.run("export", MODEL, "--format=web", "--runtime=" + home.resolve("modules"), "--out=" + out);
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(names(out))
                .containsExactly(
                        "MODEL_CARD.md",
                        "README.md",
                        "SHA256SUMS",
                        "export.json",
                        "index.html",
                        "model.onnx",
                        "page/bert-characters.txt",
                        "page/dlm-student.js",
                        "page/dom.js",
                        "page/examples.json",
                        "page/home.js",
                        "page/icon.svg",
                        "page/page.css",
                        "page/page.js",
                        "page/teacher.js",
                        "page/word-pieces.js",
                        "page/worker.js",
                        "runtime/LICENSE.txt",
                        "runtime/ort-wasm-simd-threaded.js",
                        "runtime/ort-wasm-simd-threaded.wasm",
                        "runtime/ort.wasm.min.js",
                        "vocab.txt");
        assertThat(Files.readAllLines(out.resolve("SHA256SUMS")))
                .extracting(line -> line.substring(66))
                .contains("runtime/ort.wasm.min.js", "page/home.js", "model.onnx");
        assertThat(Files.readString(out.resolve("README.md")))
                .doesNotContainPattern("@[A-Z]+@")
                .contains("ONNX Runtime Web 1.30.0", "`model.onnx`");
        assertThat(Files.readString(out.resolve("page/examples.json"))).contains("can my parrot travel");
    }

    @Test
    void withoutARuntimeNothingIsWritten() throws IOException {
        Path out = home.resolve("page");
        requireRefused(out, home.resolve("nowhere"), "found no ort.wasm.min.mjs");
        requireRefused(out, runtime("old", "1.17.3"), "found version 1.17.3");
        requireRefused(out, runtime("new", "2.0.0"), "found version 2.0.0");
        Path half = runtime("half", "1.30.0");
        Files.delete(half.resolve("ort-wasm-simd-threaded.wasm"));
        requireRefused(out, half, "found no ort-wasm-simd-threaded.wasm");
        Path silent = runtime("silent", "?");
        requireRefused(out, silent, "does not tell its version");
        assertThat(out).doesNotExist();
    }

    private static void requireRefused(Path out, Path runtime, String found) {
        Dlm.Result result = Dlm.run("export", MODEL, "--format=web", "--runtime=" + runtime, "--out=" + out);
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err())
                .contains("[DLM-EXPORT-3] --runtime " + runtime, found, "npm install onnxruntime-web@1.30.0");
    }

    @Test
    void aPageIsForStudentsAndTakesAnyBatch() throws IOException {
        Path runtime = runtime("modules", "1.30.0");
        ModelBundle teacher = ModelDirectory.load("builtin:paraphrase-teacher");
        assertThatThrownBy(
                        () -> new ModelExport(teacher, "web", OptionalInt.of(3), runtime).write(home.resolve("page")))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("DLM-EXPORT-2")
                .hasMessageContaining("found a teacher")
                .hasMessageContaining("found batches of 3");
        assertThat(ModelExport.formats()).contains("onnx", "web").isSorted();
    }
}
