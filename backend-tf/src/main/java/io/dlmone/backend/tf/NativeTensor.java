package io.dlmone.backend.tf;

import static org.tensorflow.internal.c_api.global.tensorflow.TFE_DeleteTensorHandle;
import static org.tensorflow.internal.c_api.global.tensorflow.TFE_NewTensorHandle;
import static org.tensorflow.internal.c_api.global.tensorflow.TFE_TensorHandleResolve;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_AllocateTensor;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeleteTensor;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_TensorByteSize;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_TensorData;

import io.dlmone.graph.TensorType;
import io.dlmone.tensor.DType;
import io.dlmone.tensor.Shape;
import io.dlmone.tensor.Tensor;
import java.util.Arrays;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;
import org.tensorflow.internal.c_api.TFE_TensorHandle;
import org.tensorflow.internal.c_api.TF_Tensor;
import org.tensorflow.proto.DataType;

/**
 * A tensor of TensorFlow's, in whichever memory. Its value never changes; TensorFlow counts the references to its
 * memory, of which closing drops this one.
 */
record NativeTensor(TFE_TensorHandle handle) implements AutoCloseable {

    /** A copy of a heap tensor. */
    static NativeTensor copyOf(Tensor value) {
        long[] dims = Arrays.stream(value.shape().dims()).asLongStream().toArray();
        long bytes = (long) value.shape().size() * value.type().bytes();
        TF_Tensor memory = TF_AllocateTensor(dataType(value.type()).getNumber(), dims, dims.length, bytes);
        try (Status status = new Status()) {
            if (bytes > 0) {
                put(value, TF_TensorData(memory));
            }
            TFE_TensorHandle handle = TFE_NewTensorHandle(memory, status.handle());
            status.check("take a tensor of " + value);
            return new NativeTensor(handle);
        } finally {
            TF_DeleteTensor(memory);
        }
    }

    /** A copy on the heap. */
    Tensor get(TensorType type) {
        try (Status status = new Status()) {
            TF_Tensor memory = TFE_TensorHandleResolve(handle, status.handle());
            status.check("give a tensor of " + type);
            try {
                return copy(memory, type);
            } finally {
                TF_DeleteTensor(memory);
            }
        }
    }

    private static void put(Tensor value, Pointer to) {
        switch (value.type()) {
            case FLOAT32 -> new FloatPointer(to).put(value.floats());
            case INT64 -> new LongPointer(to).put(value.longs());
            case BOOL -> new BytePointer(to).put(bytes(value.booleans()));
            case INT8 -> new BytePointer(to).put(value.bytes());
        }
    }

    private static Tensor copy(TF_Tensor memory, TensorType type) {
        Shape shape = type.shape();
        int size = shape.size();
        long bytes = (long) size * type.type().bytes();
        if (TF_TensorByteSize(memory) != bytes) {
            throw new IllegalStateException(
                    "TensorFlow gave " + TF_TensorByteSize(memory) + " bytes where " + type + " was due");
        }
        Pointer data = size == 0 ? null : TF_TensorData(memory);
        switch (type.type()) {
            case FLOAT32 -> {
                float[] floats = new float[size];
                if (data != null) {
                    new FloatPointer(data).get(floats);
                }
                return Tensor.of(shape, floats);
            }
            case INT64 -> {
                long[] longs = new long[size];
                if (data != null) {
                    new LongPointer(data).get(longs);
                }
                return Tensor.of(shape, longs);
            }
            default -> {
                byte[] elements = new byte[size];
                if (data != null) {
                    new BytePointer(data).get(elements);
                }
                return type.type() == DType.INT8 ? Tensor.of(shape, elements) : Tensor.of(shape, booleans(elements));
            }
        }
    }

    static byte[] bytes(boolean[] flags) {
        byte[] bytes = new byte[flags.length];
        for (int i = 0; i < flags.length; i++) {
            bytes[i] = (byte) (flags[i] ? 1 : 0);
        }
        return bytes;
    }

    private static boolean[] booleans(byte[] bytes) {
        boolean[] flags = new boolean[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            flags[i] = bytes[i] != 0;
        }
        return flags;
    }

    /** TensorFlow's name of an element type. */
    static DataType dataType(DType type) {
        return switch (type) {
            case FLOAT32 -> DataType.DT_FLOAT;
            case INT64 -> DataType.DT_INT64;
            case BOOL -> DataType.DT_BOOL;
            case INT8 -> DataType.DT_INT8;
        };
    }

    @Override
    public void close() {
        TFE_DeleteTensorHandle(handle);
    }
}
