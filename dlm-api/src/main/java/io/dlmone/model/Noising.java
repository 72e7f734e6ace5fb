package io.dlmone.model;

import static io.dlmone.graph.Ops.*;

import io.dlmone.graph.Value;
import io.dlmone.tensor.Shape;
import io.dlmone.tensor.Tensor;
import java.util.function.BiFunction;
import java.util.function.DoubleUnaryOperator;

/**
 * A noise schedule in a graph, at times {@code [batch]} of its type: look-ups in constant tables if it is discrete, its
 * formulas otherwise.
 */
public final class Noising {

    private final NoiseSchedule schedule;

    /**
     * Noise along a path; its factors become constants of the graphs.
     *
     * @param schedule the path
     */
    public Noising(NoiseSchedule schedule) {
        this.schedule = schedule;
    }

    /**
     * {@return alpha(t), {@code [batch, 1, 1]}}
     *
     * @param t times {@code [batch]}, of the path's type
     */
    public Value alpha(Value t) {
        return factor(t, schedule::alpha, ContinuousSchedule::alpha);
    }

    /**
     * {@return sigma(t), {@code [batch, 1, 1]}}
     *
     * @param t times {@code [batch]}, of the path's type
     */
    public Value sigma(Value t) {
        return factor(t, schedule::sigma, ContinuousSchedule::sigma);
    }

    /**
     * {@return alpha^2 / sigma^2 at t, {@code [batch, 1, 1]}}
     *
     * @param t times {@code [batch]}, of the path's type
     */
    public Value snr(Value t) {
        return factor(t, schedule::snr, (path, at) -> square(div(path.alpha(at), path.sigma(at))));
    }

    /**
     * {@return the noisy embeddings alpha(t) clean + sigma(t) noise, all {@code [batch, length, width]}}
     *
     * @param clean clean embeddings x_0
     * @param t times {@code [batch]}, of the path's type
     * @param noise standard normal noise
     */
    public Value noise(Value clean, Value t, Value noise) {
        return add(mul(clean, alpha(t)), mul(noise, sigma(t)));
    }

    private Value factor(
            Value t, DoubleUnaryOperator discrete, BiFunction<ContinuousSchedule, Value, Value> continuous) {
        int batch = t.shape().dim(0);
        if (schedule instanceof ContinuousSchedule path) {
            return reshape(continuous.apply(path, t), batch, 1, 1);
        }
        float[] table = new float[((DiscreteSchedule) schedule).steps()];
        for (int i = 0; i < table.length; i++) {
            table[i] = (float) discrete.applyAsDouble(i);
        }
        Value constant = t.graph().constant(Tensor.of(Shape.of(table.length), table));
        return reshape(gather(constant, t), batch, 1, 1);
    }
}
