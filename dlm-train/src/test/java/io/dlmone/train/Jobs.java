package io.dlmone.train;

import io.dlmone.backend.Backend;
import io.dlmone.backend.BackendOptions;
import io.dlmone.backend.Backends;
import io.dlmone.diffuseq.family.DiffuSeqSettings;
import io.dlmone.objective.SettingValues;
import io.dlmone.teacher.TrainableFamily;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** Tiny jobs, run without the command line. */
final class Jobs {

    static final EngineOptions ENGINE = new EngineOptions("onnx", "cpu", 1);

    private static final String FAMILY = "diffuseq";
    private static final SettingValues SIZES =
            values(Map.of("hidden", "16", "layers", "1", "heads", "2", "width", "8", "length", "24"));

    private Jobs() {}

    private static SettingValues values(Map<String, String> texts) {
        TrainableFamily family = Families.trainable(FAMILY);
        return SettingValues.parse(
                Stream.concat(family.networkSettings().stream(), family.trainingSettings().stream())
                        .toList(),
                texts);
    }

    private static SettingValues training(int steps, double rate, boolean lossAware) {
        Map<String, String> texts = new HashMap<>(Map.of("batch", "4", "warmup", "2", "ema", "0.9", "dropout", "0.1"));
        texts.put("steps", String.valueOf(steps));
        texts.put("time-sampling", lossAware ? "lossaware" : "uniform");
        texts.put("microbatch", lossAware ? "2" : "0");
        return values(texts).with(DiffuSeqSettings.LEARNING_RATE, rate); // of any size: some tests want too much
    }

    /** Continues to train a model. */
    static RunOutcome trainFrom(Path model, Path data, Path out, BooleanSupplier stop, RunStart start) {
        NetworkOptions network = new InitialModel(model.toString(), GivenSizes.NONE);
        return train(data, out, network, 5, 1e-2, false, every(2, 0, 2, 0), stop, start);
    }

    /** Trains a network of so many positions. */
    static void trainOfLength(int length, Path data, Path out, Path run) {
        NetworkOptions network =
                new NewNetwork(FAMILY, SIZES.with(DiffuSeqSettings.LENGTH, length), Optional.empty(), Optional.empty());
        train(data, out, network, 1, 1e-2, false, every(1, 0, 0, 0).directory(run), () -> false, RunStart.NEW);
    }

    static RunOutcome train(Path data, Path out, boolean lossAware, BooleanSupplier stop, RunStart start) {
        return train(data, out, 12, 1e-2, lossAware, every(2, 5, 2, 4), stop, start);
    }

    static RunOutcome train(
            Path data, Path out, int steps, RunOptions.Builder how, BooleanSupplier stop, RunStart start) {
        return train(data, out, steps, 1e-2, how, stop, start);
    }

    static RunOutcome train(
            Path data, Path out, int steps, double rate, RunOptions.Builder how, BooleanSupplier stop, RunStart start) {
        return train(data, out, steps, rate, true, how, stop, start);
    }

    private static RunOutcome train(
            Path data,
            Path out,
            int steps,
            double rate,
            boolean lossAware,
            RunOptions.Builder how,
            BooleanSupplier stop,
            RunStart start) {
        NetworkOptions network = new NewNetwork(FAMILY, SIZES, Optional.empty(), Optional.empty());
        return train(data, out, network, steps, rate, lossAware, how, stop, start);
    }

    private static RunOutcome train(
            Path data,
            Path out,
            NetworkOptions network,
            int steps,
            double rate,
            boolean lossAware,
            RunOptions.Builder how,
            BooleanSupplier stop,
            RunStart start) {
        TeacherOptions options = new TeacherOptions(
                data.toString(),
                out,
                network,
                training(steps, rate, lossAware),
                how.seed(3).build());
        try (Backend backend = open()) {
            RunContext context = new RunContext(backend, ENGINE, ProgressListener.NONE, stop);
            return new TeacherRun(options, context, Clock.systemUTC()).run(start);
        }
    }

    /** A new run's options, the best weights known by BLEU, or the last without validation. */
    static RunOptions.Builder every(long log, long valid, int sources, long checkpoint) {
        RunOptions.Builder how = RunOptions.TRAINING.toBuilder()
                .logEvery(log)
                .validate(valid, sources)
                .checkpointEvery(checkpoint);
        return valid > 0 ? how.keepBest(SelectionMetric.BLEU) : how;
    }

    record Distill(String teacher, String data, Path out, Recipe recipe) {

        DistillOptions minutes(double minutes) {
            return options(minutes, every(1, 2, 3, 0));
        }

        DistillOptions options(double minutes, RunOptions.Builder how) {
            Map<String, String> numbers = Map.of("batch", "4", "theta-lr", "1e-3", "endpoint-steps", "2");
            return new DistillOptions(teacher, Optional.empty(), data, out, recipe, numbers, minutes, how.build());
        }

        /** The same with the last student kept, at the end of a run or of one that is finished. */
        RunOutcome keepLast(RunStart start) {
            return run(every(1, 2, 3, 0).keepLast(), () -> false, start);
        }

        RunOutcome run(double minutes, BooleanSupplier stop, RunStart start) {
            return run(minutes(minutes), stop, start);
        }

        RunOutcome run(RunOptions.Builder how, BooleanSupplier stop, RunStart start) {
            return run(options(0, how), stop, start);
        }

        private static RunOutcome run(DistillOptions options, BooleanSupplier stop, RunStart start) {
            try (Backend backend = open()) {
                RunContext context = new RunContext(backend, ENGINE, ProgressListener.NONE, stop);
                return new DistillRun(options, context, Clock.systemUTC()).run(start);
            }
        }
    }

    static Distill distill(String teacher, String data, Path out, Phase... phases) {
        return new Distill(teacher, data, out, Recipe.of(phases));
    }

    /** Becomes true when it is asked for the n-th time. */
    static BooleanSupplier after(int n) {
        int[] asked = {0};
        return () -> ++asked[0] >= n;
    }

    static Backend open() {
        return Backends.named("onnx").open(BackendOptions.defaults().withThreads(1));
    }
}
