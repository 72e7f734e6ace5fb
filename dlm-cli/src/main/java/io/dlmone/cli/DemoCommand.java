package io.dlmone.cli;

import com.google.inject.Inject;
import io.dlmone.backend.Backend;
import io.dlmone.train.EngineOptions;
import io.dlmone.train.ProgressListener;
import io.dlmone.train.RunContext;
import io.dlmone.train.RunOutcome;
import io.dlmone.train.demo.Demo;
import io.dlmone.train.demo.DemoComparison;
import io.dlmone.train.demo.DemoOptions;
import io.dlmone.train.demo.DemoRecipe;
import io.dlmone.train.demo.DemoResult;
import io.dlmone.train.demo.DemoText;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code dlm demo}: the whole job in a few minutes. */
@Command(
        name = "demo",
        description = "Distils the built-in teacher for a few minutes and compares it with its one-step student.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        sortOptions = false,
        abbreviateSynopsis = true)
final class DemoCommand implements Callable<Integer> {

    private final Console console;
    private final ProgressListener progress;
    private final Clock clock;

    @Option(
            names = "--minutes",
            paramLabel = "X",
            defaultValue = "5",
            description = "Time for distillation, above 0; the comparison takes about three minutes more.")
    private double minutes;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "The directory to write, which must not exist. Default: dlm-demo, or dlm-demo-2 and so on.")
    private Path out;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "192",
            description = "Sources of the test split to compare on, from 1 to 192.")
    private int limit;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "Seed of everything random.")
    private long seed;

    @Option(
            names = "--teacher",
            paramLabel = "MODEL",
            defaultValue = "builtin:paraphrase-teacher",
            description = "The teacher: a model directory or a built-in model.")
    private String teacher;

    @Option(names = "--json", description = "Write one JSON object instead of the table.")
    private boolean json;

    @Mixin
    private EngineFlags engine;

    @Inject
    DemoCommand(Console console, ProgressListener progress, Clock clock) {
        this.console = console;
        this.progress = progress;
        this.clock = clock;
    }

    @Override
    public Integer call() {
        Path directory = out == null ? DemoOptions.freshDirectory(Path.of("")) : out;
        DemoOptions options = new DemoOptions(
                teacher, "builtin:paraphrase", directory, minutes, limit, seed, "./dlm generate --model");
        EngineOptions chosen = engine.options();
        Demo demo = new Demo(options, DemoRecipe.DEFAULT, DemoComparison.DEFAULT, clock);
        try (Backend backend = EngineFlags.open(chosen)) {
            RunOutcome training;
            try (Interruption interruption = new Interruption()) {
                training = demo.distil(new RunContext(backend, chosen, progress, interruption));
            }
            if (!training.finished()) {
                return Main.INTERRUPTED;
            }
            DemoResult result = demo.compare(new RunContext(backend, chosen, progress, () -> false), training);
            console.print(json ? result.toJson() + "\n" : DemoText.of(result));
        }
        return 0;
    }
}
