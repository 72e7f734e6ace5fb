package io.dlmone.model;

import static io.dlmone.graph.Ops.*;

import io.dlmone.graph.Graph;
import io.dlmone.graph.Value;
import io.dlmone.tensor.Shape;
import io.dlmone.tensor.Tensor;
import java.util.function.IntToDoubleFunction;

/** A noise schedule in a graph: its tables as constants, looked up at times {@code [batch]} (INT64). */
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
     * @param t times {@code [batch]}, INT64
     */
    public Value alpha(Value t) {
        return lookup(t, schedule::alpha);
    }

    /**
     * {@return sigma(t), {@code [batch, 1, 1]}}
     *
     * @param t times {@code [batch]}, INT64
     */
    public Value sigma(Value t) {
        return lookup(t, schedule::sigma);
    }

    /**
     * {@return alpha^2 / sigma^2 at t, {@code [batch, 1, 1]}}
     *
     * @param t times {@code [batch]}, INT64
     */
    public Value snr(Value t) {
        return lookup(t, schedule::snr);
    }

    /**
     * {@return the noisy embeddings alpha(t) clean + sigma(t) noise, all {@code [batch, length, width]}}
     *
     * @param clean clean embeddings x_0
     * @param t times {@code [batch]}, INT64
     * @param noise standard normal noise
     */
    public Value noise(Value clean, Value t, Value noise) {
        return add(mul(clean, alpha(t)), mul(noise, sigma(t)));
    }

    private Value lookup(Value t, IntToDoubleFunction f) {
        Graph g = t.graph();
        float[] table = new float[schedule.steps()];
        for (int i = 0; i < table.length; i++) {
            table[i] = (float) f.applyAsDouble(i);
        }
        return reshape(
                gather(g.constant(Tensor.of(Shape.of(table.length), table)), t),
                t.shape().dim(0),
                1,
                1);
    }
}
