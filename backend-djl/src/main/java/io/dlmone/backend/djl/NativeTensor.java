package io.dlmone.backend.djl;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.pytorch.engine.PtNDArray;
import io.dlmone.graph.TensorType;
import io.dlmone.tensor.DType;
import io.dlmone.tensor.Shape;
import io.dlmone.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Copies between tensors on the heap and PyTorch's own. */
final class NativeTensor {

    private NativeTensor() {}

    /** Memory for a tensor on the manager's device, in the manager's scope; what it holds is undefined. */
    static PtNDArray allocate(NDManager manager, TensorType type) {
        long[] dims = Arrays.stream(type.shape().dims()).asLongStream().toArray();
        return (PtNDArray) manager.create(new ai.djl.ndarray.types.Shape(dims), dataType(type.type()));
    }

    /** Copies a heap tensor of the same type and shape into memory. */
    static void set(PtNDArray to, Tensor value) {
        int length = Math.multiplyExact(value.shape().size(), value.type().bytes());
        if (length == 0) {
            return;
        }
        if (to.getDevice().isGpu()) {
            ByteBuffer bytes = ByteBuffer.allocateDirect(length).order(ByteOrder.nativeOrder());
            fill(bytes, value);
            to.set(bytes.rewind());
        } else {
            fill(to.toByteBuffer(true).order(ByteOrder.nativeOrder()), value);
        }
    }

    /** A copy on the heap. */
    static Tensor get(PtNDArray from, TensorType type) {
        Shape shape = type.shape();
        ByteBuffer bytes = shape.size() == 0
                ? ByteBuffer.allocate(0)
                : from.toByteBuffer(true).order(ByteOrder.nativeOrder());
        switch (type.type()) {
            case FLOAT32 -> {
                float[] data = new float[shape.size()];
                bytes.asFloatBuffer().get(data);
                return Tensor.of(shape, data);
            }
            case INT64 -> {
                long[] data = new long[shape.size()];
                bytes.asLongBuffer().get(data);
                return Tensor.of(shape, data);
            }
            case INT8 -> {
                byte[] data = new byte[shape.size()];
                bytes.get(data);
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

    /** Puts a tensor's elements at the start of a buffer, in its byte order. */
    static void fill(ByteBuffer bytes, Tensor value) {
        switch (value.type()) {
            case FLOAT32 -> bytes.asFloatBuffer().put(value.floats());
            case INT64 -> bytes.asLongBuffer().put(value.longs());
            case BOOL -> {
                boolean[] flags = value.booleans();
                for (int i = 0; i < flags.length; i++) {
                    bytes.put(i, (byte) (flags[i] ? 1 : 0));
                }
            }
            case INT8 -> bytes.duplicate().put(value.bytes());
        }
    }

    private static DataType dataType(DType type) {
        return switch (type) {
            case FLOAT32 -> DataType.FLOAT32;
            case INT64 -> DataType.INT64;
            case BOOL -> DataType.BOOLEAN;
            case INT8 -> DataType.INT8;
        };
    }
}
