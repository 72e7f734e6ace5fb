package io.dlmone.sampling;

import static io.dlmone.graph.Ops.*;

import io.dlmone.graph.Value;

/**
 * Moves predictions towards the rows of the embedding table. Hard rounding is DiffuSeq's "clamping trick" (Li et al.
 * 2022): a sampler that rounds samples from another distribution than one that does not.
 */
public enum Rounding {
    /** Predictions stay as they are. */
    NONE,
    /** The nearest row; no gradient flows through the choice. */
    HARD,
    /** The mean of all rows, weighted by the softmax of minus a multiple of their squared distances. */
    SOFT;

    /**
     * {@return the prediction, rounded}
     *
     * @param x {@code [batch, length, width]}
     * @param embeddings {@code [vocabulary, width]}
     * @param sharpness what squared distances are multiplied with in soft rounding; the larger, the harder
     */
    public Value apply(Value x, Value embeddings, double sharpness) {
        return switch (this) {
            case NONE -> x;
            case HARD -> nearest(x, embeddings);
            case SOFT -> matmul(softmax(mul(closeness(x, embeddings), sharpness)), embeddings);
        };
    }

    /**
     * {@return the index of the nearest row in squared L2: {@code [batch, length, width] -> [batch, length]}, INT64}
     *
     * @param x embeddings
     * @param embeddings table {@code [vocabulary, width]}
     */
    public static Value nearestToken(Value x, Value embeddings) {
        return argMax(closeness(x, embeddings));
    }

    /**
     * {@return the nearest row itself, of the shape of {@code x}} No gradient flows through the choice.
     *
     * @param x embeddings
     * @param embeddings table {@code [vocabulary, width]}
     */
    public static Value nearest(Value x, Value embeddings) {
        return gather(embeddings, nearestToken(x, embeddings));
    }

    /** Minus the squared distance to every row, but for a term that is the same for all rows. */
    private static Value closeness(Value x, Value embeddings) {
        Value norms = sum(square(embeddings), false, -1);
        return sub(mul(matmul(x, transposeMatrix(embeddings)), 2), norms);
    }
}
