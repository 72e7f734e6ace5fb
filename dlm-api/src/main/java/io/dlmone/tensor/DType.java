package io.dlmone.tensor;

/** Element types of tensors. */
public enum DType {
    /** Numbers of 32 bits. */
    FLOAT32(4),
    /** Whole numbers of 64 bits. */
    INT64(8),
    /** True or false, a byte each. */
    BOOL(1),
    /** Whole numbers of 8 bits, in which weights can be kept: to be computed with they are cast. */
    INT8(1);

    private final int bytes;

    DType(int bytes) {
        this.bytes = bytes;
    }

    /** {@return the size of one element in bytes} */
    public int bytes() {
        return bytes;
    }
}
