package io.dlmone.cli;

import com.google.inject.Inject;
import io.dlmone.data.Split;
import io.dlmone.paraphrase.ParaphraseTask;
import io.dlmone.train.ProgressListener;
import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code dlm data}: makes data sets. */
@Command(
        name = "data",
        description = "Makes and checks data sets.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "JOB",
        subcommands = {DataConvertCommand.class, DataCheckCommand.class, DataCommand.Paraphrase.class})
final class DataCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "name a job: convert, check or paraphrase");
    }

    /** {@code dlm data paraphrase}: the built-in task. */
    @Command(
            name = "paraphrase",
            description = "Writes the built-in task, short everyday questions and their paraphrases, as train.jsonl,"
                    + " valid.jsonl and test.jsonl. The same seed gives the same files.",
            mixinStandardHelpOptions = true,
            showDefaultValues = true)
    static final class Paraphrase implements Runnable {

        private final ProgressListener progress;

        @Option(
                names = "--out",
                paramLabel = "DIR",
                required = true,
                description = "The directory: new, empty, or a data set to be replaced.")
        private Path out;

        @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "Seed of the rows.")
        private long seed;

        @Inject
        Paraphrase(ProgressListener progress) {
            this.progress = progress;
        }

        @Override
        public void run() {
            ParaphraseTask.builtin().write(out, seed);
            StringBuilder files = new StringBuilder();
            for (Split split : Split.values()) {
                files.append(files.isEmpty() ? "" : ", ").append(split.fileName());
            }
            progress.say("Wrote " + files + " to " + out);
        }
    }
}
