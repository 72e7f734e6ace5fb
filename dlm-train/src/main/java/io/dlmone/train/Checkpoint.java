package io.dlmone.train;

import io.dlmone.tensor.Tensor;
import java.util.Map;
import java.util.Optional;

/**
 * Everything needed to continue a run.
 *
 * @param position where the run is: step, phase, best so far; JSON values
 * @param state variables by name
 * @param best weights of the best validation so far, if there are any
 */
record Checkpoint(Map<String, Object> position, Map<String, Tensor> state, Optional<Map<String, Tensor>> best) {

    long number(String key) {
        return position.get(key) instanceof Number n ? n.longValue() : 0;
    }

    double real(String key, double otherwise) {
        return position.get(key) instanceof Number n ? n.doubleValue() : otherwise;
    }
}
