package io.dlmone.backend.djl;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import io.dlmone.backend.Backend;
import io.dlmone.backend.BackendOptions;
import io.dlmone.graph.Graph;
import io.dlmone.graph.Variable;
import io.dlmone.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** PyTorch on one device. Modules and variables are its own; the engine's libraries are the process's and stay. */
final class DjlBackend implements Backend {

    private final BackendOptions options;
    private final EngineThreads threads;
    private final NDManager manager;
    private final VariableStore variables;
    private final Map<Script, DjlProgram> programs = new LinkedHashMap<>();
    private boolean closed;

    /** @param device one that the engine has */
    DjlBackend(BackendOptions options, Device device) {
        this.options = options;
        this.threads = new EngineThreads(options.threads());
        this.manager = NDManager.newBaseManager(device, PyTorch.ENGINE);
        this.variables = new VariableStore(manager);
    }

    @Override
    public String name() {
        return DjlBackendProvider.NAME;
    }

    @Override
    public DjlProgram compile(Graph graph) {
        requireOpen();
        Script script = DjlLowering.lower(graph, options.precision());
        DjlProgram known = programs.get(script);
        if (known != null) {
            return known;
        }
        script.variables().stream().filter(Variable::isFrozen).forEach(variables::bake);
        threads.apply();
        DjlProgram program = new DjlProgram(manager, script, variables, threads);
        programs.put(script, program);
        return program;
    }

    @Override
    public void write(Variable variable, Tensor value) {
        requireOpen();
        variables.write(variable, value);
    }

    @Override
    public Tensor read(Variable variable) {
        requireOpen();
        return variables.read(variable);
    }

    @Override
    public void release(Variable variable) {
        requireOpen();
        List<DjlProgram> over =
                programs.values().stream().filter(p -> p.uses(variable)).toList();
        programs.values().removeAll(over);
        over.forEach(DjlProgram::close);
        variables.release(variable);
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            programs.values().forEach(DjlProgram::close);
            programs.clear();
            variables.close();
            manager.close();
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("backend " + name() + " is closed");
        }
    }
}
