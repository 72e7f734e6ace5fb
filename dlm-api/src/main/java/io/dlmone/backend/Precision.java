package io.dlmone.backend;

/** Arithmetic of matrix products; variables, losses and optimisers are always float32. */
public enum Precision {
    /** Float32 throughout. */
    FP32,
    /** Operands of matrix products in bfloat16, sums in float32. */
    BF16
}
