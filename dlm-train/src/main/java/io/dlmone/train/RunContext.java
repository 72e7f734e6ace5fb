package io.dlmone.train;

import io.dlmone.backend.Backend;
import java.util.function.BooleanSupplier;

/**
 * What a job is given from outside.
 *
 * @param backend the open engine; it stays the caller's
 * @param engine how it was opened
 * @param progress hears how the job goes on
 * @param stop becomes true when the job should save its work and end, as after Ctrl-C
 */
public record RunContext(Backend backend, EngineOptions engine, Progress progress, BooleanSupplier stop) {

    /** A job that tells nobody and is never stopped. */
    public static RunContext quiet(Backend backend, EngineOptions engine) {
        return new RunContext(backend, engine, Progress.NONE, () -> false);
    }
}
