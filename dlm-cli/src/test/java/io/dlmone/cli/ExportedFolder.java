package io.dlmone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.dlmone.backend.Backend;
import io.dlmone.backend.BackendOptions;
import io.dlmone.backend.Backends;
import io.dlmone.builtin.BuiltinData;
import io.dlmone.bundle.ModelBundle;
import io.dlmone.data.Split;
import io.dlmone.student.TextGenerator;
import io.dlmone.student.TextGenerator.Generated;
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
import java.util.Objects;
import java.util.stream.IntStream;

/** A student exported in one format, with sources beside it, for scripts that run it without this library. */
record ExportedFolder(ModelBundle student, Path folder, List<String> sources) {

    private static final long SEED = 5;
    private static final int SAMPLE = 2;

    /** Different sources of the built-in task's test split. */
    static List<String> sources(int count) {
        List<String> sources = BuiltinData.open("builtin:paraphrase").read(Split.TEST).stream()
                .map(SentencePair::source)
                .distinct()
                .limit(count)
                .toList();
        assertThat(sources).hasSize(count);
        return sources;
    }

    static ExportedFolder write(ModelBundle student, String format, Path folder, List<String> sources)
            throws IOException {
        if (!Files.exists(folder)) {
            new ModelExport(student, format).write(folder);
            Files.write(folder.resolve("sources.txt"), sources);
        }
        return new ExportedFolder(student, folder, sources);
    }

    /** What a runtime writes for the sources, all tokens of each sentence, special ones too. */
    List<String> written(String runtime) throws IOException {
        return decoded(
                switch (runtime) {
                    case "onnx in Java" -> java("Onnx");
                    case "onnx in Python" -> python("onnx.py", "onnxruntime");
                    case "onnx in Node" -> node("onnx.mjs", "onnxruntime-node");
                    case "onnx in WebAssembly" -> node("wasm.mjs", "onnxruntime-web");
                    case "torchscript in Java" -> java("TorchScript");
                    case "torchscript in Python" -> python("torchscript.py", "torch");
                    case "savedmodel in Java" -> java("SavedModel");
                    case "savedmodel in Python" -> python("savedmodel.py", "tensorflow");
                    default -> throw new IllegalArgumentException(runtime);
                });
    }

    private List<String> java(String main) throws IOException {
        copy(main + ".java");
        return ForeignRuntime.java(folder, main, "DlmStudent.java", main + ".java");
    }

    private List<String> python(String script, String needed) throws IOException {
        copy(script);
        return ForeignRuntime.python(folder, script, needed, "numpy");
    }

    private List<String> node(String script, String needed) throws IOException {
        copy(script);
        return ForeignRuntime.node(folder, script, needed);
    }

    private void copy(String script) throws IOException {
        if (!Files.exists(folder.resolve(script))) {
            try (InputStream in =
                    Objects.requireNonNull(ExportedFolder.class.getResourceAsStream("export/" + script), script)) {
                Files.copy(in, folder.resolve(script));
            }
        }
    }

    private List<String> decoded(List<String> rows) {
        assertThat(rows).hasSameSizeAs(sources);
        SequenceLayout layout = student.layout();
        List<String> found = new ArrayList<>();
        for (String row : rows) {
            long[] ids =
                    Arrays.stream(row.split(" ")).mapToLong(Long::parseLong).toArray();
            int start = layout.encode(sources.get(found.size())).start();
            found.add(layout.decode(ids, start));
        }
        return found;
    }

    /** What this library writes for them. */
    static List<String> generated(ModelBundle student, List<String> sources) {
        try (Backend backend =
                        Backends.named("onnx").open(BackendOptions.defaults().withThreads(1));
                TextGenerator generator = new TextGenerator(student, backend, new TextGenerator.Options(32, SEED))) {
            return generator.generate(sources, SAMPLE, done -> {}).stream()
                    .map(Generated::official)
                    .toList();
        }
    }

    /** How many sentences are the same in both lists. */
    static long same(List<String> found, List<String> expected) {
        return IntStream.range(0, expected.size())
                .filter(i -> found.get(i).equals(expected.get(i)))
                .count();
    }
}
