package io.dlmone.tensor;

import io.dlmone.error.ErrorId;
import io.dlmone.error.Problem;
import io.dlmone.error.UserException;
import java.util.Arrays;

/** The static dimensions of a tensor, outermost first. A scalar has rank 0. Immutable. */
public final class Shape {

    private static final Shape SCALAR = new Shape(new int[0]);

    private final int[] dims;

    private Shape(int[] dims) {
        this.dims = dims;
    }

    /**
     * {@return a shape of the given dimensions, each at least 0}
     *
     * @param dims the dimensions
     */
    public static Shape of(int... dims) {
        for (int d : dims) {
            if (d < 0) {
                throw new IllegalArgumentException("negative dimension in " + Arrays.toString(dims));
            }
        }
        return dims.length == 0 ? SCALAR : new Shape(dims.clone());
    }

    /** {@return the shape without axes, of one element} */
    public static Shape scalar() {
        return SCALAR;
    }

    /** {@return the number of axes} */
    public int rank() {
        return dims.length;
    }

    /**
     * {@return the size of an axis}
     *
     * @param axis which; negative ones count from the end
     */
    public int dim(int axis) {
        return dims[axis(axis)];
    }

    /**
     * {@return the non-negative form of {@code axis}}
     *
     * @param axis which; negative ones count from the end
     */
    public int axis(int axis) {
        int a = axis < 0 ? axis + dims.length : axis;
        if (a < 0 || a >= dims.length) {
            throw new IllegalArgumentException("axis " + axis + " is outside " + this);
        }
        return a;
    }

    /** {@return all dimensions, a copy} */
    public int[] dims() {
        return dims.clone();
    }

    /**
     * Refuses a shape of more elements than an array has, which only sizes that a user chose can ask for.
     *
     * @param bytes of one element, or 1 where the elements never lie in one array of bytes
     * @param what it would be, for the message
     * @throws UserException if there are more ({@code DLM-SIZE-1})
     */
    public void requireArray(int bytes, String what) {
        long most = (Integer.MAX_VALUE - 16) / bytes;
        long n = 1;
        for (int d : dims) {
            if (d == 0) {
                return;
            }
            n = n > most / d ? most + 1 : n * d;
        }
        if (n > most) {
            throw new UserException(new Problem(
                    ErrorId.SIZE_1,
                    what,
                    "at most " + most + " elements",
                    "the shape " + this,
                    "Choose smaller batches, shorter sequences or a smaller network."));
        }
    }

    /** {@return number of elements} */
    public int size() {
        long n = 1;
        for (int d : dims) {
            n = Math.multiplyExact(n, d);
        }
        return Math.toIntExact(n);
    }

    /**
     * {@return this shape with dimension {@code axis} replaced}
     *
     * @param axis which; negative ones count from the end
     * @param dim its new size
     */
    public Shape with(int axis, int dim) {
        int[] d = dims();
        d[axis(axis)] = dim;
        return of(d);
    }

    /**
     * {@return the first {@code n} dimensions}
     *
     * @param n from 0 to {@link #rank}
     */
    public Shape prefix(int n) {
        return of(Arrays.copyOf(dims, n));
    }

    /**
     * {@return this shape followed by {@code more}}
     *
     * @param more further dimensions
     */
    public Shape append(int... more) {
        int[] d = Arrays.copyOf(dims, dims.length + more.length);
        System.arraycopy(more, 0, d, dims.length, more.length);
        return of(d);
    }

    /** {@return element strides of the row-major layout} */
    public int[] strides() {
        int[] s = new int[dims.length];
        int step = 1;
        for (int i = dims.length - 1; i >= 0; i--) {
            s[i] = step;
            step *= dims[i];
        }
        return s;
    }

    /**
     * {@return the shape to which {@code a} and {@code b} broadcast (ONNX multidirectional broadcasting)}
     *
     * @param a one shape
     * @param b the other
     */
    public static Shape broadcast(Shape a, Shape b) {
        int rank = Math.max(a.rank(), b.rank());
        int[] out = new int[rank];
        for (int i = 0; i < rank; i++) {
            int da = i < rank - a.rank() ? 1 : a.dims[i - (rank - a.rank())];
            int db = i < rank - b.rank() ? 1 : b.dims[i - (rank - b.rank())];
            if (da != db && da != 1 && db != 1) {
                throw new IllegalArgumentException("shapes " + a + " and " + b + " do not broadcast");
            }
            out[i] = da == 1 ? db : da;
        }
        return of(out);
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof Shape other && Arrays.equals(dims, other.dims);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(dims);
    }

    @Override
    public String toString() {
        return Arrays.toString(dims);
    }
}
