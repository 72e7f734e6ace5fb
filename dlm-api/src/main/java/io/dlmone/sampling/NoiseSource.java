package io.dlmone.sampling;

import io.dlmone.tensor.Tensor;

/** Gives the noise of a sampler's steps, of those that add any. */
@FunctionalInterface
public interface NoiseSource {

    /**
     * Standard normal noise {@code [batch, length, width]}.
     *
     * @param step position in the plan, from 0
     * @return the noise
     */
    Tensor at(int step);
}
