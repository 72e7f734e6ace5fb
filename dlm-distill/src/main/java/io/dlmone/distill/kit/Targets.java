package io.dlmone.distill.kit;

import io.dlmone.tensor.Tensor;
import java.util.Map;

/** Where a regression gets its pairs of noise and sentence from. */
@FunctionalInterface
public interface Targets {

    /**
     * {@return the inputs {@code ids}, {@code target}, {@code z} and {@code tokens} of one microbatch}
     *
     * @param number of the microbatch; they go on from one iteration to the next
     */
    Map<String, Tensor> batch(long number);
}
