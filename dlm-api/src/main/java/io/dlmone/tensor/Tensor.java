package io.dlmone.tensor;

import java.util.Arrays;

/**
 * A dense array on the Java heap, row-major: what goes into and comes out of programs. The storage is not copied;
 * whoever hands it over must not change it while it is in use. Not for arithmetic: that belongs into a graph.
 */
public final class Tensor {

    private final DType type;
    private final Shape shape;
    private final Object data;

    private Tensor(DType type, Shape shape, Object data, int length) {
        if (length != shape.size()) {
            throw new IllegalArgumentException(
                    "shape " + shape + " needs " + shape.size() + " elements, got " + length);
        }
        this.type = type;
        this.shape = shape;
        this.data = data;
    }

    /**
     * {@return a FLOAT32 tensor}
     *
     * @param shape its shape
     * @param data elements in row-major order, not copied
     */
    public static Tensor of(Shape shape, float... data) {
        return new Tensor(DType.FLOAT32, shape, data, data.length);
    }

    /**
     * {@return an INT64 tensor}
     *
     * @param shape its shape
     * @param data elements in row-major order, not copied
     */
    public static Tensor of(Shape shape, long... data) {
        return new Tensor(DType.INT64, shape, data, data.length);
    }

    /**
     * {@return a BOOL tensor}
     *
     * @param shape its shape
     * @param data elements in row-major order, not copied
     */
    public static Tensor of(Shape shape, boolean... data) {
        return new Tensor(DType.BOOL, shape, data, data.length);
    }

    /**
     * {@return an INT8 tensor}
     *
     * @param shape its shape
     * @param data elements in row-major order, not copied
     */
    public static Tensor of(Shape shape, byte... data) {
        return new Tensor(DType.INT8, shape, data, data.length);
    }

    /**
     * {@return a FLOAT32 tensor of one element and no axes}
     *
     * @param value its value
     */
    public static Tensor scalar(float value) {
        return of(Shape.scalar(), value);
    }

    /**
     * {@return an INT64 tensor of one element and no axes}
     *
     * @param value its value
     */
    public static Tensor scalar(long value) {
        return of(Shape.scalar(), value);
    }

    /**
     * {@return a FLOAT32 tensor of zeros}
     *
     * @param shape its shape
     */
    public static Tensor zeros(Shape shape) {
        return of(shape, new float[shape.size()]);
    }

    /** {@return its element type} */
    public DType type() {
        return type;
    }

    /** {@return its shape} */
    public Shape shape() {
        return shape;
    }

    /** {@return the storage of a FLOAT32 tensor, not a copy} */
    public float[] floats() {
        return (float[]) as(DType.FLOAT32);
    }

    /** {@return the storage of an INT64 tensor, not a copy} */
    public long[] longs() {
        return (long[]) as(DType.INT64);
    }

    /** {@return the storage of a BOOL tensor, not a copy} */
    public boolean[] booleans() {
        return (boolean[]) as(DType.BOOL);
    }

    /** {@return the storage of an INT8 tensor, not a copy} */
    public byte[] bytes() {
        return (byte[]) as(DType.INT8);
    }

    /** {@return the one value of a FLOAT32 tensor of size 1} */
    public float item() {
        float[] f = floats();
        if (f.length != 1) {
            throw new IllegalStateException("a tensor of shape " + shape + " is not one value");
        }
        return f[0];
    }

    private Object as(DType wanted) {
        if (type != wanted) {
            throw new IllegalStateException("tensor is " + type + ", not " + wanted);
        }
        return data;
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof Tensor t
                && t.type == type
                && t.shape.equals(shape)
                && switch (type) {
                    case FLOAT32 -> Arrays.equals(floats(), t.floats());
                    case INT64 -> Arrays.equals(longs(), t.longs());
                    case BOOL -> Arrays.equals(booleans(), t.booleans());
                    case INT8 -> Arrays.equals(bytes(), t.bytes());
                };
    }

    @Override
    public int hashCode() {
        return 31 * shape.hashCode()
                + switch (type) {
                    case FLOAT32 -> Arrays.hashCode(floats());
                    case INT64 -> Arrays.hashCode(longs());
                    case BOOL -> Arrays.hashCode(booleans());
                    case INT8 -> Arrays.hashCode(bytes());
                };
    }

    @Override
    public String toString() {
        return type + shape.toString();
    }
}
