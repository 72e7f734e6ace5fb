package io.dlmone.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.dlmone.tensor.Tensor;

/** Compares tensors of floats by their largest difference, relative to the largest expected value. */
public final class Closeness {

    private Closeness() {}

    /**
     * {@return the largest |actual - expected| over the largest |expected|, or over {@code floor} where that is larger}
     *
     * @param actual what was computed
     * @param expected what it should be
     * @param floor least scale
     */
    public static double error(float[] actual, float[] expected, double floor) {
        double difference = 0;
        double scale = floor;
        for (int i = 0; i < expected.length; i++) {
            double d = Math.abs((double) actual[i] - expected[i]);
            difference = d <= difference ? difference : d; // NaN stays
            scale = Math.max(scale, Math.abs(expected[i]));
        }
        return difference == 0 ? 0 : difference / scale;
    }

    /**
     * Fails where the {@link #error} is above the tolerance.
     *
     * @param what for the message
     * @param actual what was computed
     * @param expected what it should be
     * @param tolerance the greatest error
     */
    public static void assertClose(String what, Tensor actual, Tensor expected, double tolerance) {
        assertClose(what, actual, expected, tolerance, 0);
    }

    /**
     * Requires two tensors to be equal but for rounding.
     *
     * @param what for the message
     * @param actual what was computed
     * @param expected what it should be
     * @param tolerance the greatest error
     * @param floor smallest scale: below it the difference counts as absolute, in units of the floor
     */
    public static void assertClose(String what, Tensor actual, Tensor expected, double tolerance, double floor) {
        assertThat(actual.shape()).as(what).isEqualTo(expected.shape());
        double error = error(actual.floats(), expected.floats(), floor);
        assertThat(error).as("relative error of %s", what).isLessThanOrEqualTo(tolerance);
    }
}
