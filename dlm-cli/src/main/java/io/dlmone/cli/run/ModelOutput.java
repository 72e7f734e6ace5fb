package io.dlmone.cli.run;

import io.dlmone.error.Problem;
import io.dlmone.error.UserException;
import io.dlmone.student.ModelBundle;
import io.dlmone.student.ModelDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The model directory that a run writes at its end; looked at before the run begins, so that no work is lost. */
final class ModelOutput {

    private ModelOutput() {}

    /** Refuses a place that holds files already. */
    static void requireFree(Path out) {
        boolean free;
        if (Files.isDirectory(out)) {
            try (Stream<Path> entries = Files.list(out)) {
                free = entries.findAny().isEmpty();
            } catch (IOException e) {
                throw WriteFailure.of(out.toString(), e);
            }
        } else {
            free = !Files.exists(out);
        }
        if (!free) {
            throw new UserException(new Problem(
                    "DLM-IO-3",
                    "--out " + out,
                    "a new or empty directory",
                    Files.isDirectory(out) ? "a directory with files in it" : "a file",
                    "Name another directory or remove this one."));
        }
    }

    /** Writes the model; should that fail, tells how to go on without the work of the run. */
    static void write(Path out, ModelBundle model, RunDirectory run, Progress progress) {
        try {
            ModelDirectory.save(out, model);
        } catch (UserException e) {
            progress.say("The model was not written, but the run is saved. When there is room: " + run.resumeCommand());
            throw e;
        }
        progress.say("Wrote " + out);
    }
}
