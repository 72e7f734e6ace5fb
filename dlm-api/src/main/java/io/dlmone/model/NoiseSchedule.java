package io.dlmone.model;

import io.dlmone.tensor.DType;
import io.dlmone.tensor.Tensor;

/**
 * A Gaussian path between data and noise, x_t = alpha(t) x_0 + sigma(t) eps. It may preserve variance, as DDPM's
 * schedules do, or not, as straight lines (flow matching) do. Its times are whole numbers ({@link DiscreteSchedule}) or
 * real ones ({@link ContinuousSchedule}); the data may be at either end of them, so times are compared by
 * {@link #noisier}. Immutable.
 */
public sealed interface NoiseSchedule permits DiscreteSchedule, ContinuousSchedule {

    /** {@return the stable name, such as {@code sqrt}} */
    String name();

    /** {@return the least noisy time} */
    double cleanest();

    /** {@return the noisiest time} */
    double noisiest();

    /**
     * {@return the factor of the data, from 0 to 1, falling towards the noise}
     *
     * @param t a time of this path
     */
    double alpha(double t);

    /**
     * {@return the factor of the noise, rising towards the noise}
     *
     * @param t a time of this path
     */
    double sigma(double t);

    /**
     * {@return alpha(t)^2: where variance is preserved, DDPM's cumulative product of 1 - beta}
     *
     * @param t a time of this path
     */
    default double alphaBar(double t) {
        return alpha(t) * alpha(t);
    }

    /**
     * {@return sigma(t)^2, without cancellation where that can be had}
     *
     * @param t a time of this path
     */
    default double sigmaSquared(double t) {
        return sigma(t) * sigma(t);
    }

    /** {@return whether alpha^2 + sigma^2 = 1 at all times} */
    boolean variancePreserving();

    /**
     * {@return the signal-to-noise ratio alpha^2 / sigma^2; infinite where there is no noise}
     *
     * @param t a time of this path
     */
    default double snr(double t) {
        return alphaBar(t) / sigmaSquared(t);
    }

    /**
     * {@return sigma / alpha, rising towards the noise; infinite where there is no signal}
     *
     * @param t a time of this path
     */
    default double noiseRatio(double t) {
        return sigma(t) / alpha(t);
    }

    /**
     * {@return the time whose sigma / alpha is nearest to the given one: carries constants from one schedule to
     * another}
     *
     * @param ratio sigma / alpha, at least 0
     */
    double timeOfNoiseRatio(double ratio);

    /**
     * {@return whether there is more noise at s than at t}
     *
     * @param s a time
     * @param t a time
     */
    default boolean noisier(double s, double t) {
        return noisiest() > cleanest() ? s > t : s < t;
    }

    /**
     * {@return the time at a share of a sampler's way from the cleanest time to the noisiest}
     *
     * @param share from 0, the cleanest time, to 1, the noisiest
     */
    double timeAt(double share);

    /**
     * {@return whether this is a time of the path}
     *
     * @param t any number
     */
    boolean contains(double t);

    /** {@return which times there are, in words, such as {@code a whole number from 0 to 1999}} */
    String times();

    /** {@return the type of times in graphs and tensors: INT64 or FLOAT32} */
    DType timeType();

    /**
     * {@return times as a tensor {@code [batch]} of {@link #timeType}}
     *
     * @param t times of this path
     */
    Tensor tensor(double... t);

    /** {@return the most calls that a sampler can make, one at each time} */
    int maxCalls();

    /**
     * {@return the standard deviation of the noise that sampling begins with: 1 for a path that ends close to standard
     * normal noise, as DDPM does, otherwise sigma at its end}
     */
    default double startScale() {
        double sigma = sigma(noisiest());
        return Math.abs(sigma - 1) < 0.05 ? 1 : sigma;
    }
}
