package io.dlmone.train;

import io.dlmone.bundle.ModelBundle;
import io.dlmone.bundle.ModelDirectory;
import io.dlmone.error.UserException;
import io.dlmone.io.OutputPlace;
import java.nio.file.Path;

/** The model directory that a run writes at its end; looked at before the run begins, so that no work is lost. */
final class ModelOutput {

    private ModelOutput() {}

    /** Refuses a place that holds files already or cannot be written, and a run directory within it. */
    static void requireFree(Path out, Path run) {
        OutputPlace.requireDirectory(out);
        new Checks()
                .require(
                        !run.toAbsolutePath()
                                .normalize()
                                .startsWith(out.toAbsolutePath().normalize()),
                        "run",
                        "a directory outside of setting out " + out,
                        run.toString())
                .refuse();
    }

    /** Writes the model; should that fail, tells how to go on without the work of the run. */
    static void write(Path out, ModelBundle model, RunDirectory run, ProgressListener progress) {
        try {
            ModelDirectory.save(out, model);
        } catch (UserException e) {
            progress.say(
                    "The model was not written, but the run is saved. When there is room, continue it with setting resume: "
                            + run.path());
            throw e;
        }
        progress.say("Wrote " + out);
    }
}
