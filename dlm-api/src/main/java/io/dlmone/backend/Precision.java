package io.dlmone.backend;

/** Arithmetic of matrix products; variables, losses and optimisers are always float32. */
public enum Precision {
    FP32,
    BF16
}
