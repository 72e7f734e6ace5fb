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
import java.util.OptionalInt;

/**
 * Writes a model as a folder that runs without this library: the network from token ids to token ids in an engine's own
 * format, the vocabulary, code that turns texts into its inputs and its tokens into texts, and a {@code README.md} that
 * shows how. The file gives the tokens that {@link io.dlmone.student.TextGenerator} gives, n-grams left out: those are
 * asked when words are read off the network's output, outside of it. Of a teacher, one sampling step is written, with
 * the plan of its sampler beside it. Immutable.
 *
 * @param bundle a student of one call, or a teacher
 * @param format the file's: {@code onnx}, or that of another backend on the class path
 * @param batch sequences in one call; empty: as many as there are, call by call
 */
public record ModelExport(ModelBundle bundle, String format, OptionalInt batch) {

    private static final long MOST_BYTES = Integer.MAX_VALUE - (1 << 24);

    public ModelExport {
        Objects.requireNonNull(bundle, "bundle");
        Objects.requireNonNull(format, "format");
        if (batch.isPresent() && batch.getAsInt() < 1) {
            throw new IllegalArgumentException("batch must be at least 1, got " + batch.getAsInt());
        }
    }

    /**
     * Takes batches of any size.
     *
     * @param bundle a student of one call, or a teacher
     * @param format the file's: {@code onnx}, or that of another backend on the class path
     */
    public ModelExport(ModelBundle bundle, String format) {
        this(bundle, format, OptionalInt.empty());
    }

    /** {@return the names of the formats that the backends on the class path write, sorted} */
    public static List<String> formats() {
        return Formats.names();
    }

    /**
     * Writes the folder, whole or not at all.
     *
     * @param directory a new or empty one
     * @throws UserException if the directory has files or cannot be written, no backend writes the format
     *     ({@code DLM-EXPORT-1}), or the model is none that a file is written for ({@code DLM-EXPORT-2})
     */
    public void write(Path directory) {
        OutputPlace.requireDirectory(directory);
        ProgramFormat program = Formats.named(format);
        List<Problem> problems = problems();
        if (!problems.isEmpty()) {
            throw new UserException(problems);
        }
        int rows = batch.orElse(1);
        Graph graph = bundle.role() == Role.TEACHER
                ? new StepGraph(bundle, rows).record()
                : new StudentGraph(bundle, rows).record();
        requireFreeRows(graph);
        SourceTemplate template = SourceTemplate.of(bundle.layout()).orElseThrow();
        AtomicFiles.writeDirectory(directory, folder -> {
            program.write(graph, batch.isEmpty(), folder);
            new Companions(this, program, template).write(folder);
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
        if (SourceTemplate.of(bundle.layout()).isEmpty()) {
            problems.add(refused(
                    "sequences that begin with the source's tokens in their order",
                    "another layout",
                    "Run this model with the library."));
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
