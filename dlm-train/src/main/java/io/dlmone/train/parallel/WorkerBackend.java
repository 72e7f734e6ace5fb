package io.dlmone.train.parallel;

import io.dlmone.backend.Backend;
import io.dlmone.backend.PathCheck;
import io.dlmone.backend.Program;
import io.dlmone.backend.Workers;
import io.dlmone.graph.Graph;
import io.dlmone.graph.Variable;
import io.dlmone.tensor.Tensor;
import java.util.List;

/**
 * A worker's engine: updates made on it are shared with the other workers. Thread-safe as the engine is, but for
 * updates, which one thread makes.
 *
 * @param engine what computes; closed with this
 * @param workers as this one sees them
 */
public record WorkerBackend(Backend engine, Workers workers) implements Backend {

    @Override
    public String name() {
        return engine.name();
    }

    @Override
    public Program compile(Graph graph) {
        return engine.compile(graph);
    }

    @Override
    public void write(Variable variable, Tensor value) {
        engine.write(variable, value);
    }

    @Override
    public Tensor read(Variable variable) {
        return engine.read(variable);
    }

    @Override
    public void release(Variable variable) {
        engine.release(variable);
    }

    @Override
    public List<PathCheck> pathChecks() {
        return engine.pathChecks();
    }

    @Override
    public void close() {
        engine.close();
    }
}
