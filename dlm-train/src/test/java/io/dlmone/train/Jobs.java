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
    static RunOutcome trainFrom(Path model, Path data, Path out, BooleanSupplier stop, Start start) {
        NetworkOptions network = new InitialModel(model.toString(), GivenSizes.NONE);
        return train(data, out, network, 5, 1e-2, false, new Cadence(2, 0, 2, 0), stop, start);
    }

    static RunOutcome train(Path data, Path out, boolean lossAware, BooleanSupplier stop, Start start) {
        return train(data, out, 12, 1e-2, lossAware, new Cadence(2, 5, 2, 4), stop, start);
    }

    static RunOutcome train(Path data, Path out, int steps, Cadence cadence, BooleanSupplier stop, Start start) {
        return train(data, out, steps, 1e-2, cadence, stop, start);
    }

    static RunOutcome train(
            Path data, Path out, int steps, double rate, Cadence cadence, BooleanSupplier stop, Start start) {
        return train(data, out, steps, rate, true, cadence, stop, start);
    }

    private static RunOutcome train(
            Path data,
            Path out,
            int steps,
            double rate,
            boolean lossAware,
            Cadence cadence,
            BooleanSupplier stop,
            Start start) {
        NetworkOptions network = new NewNetwork(FAMILY, SIZES, "word", Optional.empty());
        return train(data, out, network, steps, rate, lossAware, cadence, stop, start);
    }

    private static RunOutcome train(
            Path data,
            Path out,
            NetworkOptions network,
            int steps,
            double rate,
            boolean lossAware,
            Cadence cadence,
            BooleanSupplier stop,
            Start start) {
        TeacherOptions options = new TeacherOptions(
                data.toString(),
                out,
                TeacherOptions.defaultRun(out),
                network,
                training(steps, rate, lossAware),
                3,
                cadence.validEvery() > 0,
                cadence);
        try (Backend backend = open()) {
            RunContext context = new RunContext(backend, ENGINE, ProgressListener.NONE, stop);
            return new TeacherRun(options, context, Clock.systemUTC()).run(start);
        }
    }

    record Distill(String teacher, String data, Path out, String recipe) {

        DistillOptions minutes(double minutes) {
            Map<String, String> numbers = Map.of("batch", "4", "theta-lr", "1e-3", "endpoint-steps", "2");
            return options(minutes, numbers, new Cadence(1, 2, 3, 0));
        }

        private DistillOptions options(double minutes, Map<String, String> numbers, Cadence cadence) {
            Path run = out == null ? null : TeacherOptions.defaultRun(out);
            return new DistillOptions(
                    teacher, Optional.empty(), data, out, run, recipe, numbers, minutes, cadence, true, 1);
        }

        /** The same with the last student kept, at the end of a run or of one that is finished. */
        RunOutcome keepLast(Start start) {
            DistillOptions o = minutes(0);
            return run(
                    new DistillOptions(
                            teacher,
                            o.init(),
                            data,
                            out,
                            o.run(),
                            recipe,
                            o.numbers(),
                            0,
                            o.cadence(),
                            false,
                            o.seed()),
                    () -> false,
                    start);
        }

        RunOutcome run(double minutes, BooleanSupplier stop, Start start) {
            return run(minutes(minutes), stop, start);
        }

        RunOutcome run(Cadence cadence, BooleanSupplier stop, Start start) {
            return run(options(0, minutes(0).numbers(), cadence), stop, start);
        }

        private static RunOutcome run(DistillOptions options, BooleanSupplier stop, Start start) {
            try (Backend backend = open()) {
                RunContext context = new RunContext(backend, ENGINE, ProgressListener.NONE, stop);
                return new DistillRun(options, context, Clock.systemUTC()).run(start);
            }
        }
    }

    static Distill distill(String teacher, String data, Path out, String recipe) {
        return new Distill(teacher, data, out, recipe);
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
