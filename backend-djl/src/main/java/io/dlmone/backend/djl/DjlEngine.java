package io.dlmone.backend.djl;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import io.dlmone.backend.BackendOptions;
import io.dlmone.backend.EngineAdapter;
import io.dlmone.backend.Probe;
import io.dlmone.graph.Graph;
import io.dlmone.graph.Variable;
import io.dlmone.tensor.Tensor;
import java.util.function.Predicate;

/** PyTorch on one device. Modules and variables are its own; the engine's libraries are the process's and stay. */
final class DjlEngine implements EngineAdapter {

    private final BackendOptions options;
    private final ScriptMethods methods;
    private final EngineThreads threads;
    private final NDManager manager;
    private final VariableStore variables;

    /**
     * @param device one that the engine has
     * @param methods the kernels of special paths
     */
    DjlEngine(BackendOptions options, Device device, ScriptMethods methods) {
        this.options = options;
        this.methods = methods;
        this.threads = new EngineThreads(options.threads());
        this.manager = NDManager.newBaseManager(device, PyTorch.ENGINE);
        this.variables = new VariableStore(manager);
    }

    @Override
    public String name() {
        return DjlBackendProvider.NAME;
    }

    @Override
    public Lowered lower(Graph graph, Predicate<Probe> trusted) {
        Script script = DjlLowering.lower(graph, options.precision(), methods, trusted);
        return new Lowered(script, () -> load(script));
    }

    private DjlProgram load(Script script) {
        script.variables().stream().filter(Variable::isFrozen).forEach(variables::bake);
        threads.apply();
        return new DjlProgram(manager, script, variables, threads);
    }

    @Override
    public void write(Variable variable, Tensor value) {
        variables.write(variable, value);
    }

    @Override
    public Tensor read(Variable variable) {
        return variables.read(variable);
    }

    @Override
    public void release(Variable variable) {
        variables.release(variable);
    }

    @Override
    public void close() {
        variables.close();
        manager.close();
    }
}
