package io.dlmone.backend.tf;

import io.dlmone.backend.Backend;
import io.dlmone.backend.BackendOptions;
import io.dlmone.backend.Program;
import io.dlmone.graph.Graph;
import io.dlmone.graph.Variable;
import io.dlmone.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.proto.ConfigProto;

/**
 * TensorFlow. Threads, variables and functions are each backend's own.
 *
 * <p>Programs are functions of the eager runtime, not parts of a session's graph: a session can forget nothing that it
 * has run, and compiles something for every set of variables that is written or read.
 */
final class TfBackend implements Backend {

    private final BackendOptions options;
    private final Engine engine;
    private final VariableStore variables;
    private final Map<ByteBuffer, TfProgram> programs = new LinkedHashMap<>();
    private int compiled;
    private boolean closed;

    private TfBackend(BackendOptions options, Engine engine) {
        this.options = options;
        this.engine = engine;
        this.variables = new VariableStore(engine);
    }

    static TfBackend open(BackendOptions options) {
        NativeEnvironment.prepare();
        Device device = Device.of(options.device());
        ConfigProto.Builder config = ConfigProto.newBuilder()
                .setIntraOpParallelismThreads(options.threads())
                .setInterOpParallelismThreads(1);
        // The engine's own rewriting of graphs gained nothing where it was measured; programs compute what was lowered.
        config.getGraphOptionsBuilder().getRewriteOptionsBuilder().setDisableMetaOptimizer(true);
        if (device.isCuda()) {
            config.getGpuOptionsBuilder().setVisibleDeviceList(Integer.toString(device.cuda()));
            config.getGpuOptionsBuilder().setAllowGrowth(true);
        }
        return new TfBackend(options, Engine.open(config.build(), device));
    }

    @Override
    public String name() {
        return TfBackendProvider.NAME;
    }

    @Override
    public Program compile(Graph graph) {
        requireOpen();
        TfModel model = TfLowering.lower(graph, options.precision(), variables::number);
        ByteBuffer key = digest(model);
        TfProgram known = programs.get(key);
        if (known != null) {
            return known;
        }
        List<Variable> frozen = model.read().stream().filter(Variable::isFrozen).toList();
        frozen.forEach(variables::requireWritten);
        TfProgram program = new TfProgram("program" + compiled++, model, engine, variables);
        frozen.forEach(variables::freeze);
        programs.put(key, program);
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
        List<TfProgram> over =
                programs.values().stream().filter(p -> p.uses(variable)).toList();
        programs.values().removeAll(over);
        over.forEach(TfProgram::close);
        variables.release(variable);
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            programs.values().forEach(TfProgram::close);
            programs.clear();
            variables.close();
            engine.close();
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("backend " + name() + " is closed");
        }
    }

    /** Stands for a model and for the names by which its inputs and outputs are given. */
    private static ByteBuffer digest(TfModel model) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(List.of(model.inputs(), model.fed(), model.outputs())
                    .toString()
                    .getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(digest.digest(model.graph().toByteArray()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
