package io.dlmone.backend.check;

import io.dlmone.backend.Precision;

/** What is computed in a check, and how far an engine may be off. */
public enum Kind {
    /** Matrix products with weights that are trained. */
    TRAINED_PRODUCTS("products, trained weights", 1e-5, 4 * Kind.EIGHT_BITS),
    /** Matrix products with frozen weights, which engines pack. */
    FROZEN_PRODUCTS("products, frozen weights", 1e-5, 4 * Kind.EIGHT_BITS),
    /** Scaled dot-product attention. */
    ATTENTION("attention", 1e-5, 8 * Kind.EIGHT_BITS),
    /** Its gradients. */
    ATTENTION_GRADIENTS("attention, gradients", 1e-4, 16 * Kind.EIGHT_BITS),
    /** Layer normalisation, and that by the root mean square. */
    NORMALISATION("normalisation", 1e-4, 1e-4),
    /** Softmax. */
    SOFTMAX("softmax", 1e-5, 1e-5),
    /** GELU. */
    GELU("GELU", 1e-5, 1e-5),
    /** Cross entropy. */
    CROSS_ENTROPY("cross entropy", 1e-5, 1e-5),
    /** Rows of a table, and sums into its rows. */
    SCATTER_ADD("gather and scatter-add", 1e-5, 1e-5),
    /** A transformer of two blocks. */
    NETWORK("a small network", 1e-5, 8 * Kind.EIGHT_BITS),
    /** Its gradients. */
    NETWORK_GRADIENTS("a small network, gradients", 1e-4, 16 * Kind.EIGHT_BITS);

    /** The rounding of a bfloat16. */
    private static final double EIGHT_BITS = 0x1p-8;

    private final String title;
    private final double fp32;
    private final double bf16;

    Kind(String title, double fp32, double bf16) {
        this.title = title;
        this.fp32 = fp32;
        this.bf16 = bf16;
    }

    /** {@return its name for people} */
    public String title() {
        return title;
    }

    /**
     * {@return the greatest error that is allowed, relative to the greatest magnitude of each result}
     *
     * @param precision of the products
     */
    public double bound(Precision precision) {
        return precision == Precision.BF16 ? bf16 : fp32;
    }

    /** The least magnitude that errors are relative to: one product of two rows may be zero by chance. */
    double scale() {
        return this == TRAINED_PRODUCTS || this == FROZEN_PRODUCTS ? 1 : Float.MIN_NORMAL;
    }
}
