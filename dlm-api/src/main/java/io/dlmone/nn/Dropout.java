package io.dlmone.nn;

import io.dlmone.graph.Value;

/** Zeroes elements at random during training and scales the rest, or does nothing. */
@FunctionalInterface
public interface Dropout {

    /** Leaves everything as it is: sampling, and frozen networks. */
    Dropout NONE = x -> x;

    /**
     * Records what becomes of hidden states or attention weights.
     *
     * @param x what may be dropped
     * @return a value of the same shape
     */
    Value apply(Value x);

    /** {@return what attention does to its probabilities; unless it is another, the same as everything else} */
    default Dropout ofAttention() {
        return this;
    }
}
