package io.dlmone.eval;

/**
 * A confidence interval.
 *
 * @param low its lower end
 * @param high its upper end, not below {@code low}
 */
public record Interval(double low, double high) {

    public Interval {
        if (!(low <= high)) {
            throw new IllegalArgumentException("interval from " + low + " to " + high);
        }
    }

    /**
     * {@return whether {@code value} lies in the interval, ends included}
     *
     * @param value any number
     */
    public boolean contains(double value) {
        return low <= value && value <= high;
    }
}
