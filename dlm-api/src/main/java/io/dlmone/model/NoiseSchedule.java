package io.dlmone.model;

import java.util.stream.IntStream;

/**
 * A Gaussian path from data to noise over discrete time, x_t = alpha(t) x_0 + sigma(t) eps, t = 0 the least noisy. It
 * may preserve variance, as DDPM's schedules do, or not, as straight lines (flow matching) do. Immutable.
 */
public interface NoiseSchedule {

    /** {@return the stable name, such as {@code sqrt}} */
    String name();

    /** {@return number of timesteps T; times are 0 to T-1} */
    int steps();

    /**
     * {@return the factor of the data, from 0 to 1, falling in t}
     *
     * @param t time, from 0 to {@link #steps} - 1
     */
    double alpha(int t);

    /**
     * {@return the factor of the noise, above 0, rising in t}
     *
     * @param t time, from 0 to {@link #steps} - 1
     */
    double sigma(int t);

    /**
     * {@return alpha(t)^2: where variance is preserved, DDPM's cumulative product of 1 - beta}
     *
     * @param t time, from 0 to {@link #steps} - 1
     */
    default double alphaBar(int t) {
        return alpha(t) * alpha(t);
    }

    /**
     * {@return sigma(t)^2, without cancellation where that can be had}
     *
     * @param t time, from 0 to {@link #steps} - 1
     */
    default double sigmaSquared(int t) {
        return sigma(t) * sigma(t);
    }

    /** {@return whether alpha^2 + sigma^2 = 1 at all times} */
    default boolean variancePreserving() {
        return IntStream.range(0, steps()).allMatch(t -> Math.abs(alphaBar(t) + sigmaSquared(t) - 1) < 1e-9);
    }

    /**
     * {@return the signal-to-noise ratio alpha^2 / sigma^2}
     *
     * @param t time, from 0 to {@link #steps} - 1
     */
    default double snr(int t) {
        return alphaBar(t) / sigmaSquared(t);
    }

    /**
     * {@return sigma / alpha, rising in t}
     *
     * @param t time, from 0 to {@link #steps} - 1
     */
    default double noiseRatio(int t) {
        return sigma(t) / alpha(t);
    }

    /**
     * {@return the time whose sigma / alpha is nearest to the given one: carries constants from one schedule to
     * another}
     *
     * @param ratio sigma / alpha, at least 0
     */
    default int timeOfNoiseRatio(double ratio) {
        int low = 0;
        int high = steps() - 1;
        while (low < high) {
            int mid = (low + high) >>> 1;
            if (noiseRatio(mid) < ratio) {
                low = mid + 1;
            } else {
                high = mid;
            }
        }
        boolean below = low > 0 && ratio - noiseRatio(low - 1) < noiseRatio(low) - ratio;
        return below ? low - 1 : low;
    }
}
