package io.dlmone.cli;

import io.dlmone.train.Checks;
import io.dlmone.train.RunOptions;
import io.dlmone.train.RunOutcome;
import io.dlmone.train.RunStart;
import io.dlmone.train.SelectionMetric;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import picocli.CommandLine.Option;

/** The flags of a job that trains: where its run lies, how often it looks up, how it is continued. */
final class RunFlags {

    private static final String LAST = "last";
    private static final String BEST = "best";

    @Option(names = "--run", paramLabel = "DIR", description = "The run directory. Default: --out with .run added.")
    private Path run;

    @Option(
            names = "--resume",
            paramLabel = "DIR",
            description = "Continue the run in this directory; its flags need not be repeated.")
    private Path resume;

    @Option(
            names = "--resume-step",
            paramLabel = "N",
            description = "With --resume: continue from the checkpoint of this step. Default: the newest.")
    private Long resumeStep;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "A JSON object with the names of these flags as keys; flags given here win.")
    private Path config;

    @Option(
            names = "--valid-every",
            paramLabel = "N",
            defaultValue = "1000",
            description = "Updates between validations; 0: none.")
    private long validEvery;

    @Option(
            names = "--valid-limit",
            paramLabel = "N",
            defaultValue = "200",
            description = "Sources to validate on; 0: the whole valid split.")
    private int validLimit;

    @Option(
            names = "--checkpoint-every",
            paramLabel = "N",
            defaultValue = "1000",
            description = "Updates between checkpoints; 0: only at the end and on Ctrl-C.")
    private long checkpointEvery;

    @Option(
            names = "--keep-checkpoints",
            paramLabel = "N",
            defaultValue = "" + RunOptions.KEEP,
            description = "How many of the newest checkpoints to keep, from 1.")
    private int keepCheckpoints;

    @Option(
            names = "--max-skipped",
            paramLabel = "N",
            defaultValue = "" + RunOptions.SKIP,
            description = "Updates that may be skipped because their loss or gradients are not finite before the run"
                    + " stops.")
    private int maxSkipped;

    @Option(
            names = "--log-every",
            paramLabel = "N",
            defaultValue = "50",
            description = "Updates between lines of metrics.jsonl, at least 1.")
    private long logEvery;

    @Option(
            names = "--keep",
            paramLabel = "WHICH",
            description = "The weights to write: last, or best in validation, see --keep-by. Default: best for distill,"
                    + " last for train.")
    private String keep;

    @Option(
            names = "--keep-by",
            paramLabel = "SCORE",
            description =
                    "The score by which the best validation is known: bleu; exact, the share of outputs that are a"
                            + " reference, or tokens, 1 less the token error rate, for tasks with a right answer; or joint,"
                            + " the harmonic mean of meaning"
                            + " accuracy and right slots (where the data can tell them), BLEU and div-4, in distill as shares"
                            + " of the teacher's with DDIM-20; or variety, the same with the number of different right"
                            + " sentences among 32 in place of div-4. Default: joint for distill, bleu for train.")
    private String keepBy;

    @Option(
            names = "--patience",
            paramLabel = "N",
            defaultValue = "0",
            description =
                    "End the run after N validations without a better one; 0: never. report.html in the run directory"
                            + " says by the learning curve whether longer is better.")
    private int patience;

    RunStart start() {
        if (resume == null) {
            return RunStart.NEW;
        }
        return resumeStep == null ? RunStart.NEWEST : new RunStart(true, OptionalLong.of(resumeStep));
    }

    /** How a run that was stopped is continued. */
    static String goOn(String verb, RunOutcome stopped) {
        return "Go on with: dlm " + verb + " --resume " + ShellWord.of(stopped.run());
    }

    /**
     * What the flags say.
     *
     * @param usual what holds where the verb's flags have no defaults of their own
     */
    RunOptions options(RunOptions usual, long seed) {
        String score = keepBy == null ? usual.keepBy().id() : keepBy;
        String which = keep == null ? usual.keepBest() ? BEST : LAST : keep;
        new Checks()
                .oneOf("keep", which, List.of(LAST, BEST))
                .oneOf("keep-by", score, SelectionMetric.ids())
                .refuse();
        return new RunOptions(
                Optional.ofNullable(run),
                seed,
                logEvery,
                validEvery,
                validLimit,
                checkpointEvery,
                keepCheckpoints,
                maxSkipped,
                which.equals(BEST),
                SelectionMetric.valueOf(score.toUpperCase(Locale.ROOT)),
                patience);
    }
}
