package io.dlmone.backend.onnx;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import io.dlmone.graph.TensorType;
import io.dlmone.tensor.DType;
import io.dlmone.tensor.Shape;
import io.dlmone.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Memory off the heap for one tensor, and ONNX Runtime's view of it: what is written to the one is seen through the
 * other.
 */
final class NativeTensor implements AutoCloseable {

    private final TensorType type;
    private final ByteBuffer bytes;
    private final OnnxTensor view;

    NativeTensor(OrtEnvironment environment, TensorType type) throws OrtException {
        this.type = type;
        int length = Math.multiplyExact(type.shape().size(), type.type().bytes());
        this.bytes = ByteBuffer.allocateDirect(length).order(ByteOrder.nativeOrder());
        this.view = OnnxTensor.createTensor(environment, bytes, dims(type.shape()), javaType(type.type()));
    }

    /** What sessions read and write; it lives as long as this object. */
    OnnxTensor view() {
        return view;
    }

    TensorType type() {
        return type;
    }

    /** Copies a heap tensor of the same type and shape here. */
    void set(Tensor value) {
        switch (type.type()) {
            case FLOAT32 -> floats(value.floats(), true);
            case INT64 ->
                bytes.duplicate().order(ByteOrder.nativeOrder()).asLongBuffer().put(value.longs());
            case BOOL -> {
                boolean[] flags = value.booleans();
                for (int i = 0; i < flags.length; i++) {
                    bytes.put(i, (byte) (flags[i] ? 1 : 0));
                }
            }
            case INT8 -> bytes.duplicate().put(value.bytes());
        }
    }

    /** A copy on the heap. */
    Tensor get() {
        Shape shape = type.shape();
        switch (type.type()) {
            case FLOAT32 -> {
                return Tensor.of(shape, floats(new float[shape.size()], false));
            }
            case INT64 -> {
                long[] data = new long[shape.size()];
                bytes.duplicate().order(ByteOrder.nativeOrder()).asLongBuffer().get(data);
                return Tensor.of(shape, data);
            }
            case INT8 -> {
                byte[] data = new byte[shape.size()];
                bytes.duplicate().get(data);
                return Tensor.of(shape, data);
            }
            default -> {
                boolean[] data = new boolean[shape.size()];
                for (int i = 0; i < data.length; i++) {
                    data[i] = bytes.get(i) != 0;
                }
                return Tensor.of(shape, data);
            }
        }
    }

    private float[] floats(float[] data, boolean in) {
        var buffer = bytes.duplicate().order(ByteOrder.nativeOrder()).asFloatBuffer();
        if (in) {
            buffer.put(data);
        } else {
            buffer.get(data);
        }
        return data;
    }

    @Override
    public void close() {
        view.close();
    }

    static long[] dims(Shape shape) {
        return Arrays.stream(shape.dims()).asLongStream().toArray();
    }

    private static OnnxJavaType javaType(DType type) {
        return switch (type) {
            case FLOAT32 -> OnnxJavaType.FLOAT;
            case INT64 -> OnnxJavaType.INT64;
            case BOOL -> OnnxJavaType.BOOL;
            case INT8 -> OnnxJavaType.INT8;
        };
    }
}
