package io.dlmone.backend;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How to open a backend.
 *
 * @param device {@code cpu} or {@code cuda[:n]}
 * @param threads threads for one program, at least 1
 * @param precision arithmetic of matrix products
 * @param profile directory for the engine's own profile, if one is wanted
 */
public record BackendOptions(String device, int threads, Precision precision, Optional<Path> profile) {

    public BackendOptions {
        if (threads < 1) {
            throw new IllegalArgumentException("threads must be at least 1, got " + threads);
        }
    }

    /** {@return CPU, float32, one thread for each processor} */
    public static BackendOptions defaults() {
        return new BackendOptions("cpu", Runtime.getRuntime().availableProcessors(), Precision.FP32, Optional.empty());
    }

    /**
     * {@return these with another number of threads}
     *
     * @param n at least 1
     */
    public BackendOptions withThreads(int n) {
        return new BackendOptions(device, n, precision, profile);
    }
}
