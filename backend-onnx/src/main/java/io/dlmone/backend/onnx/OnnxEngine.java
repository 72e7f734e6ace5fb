package io.dlmone.backend.onnx;

import ai.onnxruntime.OnnxTensorLike;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
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
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** ONNX Runtime on the CPU. Sessions and variables are its own; the engine's environment is the process's and stays. */
final class OnnxEngine implements EngineAdapter {

    static final String CUDA_NEEDS = "an NVIDIA driver, CUDA 12 and cuDNN 9";

    private final OrtEnvironment environment;
    private final BackendOptions options;
    private final VariableStore variables;
    private final AtomicInteger compiled = new AtomicInteger();

    private OnnxEngine(OrtEnvironment environment, BackendOptions options) {
        this.environment = environment;
        this.options = options;
        this.variables = new VariableStore(environment);
    }

    static OnnxEngine open(BackendOptions options) {
        OrtEnvironment environment = environment();
        try {
            environment.setTelemetry(false);
            if (options.profile().isPresent()) {
                Files.createDirectories(options.profile().get());
            }
        } catch (OrtException e) {
            throw failure("start", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new OnnxEngine(environment, options);
    }

    /**
     * The process's environment, which is started by the first call.
     *
     * @throws UserException if the libraries cannot be loaded ({@code DLM-ONNX-6})
     */
    static OrtEnvironment environment() {
        try {
            return Started.ENVIRONMENT;
        } catch (LinkageError e) {
            Throwable cause = e;
            while (cause.getCause() != null) {
                cause = cause.getCause();
            }
            UserException failure = new UserException(new Problem(
                    ErrorId.ONNX_6,
                    "native libraries of ONNX Runtime in "
                            + UnpackingPlace.ofThisProcess().directory(),
                    "libraries that load on this system",
                    String.valueOf(cause.getMessage()),
                    UnpackingPlace.REMEDY));
            failure.initCause(e);
            throw failure;
        }
    }

    /** Started once for a process. */
    private static final class Started {

        static final OrtEnvironment ENVIRONMENT;

        static {
            KeptLibraries.use();
            ENVIRONMENT = OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
            UnpackingPlace.clearAtExit();
        }
    }

    @Override
    public String name() {
        return OnnxBackendProvider.NAME;
    }

    @Override
    public Lowered lower(Graph graph, Predicate<Probe> trusted) {
        OnnxModel model = OnnxLowering.lower(graph, variables::number, trusted);
        byte[] bytes = model.proto().toByteArray();
        return Lowered.of(bytes, model.inputs().toString(), () -> load(graph.name(), model, bytes));
    }

    private OnnxProgram load(String graph, OnnxModel model, byte[] bytes) {
        try {
            return new OnnxProgram(
                    environment,
                    model,
                    variables,
                    session(model, bytes),
                    options.profile().isPresent());
        } catch (OrtException e) {
            throw failure("compile graph " + graph, e);
        }
    }

    private OrtSession session(OnnxModel model, byte[] bytes) throws OrtException {
        Map<String, OnnxTensorLike> frozen = new HashMap<>();
        model.frozen()
                .forEach((name, variable) ->
                        frozen.put(name, variables.bake(variable).view()));
        model.reads().values().stream().filter(Variable::isFrozen).forEach(variables::bake);
        try (OrtSession.SessionOptions o = new OrtSession.SessionOptions()) {
            o.setExecutionMode(OrtSession.SessionOptions.ExecutionMode.SEQUENTIAL);
            o.setOptimizationLevel(model.plain() ? OptLevel.NO_OPT : OptLevel.ALL_OPT);
            o.addConfigEntry("session.disable_prepacking", model.plain() ? "1" : "0");
            o.setInterOpNumThreads(1);
            o.setIntraOpNumThreads(options.threads());
            o.addConfigEntry("session.intra_op.allow_spinning", "0"); // it stalls where other processes want the cores
            o.setMemoryPatternOptimization(true);
            o.setCPUArenaAllocator(true);
            addCuda(o);
            o.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
            if (options.profile().isPresent()) {
                Path prefix = options.profile().get().resolve("onnx-" + compiled.getAndIncrement());
                o.enableProfiling(prefix.toString());
            }
            if (!frozen.isEmpty()) {
                o.addExternalInitializers(frozen);
            }
            return environment.createSession(bytes, o);
        }
    }

    private void addCuda(OrtSession.SessionOptions o) {
        Device device = Device.of(options);
        if (!device.isCuda()) {
            return;
        }
        try {
            o.addCUDA(device.cuda());
        } catch (OrtException e) {
            UserException problem = new UserException(new Problem(
                    ErrorId.ONNX_4,
                    "device of backend onnx",
                    options.device(),
                    "ONNX Runtime cannot use it: "
                            + String.valueOf(e.getMessage()).replaceFirst("\\.$", ""),
                    "Install " + CUDA_NEEDS + " where the system's loader finds them; nvidia-smi lists the devices."));
            problem.initCause(e);
            throw problem;
        }
    }

    @Override
    public void write(Variable variable, Tensor value) {
        try {
            variables.write(variable, value);
        } catch (OrtException e) {
            throw failure("write variable " + variable.name(), e);
        }
    }

    @Override
    public Tensor read(Variable variable) {
        return variables.current(variable).get();
    }

    @Override
    public void release(Variable variable) {
        variables.release(variable);
    }

    @Override
    public void close() {
        variables.close();
    }

    private static IllegalStateException failure(String what, OrtException e) {
        return new IllegalStateException("ONNX Runtime could not " + what + ": " + e.getMessage(), e);
    }
}
