package io.dlmone.teacher;

import io.dlmone.model.DiscreteSchedule;
import io.dlmone.model.NoiseSchedule;
import io.dlmone.random.CounterRandom;
import io.dlmone.tensor.Shape;
import io.dlmone.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Draws training times of a path: uniformly, or by importance as the official "lossaware" sampler does, with the root
 * mean square of the last ten losses of each time as its weight once every time has ten, which asks for whole times.
 * Not thread-safe.
 */
final class TimeSampler {

    private static final int HISTORY = 10;
    private static final double UNIFORM_SHARE = 0.001;
    private static final String LOSSES = "times/losses";
    private static final String COUNTS = "times/counts";

    private final NoiseSchedule path;
    private final int steps;
    private final boolean lossAware;
    private final double[][] history;
    private final int[] counts;

    TimeSampler(NoiseSchedule path, boolean lossAware) {
        if (lossAware && !(path instanceof DiscreteSchedule)) {
            throw new IllegalArgumentException("times are drawn by importance on discrete schedules only");
        }
        this.path = path;
        this.steps = path instanceof DiscreteSchedule discrete ? discrete.steps() : 0;
        this.lossAware = lossAware;
        this.history = lossAware ? new double[steps][HISTORY] : new double[0][];
        this.counts = new int[steps];
    }

    /** Times and the weights of their losses, 1/(T p). */
    record Draw(double[] times, float[] weights) {}

    Draw draw(CounterRandom random, long step, int n) {
        float[] weights = new float[n];
        Arrays.fill(weights, 1);
        if (!lossAware || !warm()) {
            return new Draw(uniform(random, step, n), weights);
        }
        double[] p = probabilities();
        double[] u = random.uniforms(step, n);
        double[] times = new double[n];
        for (int i = 0; i < n; i++) {
            int t = 0;
            for (double left = u[i] - p[0]; left > 0 && t < steps - 1; left -= p[t]) {
                t++;
            }
            times[i] = t;
            weights[i] = (float) (1 / (steps * p[t]));
        }
        return new Draw(times, weights);
    }

    private double[] uniform(CounterRandom random, long step, int n) {
        if (path instanceof DiscreteSchedule) {
            return Arrays.stream(random.integers(step, n, steps))
                    .asDoubleStream()
                    .toArray();
        }
        return Arrays.stream(random.uniforms(step, n))
                .map(u -> path.cleanest() * (1 - u) + path.noisiest() * u)
                .toArray();
    }

    /** Remembers the unweighted losses of some times, but those that are not finite. */
    void observe(double[] times, float[] losses) {
        for (int i = 0; lossAware && i < times.length; i++) {
            if (Float.isFinite(losses[i])) {
                int t = (int) times[i];
                history[t][counts[t] % HISTORY] = losses[i];
                counts[t] = counts[t] == 2 * HISTORY - 1 ? HISTORY : counts[t] + 1;
            }
        }
    }

    /** The losses remembered, by name, FLOAT32; nothing when times are uniform. */
    Map<String, Tensor> state() {
        if (!lossAware) {
            return Map.of();
        }
        float[] flat = new float[steps * HISTORY];
        for (int i = 0; i < flat.length; i++) {
            flat[i] = (float) history[i / HISTORY][i % HISTORY];
        }
        float[] seen = new float[steps];
        for (int t = 0; t < steps; t++) {
            seen[t] = counts[t];
        }
        return Map.of(LOSSES, Tensor.of(Shape.of(steps, HISTORY), flat), COUNTS, Tensor.of(Shape.of(steps), seen));
    }

    /** Goes back to a state of a sampler of as many steps. */
    void restore(Map<String, Tensor> state) {
        if (!lossAware) {
            return;
        }
        for (String name : List.of(LOSSES, COUNTS)) {
            if (!state.containsKey(name)) {
                throw new IllegalArgumentException("the state lacks " + name);
            }
        }
        float[] flat = Objects.requireNonNull(state.get(LOSSES), LOSSES).floats();
        float[] seen = Objects.requireNonNull(state.get(COUNTS), COUNTS).floats();
        for (int i = 0; i < steps * HISTORY; i++) {
            history[i / HISTORY][i % HISTORY] = flat[i];
        }
        for (int t = 0; t < steps; t++) {
            counts[t] = (int) seen[t];
        }
    }

    private boolean warm() {
        return Arrays.stream(counts).allMatch(c -> c >= HISTORY);
    }

    double[] probabilities() {
        double[] w = new double[steps];
        double total = 0;
        for (int t = 0; t < steps; t++) {
            w[t] = Math.sqrt(Arrays.stream(history[t]).map(x -> x * x).sum() / HISTORY);
            total += w[t];
        }
        for (int t = 0; t < steps; t++) {
            w[t] = w[t] / total * (1 - UNIFORM_SHARE) + UNIFORM_SHARE / steps;
        }
        return w;
    }
}
