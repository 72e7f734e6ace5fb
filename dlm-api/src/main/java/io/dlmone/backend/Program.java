package io.dlmone.backend;

import io.dlmone.tensor.Tensor;
import java.util.Map;

/** A compiled graph; lives as long as its backend and its variables. Thread-safe as its backend is. */
public interface Program {

    /**
     * Runs the graph once: reads variables, computes, then assigns variables.
     *
     * @param inputs a tensor for every input of the graph, of its shape and type
     * @return the outputs by name; the caller owns them
     * @throws IllegalArgumentException if an input is missing, unknown or of another type or shape
     * @throws IllegalStateException if the backend is closed, or a variable of the graph is released or has no value
     */
    Map<String, Tensor> run(Map<String, Tensor> inputs);
}
