package io.dlmone.backend.tf;

import io.dlmone.backend.BackendOptions;
import io.dlmone.backend.Device;
import io.dlmone.backend.EngineAdapter;
import io.dlmone.backend.Probe;
import io.dlmone.error.ErrorId;
import io.dlmone.error.Problem;
import io.dlmone.error.UserException;
import io.dlmone.graph.Graph;
import io.dlmone.graph.Variable;
import io.dlmone.tensor.Tensor;
import java.util.List;
import java.util.function.Predicate;
import org.tensorflow.proto.ConfigProto;

/**
 * TensorFlow. Threads, variables and functions are each backend's own.
 *
 * <p>Programs are functions of the eager runtime, not parts of a session's graph: a session can forget nothing that it
 * has run, and compiles something for every set of variables that is written or read.
 */
final class TfEngine implements EngineAdapter {

    private final BackendOptions options;
    private final Engine engine;
    private final VariableStore variables;
    private int compiled;

    private TfEngine(BackendOptions options, Engine engine) {
        this.options = options;
        this.engine = engine;
        this.variables = new VariableStore(engine);
    }

    /** Starts it; libraries that cannot be loaded are the user's to mend ({@code DLM-TF-5}). */
    static TfEngine open(BackendOptions options) {
        try {
            return start(options);
        } catch (LinkageError e) {
            UserException failure = new UserException(new Problem(
                    ErrorId.TF_5,
                    "native libraries of TensorFlow",
                    "libraries that load on this system",
                    String.valueOf(e.getMessage()),
                    "They are unpacked into the temporary directory, java.io.tmpdir, and into .javacpp/cache of the user's"
                            + " home, or the directory that the system property org.bytedeco.javacpp.cachedir names:"
                            + " both have to have room and allow running code."));
            failure.initCause(e);
            throw failure;
        }
    }

    private static TfEngine start(BackendOptions options) {
        NativeEnvironment.prepare();
        Device device = Device.of(options);
        ConfigProto.Builder config = ConfigProto.newBuilder()
                .setIntraOpParallelismThreads(options.threads())
                .setInterOpParallelismThreads(1);
        // The engine's own rewriting of graphs gained nothing where it was measured; programs compute what was lowered.
        config.getGraphOptionsBuilder().getRewriteOptionsBuilder().setDisableMetaOptimizer(true);
        if (device.isCuda()) {
            config.getGpuOptionsBuilder().setVisibleDeviceList(Integer.toString(device.cuda()));
            config.getGpuOptionsBuilder().setAllowGrowth(true);
        }
        return new TfEngine(options, Engine.open(config.build(), device));
    }

    @Override
    public String name() {
        return TfBackendProvider.NAME;
    }

    @Override
    public Lowered lower(Graph graph, Predicate<Probe> trusted) {
        TfModel model = TfLowering.lower(graph, options.precision(), variables::number, trusted);
        String names = List.of(model.inputs(), model.fed(), model.outputs()).toString();
        return Lowered.of(model.graph().toByteArray(), names, () -> load(model));
    }

    private TfProgram load(TfModel model) {
        List<Variable> frozen = model.read().stream().filter(Variable::isFrozen).toList();
        frozen.forEach(variables::requireWritten);
        TfProgram program = new TfProgram("program" + compiled++, model, engine, variables);
        frozen.forEach(variables::freeze);
        return program;
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
        engine.close();
    }
}
