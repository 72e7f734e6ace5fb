package io.dlmone.optim;

import io.dlmone.backend.Backend;
import io.dlmone.graph.Graph;
import io.dlmone.graph.Value;
import io.dlmone.graph.Variable;
import io.dlmone.tensor.Tensor;
import java.util.List;
import java.util.Map;

/** Updates one set of parameters from their gradients as a graph function, and holds the variables that it needs. */
public interface Optimiser {

    /** {@return its variables by name: part of a checkpoint} */
    Map<String, Variable> state();

    /**
     * Records one update of all parameters.
     *
     * @param g graph to record in
     * @param gradients one for each parameter
     * @param rate learning rate, FLOAT32 scalar
     * @param step FLOAT32 scalar, 1 for the first update
     * @return the new values of the parameters
     */
    List<Value> update(Graph g, List<Value> gradients, Value rate, Value step);

    /**
     * Sets its variables to zero.
     *
     * @param backend where they lie
     */
    default void reset(Backend backend) {
        state().values().forEach(v -> backend.write(v, Tensor.zeros(v.shape())));
    }
}
