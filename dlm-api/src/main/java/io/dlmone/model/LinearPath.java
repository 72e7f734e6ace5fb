package io.dlmone.model;

import static io.dlmone.graph.Ops.add;
import static io.dlmone.graph.Ops.mul;

import io.dlmone.graph.Value;

/**
 * The straight path of flow matching (Lipman et al. 2023; Liu et al. 2023, "rectified flow"), from noise at time 0 to
 * data at time 1: alpha = t, sigma = scale (1 - t). Its velocity is x_0 - scale eps.
 *
 * @param scale standard deviation of the noise at time 0, above 0; 1 for most models
 */
public record LinearPath(double scale) implements ContinuousSchedule {

    /** The stable name. */
    public static final String NAME = "linear";

    /** Refuses a scale that is not above 0. */
    public LinearPath {
        if (!(scale > 0)) {
            throw new IllegalArgumentException("the scale of noise must be above 0, got " + scale);
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public double cleanest() {
        return 1;
    }

    @Override
    public double noisiest() {
        return 0;
    }

    @Override
    public double alpha(double t) {
        return t;
    }

    @Override
    public double sigma(double t) {
        return scale * (1 - t);
    }

    @Override
    public Value alpha(Value t) {
        return t;
    }

    @Override
    public Value sigma(Value t) {
        return mul(add(mul(t, -1), 1), scale);
    }

    @Override
    public boolean variancePreserving() {
        return false;
    }

    @Override
    public double timeOfNoiseRatio(double ratio) {
        return scale / (scale + ratio);
    }

    @Override
    public Slope slope(double t) {
        return new Slope(1 / (1 - t), -1 / (1 - t));
    }
}
