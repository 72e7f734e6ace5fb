package io.dlmone.train;

import io.dlmone.tensor.Tensor;
import java.util.Map;
import java.util.Optional;

/**
 * Everything needed to continue a run.
 *
 * @param position where the run is
 * @param state variables by name
 * @param best weights of the best validation so far, if there are any
 */
record Checkpoint(Position position, Map<String, Tensor> state, Optional<Map<String, Tensor>> best) {}
