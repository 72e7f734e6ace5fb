package io.dlmone.sampling;

import static io.dlmone.graph.Ops.*;

import io.dlmone.graph.Value;

/** Replaces predictions by the nearest rows of the embedding table (DiffuSeq's "clamping trick", Li et al. 2022). */
public final class Rounding {

    private Rounding() {}

    /** The index of the nearest row in squared L2: {@code [batch, length, width] -> [batch, length]}, INT64. */
    public static Value nearestToken(Value x, Value embeddings) {
        Value norms = sum(square(embeddings), false, -1);
        return argMax(sub(mul(matmul(x, transposeMatrix(embeddings)), 2), norms));
    }

    /** The nearest row itself, of the shape of {@code x}. No gradient flows through the choice. */
    public static Value nearest(Value x, Value embeddings) {
        return gather(embeddings, nearestToken(x, embeddings));
    }
}
