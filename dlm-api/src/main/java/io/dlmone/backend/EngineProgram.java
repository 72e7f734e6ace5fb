package io.dlmone.backend;

import io.dlmone.graph.Variable;
import io.dlmone.tensor.Tensor;
import java.util.Map;

/** A program of an {@link EngineAdapter}, called by one thread at a time and never after it was closed. */
public interface EngineProgram {

    /**
     * Runs the program once; see {@link Program#run}.
     *
     * @param inputs by name
     * @return the results by name
     */
    Map<String, Tensor> run(Map<String, Tensor> inputs);

    /**
     * {@return whether the program reads or assigns this variable}
     *
     * @param variable any variable
     */
    boolean uses(Variable variable);

    /** Frees the program's memory; called once. */
    void close();
}
