package io.dlmone.cli;

import com.google.inject.Inject;
import io.dlmone.train.NgramsRun;
import io.dlmone.train.ProgressListener;
import java.nio.file.Path;
import java.time.Clock;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code dlm ngrams}: gives a model n-grams of the sentences that it is to write. */
@Command(
        name = NgramsRun.VERB,
        description = "Makes a model of another that chooses words which go together: it gets a trigram model of the"
                + " training sentences, which is asked when words are read off the network's last output.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        sortOptions = false,
        abbreviateSynopsis = true)
final class NgramsCommand implements Runnable {

    private final ProgressListener progress;
    private final Clock clock;

    @Option(
            names = "--model",
            paramLabel = "MODEL",
            required = true,
            description = "A student or a teacher: a model directory or a built-in model.")
    private String model;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            required = true,
            description = "A directory with train.jsonl, or builtin:paraphrase; the targets of its train part are"
                    + " counted.")
    private String data;

    @Option(
            names = "--ngram-weight",
            paramLabel = "W",
            defaultValue = "0.3",
            description = "Weight of the n-grams' log probabilities beside the network's, from 0. It can be given anew"
                    + " to generate and evaluate.")
    private double weight;

    @Option(
            names = "--slot-weight",
            paramLabel = "W",
            defaultValue = "10",
            description =
                    "What a placeholder of the source, such as <name>, costs that is not written, and one that is"
                            + " written too often, from 0, beside logits; 0: nothing. Texts without placeholders do not notice.")
    private double slotWeight;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            required = true,
            description = "The model directory to write, new or empty.")
    private Path out;

    @Inject
    NgramsCommand(ProgressListener progress, Clock clock) {
        this.progress = progress;
        this.clock = clock;
    }

    @Override
    public void run() {
        new NgramsRun(model, data, weight, slotWeight, out).run(progress, clock);
    }
}
