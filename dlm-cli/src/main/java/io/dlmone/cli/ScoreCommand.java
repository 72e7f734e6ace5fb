package io.dlmone.cli;

import com.google.inject.Inject;
import io.dlmone.backend.Backend;
import io.dlmone.train.EngineOptions;
import io.dlmone.train.ProgressListener;
import io.dlmone.train.RunContext;
import io.dlmone.train.ScoreRun;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code dlm score}: one network call, to compare a model with another program's. */
@Command(
        name = "score",
        description = "Makes one network call and writes what it gives, to check this program or another against each"
                + " other.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        sortOptions = false,
        abbreviateSynopsis = true)
final class ScoreCommand implements Runnable {

    private final ProgressListener progress;

    @Option(
            names = "--model",
            paramLabel = "MODEL",
            required = true,
            description = "A model directory or a built-in model.")
    private String model;

    @Option(
            names = "--input",
            paramLabel = "FILE",
            required = true,
            description =
                    "A safetensors file with x_t, noisy embeddings [batch, length, width], and t [batch], whole numbers"
                            + " from 0 to T-1 or, for continuous paths, float32. Families that read them: x_prev, the previous"
                            + " clean prediction, shaped as x_t, and guidance_scale [batch], which may be left out.")
    private Path input;

    @Option(
            names = "--output",
            paramLabel = "FILE",
            required = true,
            description = "The safetensors file to write: x0, the predicted embeddings [batch, length, width], and"
                    + " logits, the scores of all tokens for them [batch, length, vocabulary].")
    private Path output;

    @Mixin
    private EngineFlags engine;

    @Inject
    ScoreCommand(ProgressListener progress) {
        this.progress = progress;
    }

    @Override
    public void run() {
        EngineOptions chosen = engine.options();
        try (Backend backend = EngineFlags.open(chosen)) {
            RunContext context = new RunContext(backend, chosen, progress, () -> false);
            new ScoreRun(model, input, output).run(context);
        }
    }
}
