package io.dlmone.cli;

import com.google.inject.Inject;
import io.dlmone.backend.Backend;
import io.dlmone.train.Checks;
import io.dlmone.train.DistillOptions;
import io.dlmone.train.DistillRun;
import io.dlmone.train.EngineOptions;
import io.dlmone.train.ProgressListener;
import io.dlmone.train.Recipe;
import io.dlmone.train.RecipeText;
import io.dlmone.train.RunContext;
import io.dlmone.train.RunOptions;
import io.dlmone.train.RunOutcome;
import io.dlmone.train.compare.StudentReport;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code dlm distill}: makes a one-step student from a teacher. */
@Command(
        name = DistillRun.VERB,
        description = "Distils a one-step student from a teacher and writes it, by default the one that was best on the"
                + " valid split. Ctrl-C saves the run.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        sortOptions = false,
        abbreviateSynopsis = true)
final class DistillCommand implements Callable<Integer> {

    private final ProgressListener progress;
    private final Clock clock;

    @Option(
            names = "--teacher",
            paramLabel = "MODEL",
            required = true,
            description = "A model directory, or builtin:paraphrase-teacher.")
    private String teacher;

    @Option(
            names = "--init",
            paramLabel = "MODEL",
            description = "Begin with the weights of this student of the same teacher. Default: with the teacher's.")
    private String init;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            required = true,
            description = "A directory with train.jsonl and valid.jsonl, or builtin:paraphrase.")
    private String data;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            required = true,
            description = "The model directory to write, new or empty.")
    private Path out;

    @Option(
            names = "--preset",
            paramLabel = "NAME",
            description =
                    "Take recipe and numbers from a preset; flags given beside it win. qqp, quasar-t and wiki-auto"
                            + " are the paper's for these data (50,000 iterations a stage), small has worked for small models.")
    private String preset;

    @Option(
            names = "--recipe",
            paramLabel = "PHASES",
            description =
                    "Objectives one after the other, such as kd:4000,sid:2000. A length is a number of iterations,"
                            + " a time such as 90s or 4m, or * for the rest of --minutes. A phase can have numbers of its own:"
                            + " kd:4000:theta-lr=1e-3. Default: --objective for --iterations.")
    private String recipe;

    @Option(
            names = "--objective",
            paramLabel = "NAME",
            defaultValue = "sid",
            completionCandidates = PluginNames.OfObjectives.class,
            description =
                    "Without --recipe: ${COMPLETION-CANDIDATES}; 'dlm plugins' says what the student learns in each.")
    private String objective;

    @Option(
            names = "--iterations",
            paramLabel = "N",
            description = "Without --recipe: how many, from 1. Default: 10000, or no limit with --minutes.")
    private Long iterations;

    @Option(
            names = "--minutes",
            paramLabel = "X",
            defaultValue = "0",
            description = "Stop after this time, validation included; 0: no limit.")
    private double minutes;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "Seed of everything random.")
    private long seed;

    @Option(
            names = "--report-sources",
            paramLabel = "N",
            defaultValue = "30",
            description = "Sources of the valid split on which the page at the end, report.html in the run directory,"
                    + " compares teacher and student; 0: none.")
    private int reportSources;

    @Mixin
    private NumberFlags numbers;

    @Mixin
    private RunFlags run;

    @Mixin
    private EngineFlags engine;

    @Mixin
    private ClusterFlags cluster;

    @Inject
    DistillCommand(ProgressListener progress, Clock clock) {
        this.progress = progress;
        this.clock = clock;
    }

    @Override
    public Integer call() {
        new Checks()
                .atLeast("report-sources", reportSources, 0)
                .atLeast("iterations", iterations == null ? 1 : iterations, 1)
                .refuse();
        DistillOptions options = new DistillOptions(
                teacher,
                Optional.ofNullable(init),
                data,
                out,
                recipe(),
                numbers.given(),
                minutes,
                run.options(RunOptions.DISTILLATION, seed));

        EngineOptions chosen = engine.options();
        try (Backend backend = EngineFlags.open(chosen)) {
            RunContext context;
            RunOutcome outcome;
            try (Interruption interruption = new Interruption();
                    ClusterFlags shared = cluster) {
                context = shared.share(new RunContext(backend, chosen, progress, interruption));
                outcome = new DistillRun(options, context, clock).run(run.start());
            }
            if (!outcome.finished()) {
                progress.say(RunFlags.goOn(DistillRun.VERB, outcome));
                return Main.INTERRUPTED;
            }
            progress.say("As a page: " + new StudentReport(options, context).write(outcome, reportSources));
            return 0;
        }
    }

    private Recipe recipe() {
        if (recipe != null) {
            return RecipeText.parse(recipe);
        }
        String length = iterations != null ? iterations.toString() : minutes > 0 ? "*" : "10000";
        return RecipeText.parse(objective + ":" + length);
    }
}
