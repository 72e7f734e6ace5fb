package io.dlmone.cli;

import com.google.inject.Inject;
import io.dlmone.backend.Backend;
import io.dlmone.train.EngineOptions;
import io.dlmone.train.ProgressListener;
import io.dlmone.train.RecipeText;
import io.dlmone.train.RunContext;
import io.dlmone.train.RunOptions;
import io.dlmone.train.SystemResult;
import io.dlmone.train.SystemTable;
import io.dlmone.train.compare.CompareOptions;
import io.dlmone.train.compare.Comparison;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code dlm compare}: objectives, and teachers, side by side at equal budgets. */
@Command(
        name = "compare",
        description = "Distils a teacher, or several of any families, with one objective after the other, each for the"
                + " same time, and compares the students with each other and the teachers: one table and one page with"
                + " plots. Ctrl-C saves; the same command goes on.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        sortOptions = false,
        abbreviateSynopsis = true)
final class CompareCommand implements Callable<Integer> {

    private static final long LOG_EVERY = 10;

    private final Console console;
    private final ProgressListener progress;

    @Option(
            names = "--teacher",
            paramLabel = "MODEL",
            required = true,
            description = "A model directory, or builtin:paraphrase-teacher; may be repeated. Several are compared over"
                    + " the same data, each beside its students, by the names of their directories.")
    private List<String> teachers;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            required = true,
            description = "A directory with train, valid and test.jsonl, or builtin:paraphrase.")
    private String data;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            required = true,
            description = "The directory to write: a student and a run for each objective (and teacher, if there are"
                    + " several), report.html, and the same numbers as JSON lines in report.jsonl.")
    private Path out;

    @Option(
            names = "--objectives",
            paramLabel = "NAMES",
            defaultValue = "sid,dmd,consistency,progressive,kd",
            description = "Comma-separated; each can have numbers of its own, as in sid:theta-lr=3e-5:psi-lr=1e-4,kd."
                    + " none: several teachers alone.")
    private String objectives;

    @Option(
            names = "--minutes",
            paramLabel = "X",
            defaultValue = "0",
            showDefaultValue = Visibility.NEVER,
            description = "Time for each student, above 0, validation included. Needed unless --objectives is none.")
    private double minutes;

    @Option(
            names = "--valid-every",
            paramLabel = "N",
            defaultValue = "200",
            description = "Updates between validations, from 1.")
    private long validEvery;

    @Option(
            names = "--valid-limit",
            paramLabel = "N",
            defaultValue = "100",
            description = "Sources to validate on; 0: the whole valid split.")
    private int validLimit;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "100",
            description = "Sources of the test split to compare on; 0: all.")
    private int limit;

    @Option(
            names = "--samples",
            paramLabel = "K",
            defaultValue = "3",
            description = "Sentences for each source, from 1; diversity needs 2.")
    private int samples;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "Seed of everything random.")
    private long seed;

    @Option(names = "--json", description = "Write one JSON object for each system instead of the table.")
    private boolean json;

    @Mixin
    private NumberFlags numbers;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "A JSON object with the names of these flags as keys.")
    private Path config;

    @Mixin
    private EngineFlags engine;

    @Inject
    CompareCommand(Console console, ProgressListener progress) {
        this.console = console;
        this.progress = progress;
    }

    @Override
    public Integer call() {
        RunOptions run = RunOptions.DISTILLATION.toBuilder()
                .seed(seed)
                .logEvery(LOG_EVERY)
                .validate(validEvery, validLimit)
                .checkpointEvery(0)
                .keepCheckpoints(1)
                .build();
        Comparison comparison = Comparison.of(new CompareOptions(
                teachers, data, out, RecipeText.objectives(objectives), numbers.given(), minutes, run, limit, samples));
        EngineOptions chosen = engine.options();
        List<SystemResult> systems;
        try (Backend backend = EngineFlags.open(chosen)) {
            RunContext context = RunContext.quiet(backend, chosen).telling(progress);
            try (Interruption interruption = new Interruption()) {
                if (!comparison.distil(context.stoppedBy(interruption))) {
                    return Main.INTERRUPTED;
                }
            }
            systems = comparison.report(context);
        }
        SystemTable table = new SystemTable(systems);
        console.print(json ? table.toJson() : table.render());
        progress.say("As a page with plots: " + out.resolve("report.html"));
        return 0;
    }
}
