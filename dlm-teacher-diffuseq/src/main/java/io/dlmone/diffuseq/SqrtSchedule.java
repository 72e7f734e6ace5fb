package io.dlmone.diffuseq;

import io.dlmone.model.DiscreteSchedule;

/**
 * Diffusion-LM's sqrt schedule (Li et al. 2022) as the official DiffuSeq code computes it: beta_i = 1 - f((i+1)/T) /
 * f(i/T) with f(u) = 1 - sqrt(u + 0.0001), at most 0.999; abar is their cumulative product, in float64.
 */
public final class SqrtSchedule implements DiscreteSchedule {

    static final String NAME = "sqrt";

    private final double[] beta;
    private final double[] alphaBar;

    /**
     * The schedule over a number of times.
     *
     * @param steps T, at least 1
     */
    public SqrtSchedule(int steps) {
        if (steps < 2) {
            throw new IllegalArgumentException("a schedule needs at least 2 steps, got " + steps);
        }
        beta = new double[steps];
        alphaBar = new double[steps];
        double product = 1;
        for (int i = 0; i < steps; i++) {
            beta[i] = Math.min(1 - f((i + 1.0) / steps) / f((double) i / steps), 0.999);
            product *= 1 - beta[i];
            alphaBar[i] = product;
        }
    }

    private static double f(double u) {
        return 1 - Math.sqrt(u + 0.0001);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public int steps() {
        return beta.length;
    }

    @Override
    public double alpha(int t) {
        return Math.sqrt(alphaBar[t]);
    }

    @Override
    public double sigma(int t) {
        return Math.sqrt(1 - alphaBar[t]);
    }

    @Override
    public double alphaBar(double t) {
        return alphaBar[(int) t];
    }

    @Override
    public double sigmaSquared(double t) {
        return 1 - alphaBar[(int) t];
    }

    /** The noise added in one step, 1 - alphaBar(t) / alphaBar(t-1). */
    double beta(int t) {
        return beta[t];
    }
}
