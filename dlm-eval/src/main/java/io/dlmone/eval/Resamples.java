package io.dlmone.eval;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A statistic of the sources for each draw of a {@link Bootstrap}. Those of two systems on the same sources belong to
 * the same draws, so their difference has an interval of its own (a paired bootstrap, Koehn 2004), which is far smaller
 * than the intervals of both suggest: what makes a source hard is hard for both. Immutable and thread-safe.
 */
public final class Resamples {

    private final double[] values;

    /**
     * Values of a statistic.
     *
     * @param values one for each draw, at least one, in the order of the draws; copied
     */
    public Resamples(double... values) {
        if (values.length == 0) {
            throw new IllegalArgumentException("needs at least one draw");
        }
        this.values = values.clone();
    }

    /**
     * {@return the 95% interval by the percentile method: from the 2.5th to the 97.5th percentile, linear between
     * neighbours}
     */
    public Interval interval() {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return new Interval(percentile(sorted, 0.025), percentile(sorted, 0.975));
    }

    /**
     * Draw by draw less another system's.
     *
     * @throws IllegalArgumentException if the numbers of draws differ
     */
    Resamples minus(Resamples other) {
        requireDraws(other);
        return new Resamples(IntStream.range(0, values.length)
                .mapToDouble(i -> values[i] - other.values[i])
                .toArray());
    }

    /**
     * Draw by draw the mean of several systems.
     *
     * @param systems at least one
     * @throws IllegalArgumentException if the numbers of draws differ
     */
    static Resamples mean(List<Resamples> systems) {
        double[] mean = new double[systems.get(0).values.length];
        for (Resamples system : systems) {
            system.requireDraws(systems.get(0));
            for (int i = 0; i < mean.length; i++) {
                mean[i] += system.values[i] / systems.size();
            }
        }
        return new Resamples(mean);
    }

    private void requireDraws(Resamples other) {
        if (values.length != other.values.length) {
            throw new IllegalArgumentException(
                    "the same draws are needed, found " + values.length + " and " + other.values.length);
        }
    }

    private static double percentile(double[] sorted, double fraction) {
        double position = fraction * (sorted.length - 1);
        int below = (int) position;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Resamples that && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return values.length + " draws, 95% in " + interval();
    }
}
