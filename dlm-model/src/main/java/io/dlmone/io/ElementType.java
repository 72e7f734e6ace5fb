package io.dlmone.io;

import io.dlmone.error.ErrorId;
import io.dlmone.error.Problem;
import io.dlmone.error.UserException;
import io.dlmone.tensor.DType;
import io.dlmone.tensor.Shape;
import io.dlmone.tensor.Tensor;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Element types of tensors in files, by the names of the safetensors format, and how they become tensors: floats of any
 * width become FLOAT32 (rounded to nearest from F64, exact from F16 and BF16), integers INT64, but those of 8 bits
 * INT8.
 */
public enum ElementType {
    /** Float64, read as float32. */
    F64(8, DType.FLOAT32),
    /** Float32. */
    F32(4, DType.FLOAT32),
    /** Float16, read as float32. */
    F16(2, DType.FLOAT32),
    /** Bfloat16, read as float32. */
    BF16(2, DType.FLOAT32),
    /** Whole numbers of 64 bits. */
    I64(8, DType.INT64),
    /** Whole numbers of 32 bits, read as 64. */
    I32(4, DType.INT64),
    /** Whole numbers of 8 bits. */
    I8(1, DType.INT8),
    /** A byte that is 0 or 1. */
    BOOL(1, DType.BOOL),
    /** Elements of any other type: a file may hold them, and they are refused only where they are wanted. */
    OTHER(1, DType.FLOAT32);

    private static final int CHUNK = 1 << 16;

    private final int bytes;
    private final DType type;

    ElementType(int bytes, DType type) {
        this.bytes = bytes;
        this.type = type;
    }

    /** {@return the size of one element in the file, in bytes} */
    public int bytes() {
        return bytes;
    }

    /** {@return what a tensor of these elements is in memory; nothing that means anything for {@link #OTHER}} */
    public DType type() {
        return type;
    }

    /** The type in which tensors in memory are written. */
    static ElementType of(DType type) {
        return switch (type) {
            case FLOAT32 -> F32;
            case INT64 -> I64;
            case BOOL -> BOOL;
            case INT8 -> I8;
        };
    }

    /**
     * Reads the elements of a tensor, little-endian, and nothing beyond. Takes the tensor's memory at once: the caller
     * knows that the bytes are there.
     *
     * @param in at the tensor's first byte
     * @param shape the tensor's
     * @param where the tensor's name, for messages
     * @return the tensor
     * @throws EOFException if there are fewer bytes
     * @throws UserException if a BOOL is neither 0 nor 1
     */
    public Tensor read(InputStream in, Shape shape, String where) throws IOException {
        if (this == OTHER) {
            throw new UserException(new Problem(
                    ErrorId.TENSOR_5,
                    where,
                    "elements of F64, F32, F16, BF16, I64, I32, I8 or BOOL",
                    "another type",
                    "Convert the tensor to F32."));
        }
        int n = shape.size();
        switch (type) {
            case FLOAT32 -> {
                float[] values = new float[n];
                chunks(in, n, (from, at, count) -> floats(from, values, at, count));
                return Tensor.of(shape, values);
            }
            case INT64 -> {
                long[] values = new long[n];
                chunks(in, n, (from, at, count) -> {
                    for (int i = 0; i < count; i++) {
                        values[at + i] = this == I64 ? from.getLong() : from.getInt();
                    }
                });
                return Tensor.of(shape, values);
            }
            case BOOL -> {
                boolean[] values = new boolean[n];
                chunks(in, n, (from, at, count) -> booleans(from, values, at, count, where));
                return Tensor.of(shape, values);
            }
            case INT8 -> {
                byte[] values = new byte[n];
                chunks(in, n, (from, at, count) -> from.get(values, at, count));
                return Tensor.of(shape, values);
            }
            default -> throw new AssertionError(type);
        }
    }

    /** Takes {@code count} elements, the first of which is number {@code at}. */
    private interface Chunk {
        void take(ByteBuffer from, int at, int count);
    }

    private void chunks(InputStream in, int n, Chunk chunk) throws IOException {
        byte[] buffer = new byte[(int) Math.min(CHUNK, (long) n * bytes)];
        int each = CHUNK / bytes;
        for (int at = 0; at < n; at += each) {
            int count = Math.min(each, n - at);
            if (in.readNBytes(buffer, 0, count * bytes) < count * bytes) {
                throw new EOFException("only " + at + " of " + n + " elements and a part");
            }
            chunk.take(ByteBuffer.wrap(buffer).order(ByteOrder.LITTLE_ENDIAN), at, count);
        }
    }

    private void floats(ByteBuffer from, float[] to, int at, int count) {
        if (this == F32) {
            from.asFloatBuffer().get(to, at, count);
            return;
        }
        for (int i = at; i < at + count; i++) {
            to[i] = switch (this) {
                case F64 -> (float) from.getDouble();
                case F16 -> half(from.getShort());
                default -> Float.intBitsToFloat(from.getShort() << 16);
            };
        }
    }

    /** The value of an IEEE 754 binary16. */
    static float half(short bits) {
        int exponent = bits >> 10 & 0x1f;
        int fraction = bits & 0x3ff;
        float magnitude;
        if (exponent == 0) {
            magnitude = fraction * 0x1p-24f;
        } else {
            int biased = exponent == 0x1f ? 0xff : exponent - 15 + 127;
            magnitude = Float.intBitsToFloat(biased << 23 | fraction << 13);
        }
        return bits < 0 ? -magnitude : magnitude;
    }

    private static void booleans(ByteBuffer from, boolean[] to, int at, int count, String where) {
        for (int i = at; i < at + count; i++) {
            byte value = from.get();
            if (value != 0 && value != 1) {
                throw new UserException(new Problem(
                        ErrorId.TENSOR_8,
                        where,
                        "0 or 1 for a boolean",
                        (value & 0xff) + " at element " + i,
                        SafetensorsHeader.REMEDY));
            }
            to[i] = value == 1;
        }
    }
}
