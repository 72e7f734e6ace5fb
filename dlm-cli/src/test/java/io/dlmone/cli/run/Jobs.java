package io.dlmone.cli.run;

import io.dlmone.backend.Backend;
import io.dlmone.backend.BackendOptions;
import io.dlmone.backend.Backends;
import io.dlmone.diffuseq.TrainingSettings;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Tiny jobs, run without the command line. */
final class Jobs {

    private static final EngineOptions ENGINE = new EngineOptions("onnx", "cpu", 1);

    private Jobs() {}

    static RunOutcome train(Path data, Path out, boolean lossAware, BooleanSupplier stop, boolean resume) {
        TeacherOptions options = new TeacherOptions(
                data.toString(),
                out,
                TeacherOptions.defaultRun(out),
                new Sizes(16, 1, 2, 8, 24),
                new TrainingSettings(4, 12, 1e-2, 2, 0.9, 0.1, true, lossAware, 1, 3),
                "word",
                Optional.empty(),
                true,
                new Cadence(2, 5, 2, 4));
        try (Backend backend = open()) {
            RunContext context = new RunContext(backend, ENGINE, Progress.NONE, stop);
            return new TeacherRun(options, context, Clock.systemUTC()).run(resume);
        }
    }

    record Distill(String teacher, String data, Path out, String recipe) {

        DistillOptions minutes(double minutes) {
            return new DistillOptions(
                    teacher,
                    data,
                    out,
                    out == null ? null : TeacherOptions.defaultRun(out),
                    recipe,
                    Map.of("batch", "4", "theta-lr", "1e-3", "endpoint-steps", "2"),
                    minutes,
                    new Cadence(1, 2, 3, 0),
                    1);
        }

        RunOutcome run(double minutes, BooleanSupplier stop, boolean resume) {
            try (Backend backend = open()) {
                RunContext context = new RunContext(backend, ENGINE, Progress.NONE, stop);
                return new DistillRun(minutes(minutes), context, Clock.systemUTC()).run(resume);
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
