package io.dlmone.model;

/**
 * A variance-preserving noise schedule over discrete time: x_t = alpha(t) x_0 + sigma(t) eps with alpha^2 + sigma^2 = 1
 * and t = 0 the least noisy. Immutable.
 */
public interface NoiseSchedule {

    /** The stable name, such as {@code sqrt}. */
    String name();

    /** Number of timesteps T; times are 0 to T-1. */
    int steps();

    /** Cumulative product of 1 - beta, in (0, 1), falling in t. */
    double alphaBar(int t);

    /** 1 - alphaBar(t), without cancellation where that can be had. */
    default double sigmaSquared(int t) {
        return 1 - alphaBar(t);
    }

    default double alpha(int t) {
        return Math.sqrt(alphaBar(t));
    }

    default double sigma(int t) {
        return Math.sqrt(sigmaSquared(t));
    }

    /** The noise added in one step, 1 - alphaBar(t) / alphaBar(t-1). */
    default double beta(int t) {
        return t == 0 ? 1 - alphaBar(0) : 1 - alphaBar(t) / alphaBar(t - 1);
    }

    /** Signal-to-noise ratio alpha^2 / sigma^2. */
    default double snr(int t) {
        return alphaBar(t) / sigmaSquared(t);
    }

    /** sigma / alpha, rising in t. */
    default double noiseRatio(int t) {
        return sigma(t) / alpha(t);
    }

    /** The time whose sigma / alpha is nearest to the given one: carries constants from one schedule to another. */
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
