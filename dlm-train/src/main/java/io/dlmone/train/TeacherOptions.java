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
 * @param run the run directory
 * @param network what it begins with
 * @param training settings of its family
 * @param seed of everything random
 * @param keepBest write the weights of the best validation rather than the last ones
 */
public record TeacherOptions(
        String data,
        Path out,
        Path run,
        NetworkOptions network,
        SettingValues training,
        long seed,
        boolean keepBest,
        Cadence cadence) {

    public TeacherOptions {
        new Checks()
                .require(
                        !keepBest || cadence.validEvery() > 0,
                        "keep best",
                        "validation, by which the best is known",
                        "setting valid-every 0")
                .refuse();
    }

    /** Where a model's run directory lies unless another is named: beside it. */
    public static Path defaultRun(Path out) {
        Path plain = out.normalize();
        boolean unnamed = plain.endsWith("") || plain.endsWith("..");
        Path model = unnamed ? out.toAbsolutePath().normalize() : out;
        return model.resolveSibling(model.getFileName() + ".run");
    }

    /** By the names of the settings. */
    Map<String, Object> toConfig(TrainableFamily family) {
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("data", data);
        config.put("out", out.toString());
        config.put("run", run.toString());
        config.putAll(network.toConfig());
        config.putAll(network.given().toConfig(family));
        config.putAll(family.resolve(training).resolved(family.trainingSettings()));
        config.put("seed", seed);
        config.put("keep", keepBest ? "best" : "last");
        config.putAll(cadence.toConfig());
        return config;
    }
}
