package io.dlmone.eval;

import java.util.Objects;
import java.util.Optional;

/**
 * A measured value and how sure it is.
 *
 * @param value the value over all sources
 * @param resamples the same for the draws of a bootstrap over the sources; empty for a value that is not a statistic of
 *     the sources
 */
public record Estimate(double value, Optional<Resamples> resamples) {

    public Estimate {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException("an estimate must be finite, found " + value);
        }
        Objects.requireNonNull(resamples, "resamples");
    }

    /**
     * A value with an interval.
     *
     * @param value the measure
     * @param resamples its values over resampled sources
     */
    public Estimate(double value, Resamples resamples) {
        this(value, Optional.of(resamples));
    }

    /**
     * A value without an interval.
     *
     * @param value the measure
     */
    public Estimate(double value) {
        this(value, Optional.empty());
    }

    /** {@return its 95% bootstrap interval over the sources, where it is a statistic of them} */
    public Optional<Interval> interval() {
        return resamples.map(Resamples::interval);
    }
}
