package io.dlmone.backend.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import io.dlmone.backend.BackendProvider;
import io.dlmone.contract.FormatContract;
import io.dlmone.tensor.Shape;
import io.dlmone.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** ONNX files, read by ONNX Runtime's own Java API. */
class OnnxFormatTest extends FormatContract {

    @Override
    protected BackendProvider provider() {
        return new OnnxBackendProvider();
    }

    @Override
    protected Map<String, Tensor> run(Path directory, Map<String, Tensor> inputs) throws Exception {
        OrtEnvironment environment = OnnxEngine.environment();
        Map<String, OnnxTensor> feed = new HashMap<>();
        for (Map.Entry<String, Tensor> input : inputs.entrySet()) {
            feed.put(input.getKey(), tensor(environment, input.getValue()));
        }
        Map<String, Tensor> outputs = new LinkedHashMap<>();
        try (OrtSession session = environment.createSession(
                        directory.resolve("model.onnx").toString());
                OrtSession.Result result = session.run(feed)) {
            for (Map.Entry<String, OnnxValue> output : result) {
                outputs.put(output.getKey(), tensor((OnnxTensor) output.getValue()));
            }
        } finally {
            feed.values().forEach(OnnxTensor::close);
        }
        return outputs;
    }

    private static OnnxTensor tensor(OrtEnvironment environment, Tensor t) throws Exception {
        long[] dims = IntStream.of(t.shape().dims()).asLongStream().toArray();
        return switch (t.type()) {
            case FLOAT32 -> OnnxTensor.createTensor(environment, FloatBuffer.wrap(t.floats()), dims);
            case INT64 -> OnnxTensor.createTensor(environment, LongBuffer.wrap(t.longs()), dims);
            case BOOL, INT8 -> throw new AssertionError(t);
        };
    }

    private static Tensor tensor(OnnxTensor t) {
        Shape shape = Shape.of(
                LongStream.of(t.getInfo().getShape()).mapToInt(Math::toIntExact).toArray());
        return switch (t.getInfo().type) {
            case FLOAT -> Tensor.of(shape, t.getFloatBuffer().array());
            case INT64 -> Tensor.of(shape, t.getLongBuffer().array());
            case BOOL -> Tensor.of(shape, truths(t.getByteBuffer()));
            default -> throw new AssertionError(t.getInfo());
        };
    }

    private static boolean[] truths(ByteBuffer bytes) {
        boolean[] truths = new boolean[bytes.remaining()];
        for (int i = 0; i < truths.length; i++) {
            truths[i] = bytes.get() != 0;
        }
        return truths;
    }
}
