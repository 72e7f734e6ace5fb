package io.dlmone.cli;

import com.google.inject.Inject;
import io.dlmone.backend.Backend;
import io.dlmone.diffuseq.TrainingSettings;
import io.dlmone.train.Checks;
import io.dlmone.train.EngineOptions;
import io.dlmone.train.KeepBy;
import io.dlmone.train.Progress;
import io.dlmone.train.RunContext;
import io.dlmone.train.TaskData;
import io.dlmone.train.TeacherOptions;
import io.dlmone.train.TeacherRun;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code dlm train}: trains a teacher. */
@Command(
        name = TeacherRun.VERB,
        description = "Trains a DiffuSeq teacher and writes its model directory. Ctrl-C saves the run.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        sortOptions = false,
        abbreviateSynopsis = true)
final class TrainCommand implements Callable<Integer> {

    private static final double DROPOUT = 0.1;

    private final Progress progress;
    private final Clock clock;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            required = true,
            description = "A directory with train.jsonl, valid.jsonl and test.jsonl, or builtin:paraphrase.")
    private String data;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            required = true,
            description = "The model directory to write, new or empty.")
    private Path out;

    @Option(names = "--steps", paramLabel = "N", defaultValue = "20000", description = "Updates, at least 1.")
    private long steps;

    @Option(names = "--batch", paramLabel = "N", defaultValue = "64", description = "Sequences in an update, from 1.")
    private int batch;

    @Option(
            names = "--microbatch",
            paramLabel = "N",
            defaultValue = "0",
            description =
                    "Sequences in one run of the network, a divisor of --batch: less memory, and gradients averaged"
                            + " over the parts of a batch; 0: the whole batch.")
    private int microbatch;

    @Option(
            names = "--lr",
            paramLabel = "X",
            defaultValue = "2.5e-3",
            description = "Peak learning rate, above 0, up to 1; falls linearly to zero.")
    private double learningRate;

    @Option(names = "--warmup", paramLabel = "N", defaultValue = "300", description = "Updates of warm-up, from 0.")
    private long warmup;

    @Option(
            names = "--ema",
            paramLabel = "X",
            defaultValue = "0.999",
            description = "Share of the old average of the weights in each update, 0 to below 1.")
    private double ema;

    @Option(
            names = "--dropout",
            paramLabel = "X",
            description = "Share of activations dropped, 0 to below 1. Default: 0 for builtin:paraphrase, else 0.1.")
    private Double dropout;

    @Option(
            names = "--attention-dropout",
            paramLabel = "X",
            description = "Share of attention's probabilities dropped, 0 to below 1. Default: as --dropout.")
    private Double attentionDropout;

    @Option(
            names = "--condition-dropout",
            paramLabel = "X",
            defaultValue = "0",
            description = "Share of sequences whose source the network does not see, 0 to below 1: lets --guidance be"
                    + " used when the teacher writes; 0.1 is usual.")
    private double conditionDropout;

    @Option(
            names = "--weight-decay",
            paramLabel = "X",
            defaultValue = "0",
            description = "AdamW's decay of the weights, 0 to 1.")
    private double weightDecay;

    @Mixin
    private NetworkFlags network;

    @Option(
            names = "--mse-positions",
            paramLabel = "WHICH",
            defaultValue = "target",
            description = "Squared error over target positions, or over all as the official code has it: target, all.")
    private String msePositions;

    @Option(
            names = "--time-sampling",
            paramLabel = "HOW",
            defaultValue = "uniform",
            description = "How training times are drawn: uniform, lossaware.")
    private String timeSampling;

    @Option(names = "--clip", paramLabel = "X", defaultValue = "1", description = "Limit of gradient norms; 0: none.")
    private double clip;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "Seed of everything random.")
    private long seed;

    @Mixin
    private RunFlags run;

    @Mixin
    private EngineFlags engine;

    @Inject
    TrainCommand(Progress progress, Clock clock) {
        this.progress = progress;
        this.clock = clock;
    }

    @Override
    public Integer call() {
        TeacherOptions options = options();
        EngineOptions chosen = engine.options();
        try (Interruption interruption = new Interruption();
                Backend backend = EngineFlags.open(chosen)) {
            RunContext context = new RunContext(backend, chosen, progress, interruption);
            boolean finished =
                    new TeacherRun(options, context, clock).run(run.start()).finished();
            return finished ? 0 : Main.INTERRUPTED;
        }
    }

    private TeacherOptions options() {
        boolean keepBest = run.keepBest(false);
        new Checks()
                .atLeast("--steps", steps, 1)
                .whole("--batch", batch, 1, Checks.MOST_TOGETHER)
                .require(
                        microbatch == 0 || microbatch > 0 && batch % microbatch == 0,
                        "--microbatch",
                        "a divisor of --batch " + batch + ", or 0",
                        String.valueOf(microbatch))
                .positive("--lr", learningRate, 1)
                .atLeast("--warmup", warmup, 0)
                .fraction("--ema", ema, 0, 1)
                .fraction("--dropout", dropout == null ? 0 : dropout, 0, 1)
                .fraction("--attention-dropout", attentionDropout == null ? 0 : attentionDropout, 0, 1)
                .fraction("--condition-dropout", conditionDropout, 0, 1)
                .fromZero("--weight-decay", weightDecay, 1)
                .fromZero("--clip", clip, Checks.MOST)
                .oneOf("--mse-positions", msePositions, List.of("target", "all"))
                .oneOf("--time-sampling", timeSampling, List.of("uniform", "lossaware"))
                .refuse();
        boolean builtin = TaskData.open(data).isBuiltin();
        double dropped = dropout != null ? dropout : builtin ? 0 : DROPOUT;
        TrainingSettings settings = new TrainingSettings(
                batch,
                microbatch == 0 ? batch : microbatch,
                steps,
                learningRate,
                warmup,
                weightDecay,
                ema,
                dropped,
                attentionDropout != null ? attentionDropout : dropped,
                conditionDropout,
                msePositions.equals("target"),
                timeSampling.equals("lossaware"),
                clip,
                seed);
        return new TeacherOptions(
                data,
                out,
                run.run(TeacherOptions.defaultRun(out)),
                network.options(builtin),
                settings,
                keepBest,
                run.cadence(KeepBy.BLEU));
    }
}
