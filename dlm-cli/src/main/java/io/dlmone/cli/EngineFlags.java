package io.dlmone.cli;

import io.dlmone.backend.Backend;
import io.dlmone.backend.BackendProvider;
import io.dlmone.backend.Backends;
import io.dlmone.backend.Capability;
import io.dlmone.backend.Precision;
import io.dlmone.error.ErrorId;
import io.dlmone.error.Problem;
import io.dlmone.train.Checks;
import io.dlmone.train.EngineOptions;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Option;

/** The flags that say where to compute. */
public final class EngineFlags {

    private static final int MOST_THREADS = 1024;

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

    @Option(
            names = "--precision",
            paramLabel = "P",
            defaultValue = "fp32",
            description = "Of matrix products: fp32, or bf16 where the engine has it. Weights, losses and the optimiser"
                    + " are always fp32.")
    private String precision;

    /** The engine chosen, by its name, whether named or not. */
    EngineOptions options() {
        return options(backend == null ? Backends.preferred() : Backends.named(backend));
    }

    /** {@return the engines to use one beside the other: those named, or for {@code all} every usable one} */
    public List<EngineOptions> several() {
        if (!"all".equals(backend)) {
            return List.of(options());
        }
        return Backends.all().stream()
                .filter(p -> p.availability().usable())
                .filter(p -> !precision.equals("bf16") || p.capabilities().contains(Capability.BF16))
                .map(this::options)
                .toList();
    }

    private EngineOptions options(BackendProvider provider) {
        int n = threads == null ? Runtime.getRuntime().availableProcessors() : threads;
        Checks checks = new Checks()
                .whole("threads", n, 1, MOST_THREADS)
                .oneOf("precision", precision, List.of("fp32", "bf16"));
        if (precision.equals("bf16") && !provider.capabilities().contains(Capability.BF16)) {
            checks.add(new Problem(
                    ErrorId.BACKEND_4,
                    "--precision",
                    "fp32, which is all that " + provider.engine() + " has here",
                    "bf16",
                    "Choose another --backend; 'dlm backends' tells which have bf16."));
        }
        checks.refuse();
        return new EngineOptions(provider.name(), device, n, Precision.valueOf(precision.toUpperCase(Locale.ROOT)));
    }

    /**
     * Opens the engine; the caller closes it.
     *
     * @param options which engine, and how
     * @return the engine
     */
    public static Backend open(EngineOptions options) {
        return Backends.named(options.backend()).open(options.toBackendOptions());
    }
}
