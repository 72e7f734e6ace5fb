package io.dlmone.backend.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import io.dlmone.error.ErrorId;
import io.dlmone.error.Problem;
import io.dlmone.error.UserException;
import io.dlmone.graph.TensorType;
import io.dlmone.tensor.Shape;
import io.dlmone.tensor.Tensor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;

/** A network from an ONNX file that was made elsewhere, run as it is. Closing frees it. Not thread-safe. */
public final class OnnxModelFile implements AutoCloseable {

    private final OrtEnvironment environment;
    private final OrtSession session;

    private OnnxModelFile(OrtEnvironment environment, OrtSession session) {
        this.environment = environment;
        this.session = session;
    }

    /**
     * Opens a file; weights in files beside it are found.
     *
     * @param file {@code .onnx}
     * @param threads for one operator
     * @return the model, which the caller closes
     * @throws UserException if it is not a model that ONNX Runtime can run
     */
    public static OnnxModelFile open(Path file, int threads) {
        if (!Files.isRegularFile(file)) {
            throw refused(file, Files.exists(file) ? "something else" : "nothing");
        }
        OrtEnvironment environment = OnnxEngine.environment();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            environment.setTelemetry(false);
            options.setIntraOpNumThreads(threads);
            options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
            return new OnnxModelFile(environment, environment.createSession(file.toString(), options));
        } catch (OrtException e) {
            throw refused(file, "a file that it refuses (" + firstLine(e) + ")");
        }
    }

    /** {@return names of the inputs} */
    public Set<String> inputs() {
        return session.getInputNames();
    }

    /**
     * Runs the network.
     *
     * @param inputs a value for each input
     * @return the outputs of float numbers by name
     */
    public Map<String, Tensor> run(Map<String, Tensor> inputs) {
        Map<String, NativeTensor> feeds = new HashMap<>();
        try {
            Map<String, OnnxTensor> views = new HashMap<>();
            for (Map.Entry<String, Tensor> input : inputs.entrySet()) {
                Tensor value = input.getValue();
                NativeTensor feed = new NativeTensor(environment, new TensorType(value.type(), value.shape()));
                feeds.put(input.getKey(), feed);
                feed.set(value);
                views.put(input.getKey(), feed.view());
            }
            try (OrtSession.Result result = session.run(views)) {
                Map<String, Tensor> outputs = new LinkedHashMap<>();
                for (Map.Entry<String, OnnxValue> output : result) {
                    if (output.getValue() instanceof OnnxTensor tensor && tensor.getFloatBuffer() != null) {
                        outputs.put(output.getKey(), copy(tensor));
                    }
                }
                return outputs;
            }
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime could not run the model: " + firstLine(e), e);
        } finally {
            feeds.values().forEach(NativeTensor::close);
        }
    }

    private static Tensor copy(OnnxTensor tensor) {
        int[] dims = LongStream.of(tensor.getInfo().getShape())
                .mapToInt(Math::toIntExact)
                .toArray();
        float[] values = new float[Shape.of(dims).size()];
        tensor.getFloatBuffer().get(values);
        return Tensor.of(Shape.of(dims), values);
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime could not close a session: " + firstLine(e), e);
        }
    }

    private static UserException refused(Path file, String found) {
        return new UserException(new Problem(
                ErrorId.ONNX_5, file.toString(), "an ONNX model that ONNX Runtime can run", found, "Check the path."));
    }

    private static String firstLine(OrtException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }
}
