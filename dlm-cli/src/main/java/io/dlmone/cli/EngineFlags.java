package io.dlmone.cli;

import io.dlmone.backend.Backend;
import io.dlmone.backend.BackendOptions;
import io.dlmone.backend.BackendProvider;
import io.dlmone.backend.Backends;
import io.dlmone.backend.Precision;
import io.dlmone.cli.run.Checks;
import io.dlmone.cli.run.EngineOptions;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The flags that say where to compute. */
final class EngineFlags {

    @Option(
            names = "--backend",
            paramLabel = "NAME",
            description = "The engine: one of those that 'dlm backends' lists. Default: the first usable one.")
    private String backend;

    @Option(names = "--device", paramLabel = "DEVICE", defaultValue = "cpu", description = "cpu or cuda[:N].")
    private String device;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Threads for one program, at least 1. Default: one for each processor.")
    private Integer threads;

    /** The engine chosen, by its name, whether named or not. */
    EngineOptions options() {
        BackendProvider provider = backend == null ? Backends.preferred() : Backends.named(backend);
        int n = threads == null ? Runtime.getRuntime().availableProcessors() : threads;
        new Checks().atLeast("--threads", n, 1).refuse();
        return new EngineOptions(provider.name(), device, n);
    }

    /** Opens the engine; the caller closes it. */
    static Backend open(EngineOptions options) {
        return Backends.named(options.backend())
                .open(new BackendOptions(options.device(), options.threads(), Precision.FP32, Optional.empty()));
    }
}
