package io.dlmone.backend;

/** What engines differ in. */
public enum Capability {
    /** Runs on CUDA devices. */
    CUDA,
    /** Multiplies matrices in bfloat16 when asked for {@link Precision#BF16}. */
    BF16,
    /** Writes an engine profile when asked to. */
    PROFILING
}
