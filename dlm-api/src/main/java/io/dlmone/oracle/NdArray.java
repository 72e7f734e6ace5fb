package io.dlmone.oracle;

import io.dlmone.tensor.DType;
import io.dlmone.tensor.Shape;
import io.dlmone.tensor.Tensor;
import java.util.Arrays;

/**
 * A dense array whose floating-point elements are held in float64: the oracle's values. Row-major, not to be changed.
 */
public final class NdArray {

    private final DType type;
    private final Shape shape;
    private final Object data;

    private NdArray(DType type, Shape shape, Object data) {
        if (java.lang.reflect.Array.getLength(data) != shape.size()) {
            throw new IllegalArgumentException("shape " + shape + " needs " + shape.size() + " elements");
        }
        this.type = type;
        this.shape = shape;
        this.data = data;
    }

    /**
     * {@return a FLOAT32 array, computed with in float64}
     *
     * @param shape its shape
     * @param data elements in row-major order
     */
    public static NdArray of(Shape shape, double... data) {
        return new NdArray(DType.FLOAT32, shape, data);
    }

    /**
     * {@return an INT64 array}
     *
     * @param shape its shape
     * @param data elements in row-major order
     */
    public static NdArray of(Shape shape, long... data) {
        return new NdArray(DType.INT64, shape, data);
    }

    /**
     * {@return a BOOL array}
     *
     * @param shape its shape
     * @param data elements in row-major order
     */
    public static NdArray of(Shape shape, boolean... data) {
        return new NdArray(DType.BOOL, shape, data);
    }

    /**
     * {@return an INT8 array}
     *
     * @param shape its shape
     * @param data elements in row-major order
     */
    public static NdArray of(Shape shape, byte... data) {
        return new NdArray(DType.INT8, shape, data);
    }

    /**
     * {@return the tensor's values, exactly}
     *
     * @param t any tensor
     */
    public static NdArray from(Tensor t) {
        return switch (t.type()) {
            case FLOAT32 -> {
                double[] d = new double[t.floats().length];
                Arrays.setAll(d, i -> t.floats()[i]);
                yield of(t.shape(), d);
            }
            case INT64 -> of(t.shape(), t.longs().clone());
            case BOOL -> of(t.shape(), t.booleans().clone());
            case INT8 -> of(t.shape(), t.bytes().clone());
        };
    }

    /** {@return these values, rounded to float32} */
    public Tensor toTensor() {
        return switch (type) {
            case FLOAT32 -> {
                float[] f = new float[shape.size()];
                for (int i = 0; i < f.length; i++) {
                    f[i] = (float) doubles()[i];
                }
                yield Tensor.of(shape, f);
            }
            case INT64 -> Tensor.of(shape, longs().clone());
            case BOOL -> Tensor.of(shape, booleans().clone());
            case INT8 -> Tensor.of(shape, bytes().clone());
        };
    }

    /** {@return its element type} */
    public DType type() {
        return type;
    }

    /** {@return its shape} */
    public Shape shape() {
        return shape;
    }

    /** {@return the elements of a FLOAT32 array, not copied} */
    public double[] doubles() {
        return (double[]) data;
    }

    /** {@return the elements of an INT64 array, not copied} */
    public long[] longs() {
        return (long[]) data;
    }

    /** {@return the elements of a BOOL array, not copied} */
    public boolean[] booleans() {
        return (boolean[]) data;
    }

    /** {@return the elements of an INT8 array, not copied} */
    public byte[] bytes() {
        return (byte[]) data;
    }

    /** {@return every element as a number; true is 1} */
    public double[] numbers() {
        return switch (type) {
            case FLOAT32 -> doubles();
            case INT64 -> Arrays.stream(longs()).asDoubleStream().toArray();
            case BOOL -> {
                double[] d = new double[shape.size()];
                Arrays.setAll(d, i -> booleans()[i] ? 1 : 0);
                yield d;
            }
            case INT8 -> {
                double[] d = new double[shape.size()];
                Arrays.setAll(d, i -> bytes()[i]);
                yield d;
            }
        };
    }

    NdArray reshape(Shape to) {
        return new NdArray(type, to, data);
    }

    /** The array of shape {@code out} whose element i is this one's element {@code offsets[i]}. */
    NdArray take(Shape out, int[] offsets) {
        return switch (type) {
            case FLOAT32 ->
                of(out, Arrays.stream(offsets).mapToDouble(i -> doubles()[i]).toArray());
            case INT64 ->
                of(out, Arrays.stream(offsets).mapToLong(i -> longs()[i]).toArray());
            case BOOL -> {
                boolean[] b = new boolean[offsets.length];
                for (int i = 0; i < b.length; i++) {
                    b[i] = booleans()[offsets[i]];
                }
                yield of(out, b);
            }
            case INT8 -> {
                byte[] b = new byte[offsets.length];
                for (int i = 0; i < b.length; i++) {
                    b[i] = bytes()[offsets[i]];
                }
                yield of(out, b);
            }
        };
    }

    NdArray broadcastTo(Shape out) {
        return shape.equals(out) ? this : take(out, offsets(out, broadcastStrides(shape, out), 0));
    }

    /** For every index within {@code over}, in row-major order: {@code base} plus its product with {@code strides}. */
    static int[] offsets(Shape over, int[] strides, int base) {
        int[] dims = over.dims();
        int[] index = new int[dims.length];
        int[] out = new int[over.size()];
        int at = base;
        for (int i = 0; i < out.length; i++) {
            out[i] = at;
            for (int d = dims.length - 1; d >= 0; d--) {
                at += strides[d];
                if (++index[d] < dims[d]) {
                    break;
                }
                at -= strides[d] * dims[d];
                index[d] = 0;
            }
        }
        return out;
    }

    /**
     * The strides with which an array of shape {@code from} is walked as one of shape {@code to}: 0 where it repeats.
     */
    static int[] broadcastStrides(Shape from, Shape to) {
        int extra = to.rank() - from.rank();
        int[] strides = new int[to.rank()];
        for (int d = 0; d < from.rank(); d++) {
            strides[d + extra] = from.dim(d) == 1 ? 0 : from.strides()[d];
        }
        return strides;
    }

    @Override
    public String toString() {
        return type + shape.toString() + Arrays.toString(numbers());
    }
}
