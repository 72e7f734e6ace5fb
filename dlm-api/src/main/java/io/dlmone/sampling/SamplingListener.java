package io.dlmone.sampling;

import io.dlmone.tensor.Tensor;
import java.util.function.Supplier;

/** Is told what a {@link SamplingLoop} has after each step, in the thread that samples. */
@FunctionalInterface
public interface SamplingListener {

    /**
     * Takes a step's prediction.
     *
     * @param done steps made so far
     * @param tokens reads the tokens {@code [batch, length]}, INT64, that the step's prediction of the clean embeddings
     *     is nearest to; after the last step those of the result. Reading costs a product with the embedding table, and
     *     nothing unless it is asked for; it works until this method returns
     */
    void step(int done, Supplier<Tensor> tokens);
}
