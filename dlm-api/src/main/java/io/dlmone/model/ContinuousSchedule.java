package io.dlmone.model;

import io.dlmone.graph.Value;
import io.dlmone.tensor.DType;
import io.dlmone.tensor.Shape;
import io.dlmone.tensor.Tensor;

/** A path over real times, as flow matching has. Immutable. */
public non-sealed interface ContinuousSchedule extends NoiseSchedule {

    /** The most calls of a sampler. */
    int MOST_CALLS = 100_000;

    /**
     * {@return alpha in a graph}
     *
     * @param t times {@code [batch]}, FLOAT32
     */
    Value alpha(Value t);

    /**
     * {@return sigma in a graph}
     *
     * @param t times {@code [batch]}, FLOAT32
     */
    Value sigma(Value t);

    /**
     * {@return the slope of the path's probability flow in its own time}
     *
     * @param t a time of this path with noise
     */
    Slope slope(double t);

    /**
     * The slope dx/dt = clean x_hat + current x of a path's probability flow (Lipman et al. 2023), x_hat being the
     * prediction of the data.
     *
     * @param clean factor of the prediction
     * @param current factor of the sample
     */
    record Slope(double clean, double current) {}

    @Override
    default double timeOfNoiseRatio(double ratio) {
        double clean = cleanest();
        double noisy = noisiest();
        for (int i = 0; i < 100; i++) {
            double mid = (clean + noisy) / 2;
            if (noiseRatio(mid) < ratio) {
                clean = mid;
            } else {
                noisy = mid;
            }
        }
        return clean;
    }

    @Override
    default double timeAt(double share) {
        return cleanest() * (1 - share) + noisiest() * share;
    }

    @Override
    default boolean contains(double t) {
        return t >= Math.min(cleanest(), noisiest()) && t <= Math.max(cleanest(), noisiest());
    }

    @Override
    default String times() {
        return "a number from " + Math.min(cleanest(), noisiest()) + " to " + Math.max(cleanest(), noisiest());
    }

    @Override
    default DType timeType() {
        return DType.FLOAT32;
    }

    @Override
    default Tensor tensor(double... t) {
        float[] floats = new float[t.length];
        for (int i = 0; i < t.length; i++) {
            floats[i] = (float) t[i];
        }
        return Tensor.of(Shape.of(t.length), floats);
    }

    @Override
    default int maxCalls() {
        return MOST_CALLS;
    }
}
