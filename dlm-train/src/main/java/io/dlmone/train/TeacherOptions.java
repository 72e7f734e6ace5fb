package io.dlmone.train;

import io.dlmone.objective.SettingValues;
import io.dlmone.teacher.TrainableFamily;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How a teacher is to be trained.
 *
 * @param data a data directory or {@code builtin:paraphrase}
 * @param out the model directory to write, which must be new or empty
 * @param network what it begins with
 * @param training settings of its family
 * @param run where the run lies, its seed, how often to validate and save, which weights to write
 */
public record TeacherOptions(String data, Path out, NetworkOptions network, SettingValues training, RunOptions run) {

    public TeacherOptions {
        new Checks()
                .require(
                        !run.keepBest() || run.validEvery() > 0,
                        "keep best",
                        "validation, by which the best is known",
                        "setting valid-every 0")
                .refuse();
    }

    /** {@return the run directory} */
    public Path directory() {
        return run.directory(out);
    }

    /** By the names of the settings. */
    Map<String, Object> toConfig(TrainableFamily family) {
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("data", data);
        config.put("out", out.toString());
        config.put("run", directory().toString());
        config.putAll(network.toConfig());
        config.putAll(network.given().toConfig(family));
        config.putAll(family.resolve(training).resolved(family.trainingSettings()));
        config.putAll(run.toConfig());
        return config;
    }
}
