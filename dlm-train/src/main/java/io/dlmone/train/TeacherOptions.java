package io.dlmone.train;

import io.dlmone.diffuseq.TrainingSettings;
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
 * @param keepBest write the weights of the best validation rather than the last ones
 */
public record TeacherOptions(
        String data,
        Path out,
        Path run,
        NetworkOptions network,
        TrainingSettings training,
        boolean keepBest,
        Cadence cadence) {

    public TeacherOptions {
        new Checks()
                .require(
                        !keepBest || cadence.validEvery() > 0,
                        "--keep best",
                        "validation, by which the best is known",
                        "--valid-every 0")
                .refuse();
    }

    /** Where a model's run directory lies unless another is named: beside it. */
    public static Path defaultRun(Path out) {
        Path plain = out.normalize();
        boolean unnamed = plain.endsWith("") || plain.endsWith("..");
        Path model = unnamed ? out.toAbsolutePath().normalize() : out;
        return model.resolveSibling(model.getFileName() + ".run");
    }

    /** By the names of the flags. */
    Map<String, Object> toConfig() {
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("data", data);
        config.put("out", out.toString());
        config.put("run", run.toString());
        config.putAll(network.toConfig());
        config.putAll(toConfig(training));
        config.put("keep", keepBest ? "best" : "last");
        config.putAll(cadence.toConfig());
        return config;
    }

    static Map<String, Object> toConfig(TrainingSettings training) {
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("steps", training.steps());
        config.put("batch", training.batch());
        config.put("microbatch", training.microbatches() > 1 ? training.microbatch() : 0);
        config.put("lr", training.learningRate());
        config.put("warmup", training.warmup());
        config.put("weight-decay", training.weightDecay());
        config.put("ema", training.emaRate());
        config.put("dropout", training.dropout());
        config.put("attention-dropout", training.attentionDropout());
        config.put("condition-dropout", training.conditionDropout());
        config.put("mse-positions", training.targetOnly() ? "target" : "all");
        config.put("time-sampling", training.lossAware() ? "lossaware" : "uniform");
        config.put("clip", training.clip());
        config.put("seed", training.seed());
        return config;
    }
}
