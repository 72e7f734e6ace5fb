package io.dlmone.cli;

import com.google.inject.Inject;
import io.dlmone.backend.Backend;
import io.dlmone.objective.SettingValues;
import io.dlmone.teacher.TrainableFamily;
import io.dlmone.train.DataSet;
import io.dlmone.train.EngineOptions;
import io.dlmone.train.ProgressListener;
import io.dlmone.train.RunContext;
import io.dlmone.train.RunOptions;
import io.dlmone.train.RunOutcome;
import io.dlmone.train.TeacherOptions;
import io.dlmone.train.TeacherRun;
import io.dlmone.train.compare.TeacherReport;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code dlm train}: trains a teacher. */
@Command(
        name = TeacherRun.VERB,
        description = "Trains a teacher and writes its model directory. Ctrl-C saves the run.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        sortOptions = false,
        abbreviateSynopsis = true)
final class TrainCommand implements Callable<Integer> {

    private final ProgressListener progress;
    private final Clock clock;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            required = true,
            description = "A directory with train.jsonl, valid.jsonl and test.jsonl, or builtin:paraphrase,"
                    + " with which dropout is 0 and length 32 unless given.")
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
                    "Begin with these sizes, rate, warm-up and updates; flags given beside it win. tiny, small, medium: 1, 11 and 29"
                            + " million parameters beside embeddings; dlm data check says which one suits some data.")
    private String preset;

    @Mixin
    private FamilyFlags family;

    @Mixin
    private NetworkFlags network;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "Seed of everything random.")
    private long seed;

    @Mixin
    private RunFlags run;

    @Mixin
    private EngineFlags engine;

    @Mixin
    private ClusterFlags cluster;

    @Inject
    TrainCommand(ProgressListener progress, Clock clock) {
        this.progress = progress;
        this.clock = clock;
    }

    @Override
    public Integer call() {
        TeacherOptions options = options();
        EngineOptions chosen = engine.options();
        try (Interruption interruption = new Interruption();
                Backend backend = EngineFlags.open(chosen);
                ClusterFlags shared = cluster) {
            RunContext context = shared.share(new RunContext(backend, chosen, progress, interruption));
            RunOutcome outcome = new TeacherRun(options, context, clock).run(run.start());
            progress.say("As a page: " + TeacherReport.write(outcome));
            if (!outcome.finished()) {
                progress.say(RunFlags.goOn(TeacherRun.VERB, outcome));
                return Main.INTERRUPTED;
            }
            return 0;
        }
    }

    private TeacherOptions options() {
        RunOptions how = run.options(RunOptions.TRAINING, seed);
        TrainableFamily trained = network.family(family.family());
        family.values(trained, Map.of()); // what is wrong with flags comes before what is wrong with the data
        boolean builtin = DataSet.open(data).isBuiltin();
        SettingValues training = family.values(trained, builtin ? Map.of("dropout", "0") : Map.of());
        SettingValues sizes = family.values(trained, builtin && network.isNew() ? Map.of("length", "32") : Map.of());
        return new TeacherOptions(data, out, network.options(trained.name(), sizes), training, how);
    }
}
