package io.dlmone.tensor;

/** Element types of tensors. */
public enum DType {
    FLOAT32(4),
    INT64(8),
    BOOL(1);

    private final int bytes;

    DType(int bytes) {
        this.bytes = bytes;
    }

    /** Size of one element in bytes. */
    public int bytes() {
        return bytes;
    }
}
