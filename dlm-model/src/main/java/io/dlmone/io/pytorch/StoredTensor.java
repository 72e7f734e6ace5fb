package io.dlmone.io.pytorch;

import io.dlmone.tensor.Shape;

/**
 * A view of a storage: element (i, j, ...) is number offset + i strides[0] + j strides[1] + ... of it. Lies inside the
 * storage.
 */
record StoredTensor(StoredBytes storage, long offset, Shape shape, long[] strides) {

    private static final long LARGEST = Integer.MAX_VALUE - 16;
    private static final int HIGHEST_RANK = 16;

    /**
     * Checks and makes a view.
     *
     * @throws io.dlmone.error.UserException if it reaches out of the storage
     */
    static StoredTensor of(StoredBytes storage, long offset, long[] sizes, long[] strides, String where) {
        if (sizes.length != strides.length || sizes.length > HIGHEST_RANK) {
            throw CheckpointProblems.tensor(
                    where,
                    "as many strides as sizes, at most " + HIGHEST_RANK,
                    sizes.length + " sizes and " + strides.length + " strides");
        }
        int[] dims = new int[sizes.length];
        long elements = 1;
        long last = offset;
        try {
            for (int i = 0; i < dims.length; i++) {
                if (sizes[i] < 0 || strides[i] < 0 || sizes[i] > LARGEST) {
                    throw new ArithmeticException();
                }
                dims[i] = (int) sizes[i];
                elements = Math.multiplyExact(elements, sizes[i]);
                last = Math.addExact(last, Math.multiplyExact(Math.max(0, sizes[i] - 1), strides[i]));
            }
            if (offset < 0 || last - offset >= LARGEST || elements > LARGEST / storage.width()) {
                throw new ArithmeticException();
            }
        } catch (ArithmeticException e) {
            throw CheckpointProblems.tensor(
                    where, "sizes and strides from 0 on of a tensor of less than 2 GiB", "others");
        }
        if (elements > 0 && last >= storage.size()) {
            throw CheckpointProblems.tensor(
                    where,
                    "elements inside its storage " + storage.key() + " of " + storage.size(),
                    "element " + last + " and " + elements + " in all");
        }
        return new StoredTensor(storage, offset, Shape.of(dims), strides);
    }

    /** Elements from the first to the last in the storage, with those between that are not its own. */
    int span() {
        if (shape.size() == 0) {
            return 0;
        }
        long span = 1;
        for (int i = 0; i < strides.length; i++) {
            span += (shape.dim(i) - 1) * strides[i];
        }
        return (int) span;
    }

    /** Whether its elements follow each other in the storage as they do in a tensor. */
    boolean isContiguous() {
        int[] dense = shape.strides();
        for (int i = 0; i < dense.length; i++) {
            if (shape.dim(i) > 1 && strides[i] != dense[i]) {
                return false;
            }
        }
        return true;
    }

    /** Where each element lies, counted from the first, in row-major order. */
    int[] positions() {
        int[] at = new int[shape.size()];
        int done = 1;
        int block = at.length;
        for (int axis = 0; axis < strides.length && block > 0; axis++) {
            int dim = shape.dim(axis);
            block /= dim;
            for (int i = done * dim - 1; i >= 0; i--) {
                at[i * block] = (int) (at[i / dim * dim * block] + i % dim * strides[axis]);
            }
            done *= dim;
        }
        return at;
    }

    /** Bytes of its elements in the file. */
    long bytes() {
        return (long) shape.size() * storage.width();
    }
}
