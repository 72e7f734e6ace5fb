package io.dlmone.train.compare;

import io.dlmone.train.Phase;
import java.nio.file.Path;

/**
 * A student that a comparison makes.
 *
 * @param name in rows: of its objective, and of its teacher where there are several
 * @param teacher a model directory or a built-in model
 * @param objective an open phase
 * @param directory where its model and its run go
 */
record ComparedStudent(String name, String teacher, Phase objective, Path directory) {

    /** Where the model goes. */
    Path model() {
        return directory.resolve("student");
    }

    /** Where the run goes. */
    Path run() {
        return directory.resolve("run");
    }

    /** The same with a setting of its own. */
    ComparedStudent with(String setting, String value) {
        return new ComparedStudent(name, teacher, objective.with(setting, value), directory);
    }
}
