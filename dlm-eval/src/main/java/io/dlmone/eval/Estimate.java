package io.dlmone.eval;

import java.util.Objects;
import java.util.Optional;

/**
 * A measured value and how sure it is.
 *
 * @param value the value over all sources
 * @param interval its 95% bootstrap interval over the sources; empty for a value that is not a statistic of the sources
 */
public record Estimate(double value, Optional<Interval> interval) {

    public Estimate {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException("an estimate must be finite, found " + value);
        }
        Objects.requireNonNull(interval, "interval");
    }

    /** A value with an interval. */
    public Estimate(double value, Interval interval) {
        this(value, Optional.of(interval));
    }

    /** A value without an interval. */
    public Estimate(double value) {
        this(value, Optional.empty());
    }
}
