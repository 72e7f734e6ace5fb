package io.dlmone.distill;

import io.dlmone.tensor.Tensor;
import java.util.Map;

/** Where a regression gets its pairs of noise and sentence from. */
@FunctionalInterface
interface Targets {

    /** The inputs of one iteration: {@code ids}, {@code target}, {@code z}, {@code tokens} and {@code step}. */
    Map<String, Tensor> batch(long iteration);
}
