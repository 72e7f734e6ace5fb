package io.dlmone.student.export;

import io.dlmone.backend.ProgramFormat;
import io.dlmone.bundle.GenerationConfig;
import io.dlmone.bundle.ModelBundle;
import io.dlmone.bundle.Role;
import io.dlmone.error.ErrorId;
import io.dlmone.error.Problem;
import io.dlmone.error.UserException;
import io.dlmone.graph.FreeRows;
import io.dlmone.graph.Graph;
import io.dlmone.io.AtomicFiles;
import io.dlmone.io.OutputPlace;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Writes a model as a folder that runs without this library: the network from token ids to token ids in an engine's own
 * format, the vocabulary, code that turns texts into its inputs and its tokens into texts, and a {@code README.md} that
 * shows how. The file gives the tokens that {@link io.dlmone.student.TextGenerator} gives, n-grams left out: those are
 * asked when words are read off the network's output, outside of it. Of a teacher, one sampling step is written, with
 * the plan of its sampler beside it. Immutable.
 *
 * @param bundle a student of one call, or a teacher
 * @param format the file's: {@code onnx}, or that of another backend on the class path; {@code web}: an ONNX file and a
 *     page on which it runs in a browser
 * @param batch sequences in one call; empty: as many as there are, call by call
 * @param runtime where the npm package onnxruntime-web lies, or a {@code node_modules} that has it; for {@code web}
 */
public record ModelExport(ModelBundle bundle, String format, OptionalInt batch, Path runtime) {

    private static final Path RUNTIME = Path.of("node_modules");
    private static final List<String> TOKENIZERS_OF_PAGES = List.of("word", "wordpiece");

    private static final long MOST_BYTES = Integer.MAX_VALUE - (1 << 24);

    public ModelExport {
        Objects.requireNonNull(bundle, "bundle");
        Objects.requireNonNull(format, "format");
        Objects.requireNonNull(runtime, "runtime");
        if (batch.isPresent() && batch.getAsInt() < 1) {
            throw new IllegalArgumentException("batch must be at least 1, got " + batch.getAsInt());
        }
    }

    /**
     * A page takes its runtime from {@code node_modules} of the current directory.
     *
     * @param bundle a student of one call, or a teacher
     * @param format the file's: {@code onnx}, {@code web}, or that of another backend on the class path
     * @param batch sequences in one call; empty: as many as there are, call by call
     */
    public ModelExport(ModelBundle bundle, String format, OptionalInt batch) {
        this(bundle, format, batch, RUNTIME);
    }

    /**
     * Takes batches of any size.
     *
     * @param bundle a student of one call, or a teacher
     * @param format the file's: {@code onnx}, {@code web}, or that of another backend on the class path
     */
    public ModelExport(ModelBundle bundle, String format) {
        this(bundle, format, OptionalInt.empty());
    }

    /**
     * {@return this export with a page's runtime from elsewhere}
     *
     * @param place where the npm package onnxruntime-web lies, or a {@code node_modules} that has it
     */
    public ModelExport withRuntime(Path place) {
        return new ModelExport(bundle, format, batch, place);
    }

    boolean isPage() {
        return format.equals(Formats.PAGE);
    }

    /** {@return the names of the formats that can be written with the backends on the class path, sorted} */
    public static List<String> formats() {
        return Formats.names();
    }

    /**
     * Writes the folder, whole or not at all.
     *
     * @param directory a new or empty one
     * @throws UserException if the directory has files or cannot be written, no backend writes the format
     *     ({@code DLM-EXPORT-1}), the model is none that a file is written for ({@code DLM-EXPORT-2}), or there is no
     *     runtime for a page ({@code DLM-EXPORT-3})
     */
    public void write(Path directory) {
        OutputPlace.requireDirectory(directory);
        ProgramFormat program = Formats.named(format);
        List<Problem> problems = problems();
        if (!problems.isEmpty()) {
            throw new UserException(problems);
        }
        Optional<WebRuntime> web = isPage() ? Optional.of(WebRuntime.in(runtime)) : Optional.empty();
        int rows = batch.orElse(1);
        Graph graph = bundle.role() == Role.TEACHER
                ? new StepGraph(bundle, rows).record()
                : new StudentGraph(bundle, rows).record();
        requireFreeRows(graph);
        SourceTemplate template = SourceTemplate.of(bundle.layout()).orElseThrow();
        AtomicFiles.writeDirectory(directory, folder -> {
            program.write(graph, batch.isEmpty(), folder);
            new Companions(this, program, template, web).write(folder);
        });
    }

    private List<Problem> problems() {
        List<Problem> problems = new ArrayList<>();
        GenerationConfig generation = bundle.generation();
        if (bundle.role() == Role.STUDENT && generation.steps() != 1) {
            problems.add(refused(
                    "a student that writes in one network call, or a teacher",
                    "a student of " + generation.steps() + " calls",
                    "Export it with one call."));
        }
        long vectors =
                (long) generation.noise().codebook() * bundle.architecture().length();
        if (vectors > StudentGraph.MOST_VECTORS) {
            problems.add(refused(
                    "a codebook of at most " + StudentGraph.MOST_VECTORS + " vectors",
                    vectors + " vectors",
                    "Distil with a smaller codebook."));
        }
        long bytes = bundle.weights().values().stream()
                .mapToLong(t -> (long) t.shape().size() * t.type().bytes())
                .sum();
        if (bytes > MOST_BYTES) {
            problems.add(refused(
                    "weights of less than 2 GiB, which is what a file of these formats holds",
                    (bytes >> 20) + " MiB",
                    "Export a smaller model."));
        }
        if (isPage()) {
            problems.addAll(pageProblems());
        }
        if (SourceTemplate.of(bundle.layout()).isEmpty()) {
            problems.add(refused(
                    "sequences that begin with the source's tokens in their order",
                    "another layout",
                    "Run this model with the library."));
        }
        return problems;
    }

    private List<Problem> pageProblems() {
        List<Problem> problems = new ArrayList<>();
        if (bundle.role() == Role.TEACHER) {
            problems.add(refused("a student, for a page", "a teacher", "Distil it, or choose another setting format."));
        }
        if (!TOKENIZERS_OF_PAGES.contains(bundle.tokenizer().name())) {
            problems.add(refused(
                    "a model with one of the tokenizers " + TOKENIZERS_OF_PAGES + ", for a page",
                    "one of tokenizer " + bundle.tokenizer().name(),
                    "Choose another setting format, and a library for its tokenizer."));
        }
        if (batch.orElse(1) != 1) {
            problems.add(refused(
                    "batches of any size or of 1, for a page",
                    "batches of " + batch.getAsInt(),
                    "Leave setting batch out."));
        }
        return problems;
    }

    private void requireFreeRows(Graph graph) {
        if (batch.isEmpty()) {
            try {
                FreeRows.of(graph);
            } catch (IllegalArgumentException mixed) {
                throw new UserException(refused(
                        "a network that treats the sequences of a batch one by one",
                        mixed.getMessage(),
                        "Name the size of a batch with setting batch."));
            }
        }
    }

    private static Problem refused(String expected, String found, String remedy) {
        return new Problem(ErrorId.EXPORT_2, "model to export", expected, found, remedy);
    }
}
