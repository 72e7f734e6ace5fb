package io.dlmone.cli;

import com.google.inject.Inject;
import io.dlmone.train.ProgressListener;
import io.dlmone.train.QuantizeRun;
import java.nio.file.Path;
import java.time.Clock;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code dlm quantize}: keeps the weights of a model in 8 bits. */
@Command(
        name = QuantizeRun.VERB,
        description = "Makes a model of another whose weights of matrix products are whole numbers of 8 bits, with a"
                + " scale for each output: about a third of the size. ONNX Runtime multiplies them as they are, faster;"
                + " other engines compute in fp32 with what they mean. Embedding tables stay as they are.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        sortOptions = false,
        abbreviateSynopsis = true)
final class QuantizeCommand implements Runnable {

    private final ProgressListener progress;
    private final Clock clock;

    @Option(
            names = "--model",
            paramLabel = "MODEL",
            required = true,
            description = "A student or a teacher: a model directory or a built-in model.")
    private String model;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            required = true,
            description = "The model directory to write, new or empty.")
    private Path out;

    @Inject
    QuantizeCommand(ProgressListener progress, Clock clock) {
        this.progress = progress;
        this.clock = clock;
    }

    @Override
    public void run() {
        new QuantizeRun(model, out).run(progress, clock);
    }
}
