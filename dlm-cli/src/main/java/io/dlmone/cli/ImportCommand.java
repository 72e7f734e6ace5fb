package io.dlmone.cli;

import com.google.inject.Inject;
import io.dlmone.train.ImportRun;
import io.dlmone.train.ProgressListener;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code dlm import}: makes a model directory of a checkpoint of an official code. */
@Command(
        name = ImportRun.VERB,
        description =
                "Makes a model directory of what the official code of a teacher family (PyTorch) has trained. Nothing in the"
                        + " checkpoint is run, and PyTorch is not needed.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        abbreviateSynopsis = true)
final class ImportCommand implements Runnable {

    private final ProgressListener progress;
    private final Clock clock;

    @Option(
            names = "--family",
            paramLabel = "NAME",
            description = "The teacher family whose code wrote the checkpoint. Default: the one that recognises it.")
    private String family;

    @Option(
            names = "--checkpoint",
            paramLabel = "PATH",
            required = true,
            description =
                    "The file of the weights with the arguments of the training beside it, or their folder, of which"
                            + " the last step is taken: ema_RATE_STEP.pt with training_args.json or config.yaml.")
    private Path checkpoint;

    @Option(
            names = "--vocab",
            paramLabel = "FILE",
            description = "vocab.txt or tokenizer.json of bert-base-uncased or, for a model over a list of words, that"
                    + " list or vocab.json. Default: the one in the folder.")
    private Path vocabulary;

    @Option(
            names = {"--encoder", "--encoder-config"},
            paramLabel = "PATH",
            description = "What the network builds on: config.json of a BERT encoder, not needed for bert-base-uncased;"
                    + " for a model over T5 latents the folder of the T5, not needed if it lies beside the checkpoint.")
    private Path encoder;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            required = true,
            description = "The model directory to write, new or empty.")
    private Path out;

    @Inject
    ImportCommand(ProgressListener progress, Clock clock) {
        this.progress = progress;
        this.clock = clock;
    }

    @Override
    public void run() {
        new ImportRun(
                        Optional.ofNullable(family),
                        checkpoint,
                        Optional.ofNullable(vocabulary),
                        Optional.ofNullable(encoder),
                        out)
                .run(progress, clock);
    }
}
