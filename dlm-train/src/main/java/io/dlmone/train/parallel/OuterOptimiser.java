package io.dlmone.train.parallel;

import io.dlmone.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * What workers that made updates of their own do when they meet. Everything that updates change is averaged: moments of
 * optimisers and moving averages as they are, so that all workers go on from one state, which is also what a checkpoint
 * holds; trained weights by stochastic gradient descent with Nesterov's momentum, as PyTorch computes it, along the way
 * from where they were at the last meeting to their average. Trained is a variable that has a moment of an inner
 * optimiser. All workers compute the same, to the last bit.
 */
public final class OuterOptimiser {

    private static final String VELOCITY = "outer/";

    private final Averaging averaging;
    private final Map<String, Tensor> before = new TreeMap<>();
    private final Map<String, float[]> velocities = new TreeMap<>();

    /**
     * An optimiser at rest.
     *
     * @param averaging its rate and momentum
     */
    public OuterOptimiser(Averaging averaging) {
        this.averaging = averaging;
    }

    /**
     * Begins, or goes on, from a state that all workers have.
     *
     * @param state of a training, with that of this optimiser if it goes on
     */
    public void begin(Map<String, Tensor> state) {
        before.clear();
        velocities.clear();
        trained(state).forEach((name, value) -> {
            before.put(name, value);
            Tensor velocity = state.get(VELOCITY + name);
            velocities.put(
                    name,
                    velocity == null
                            ? new float[value.shape().size()]
                            : velocity.floats().clone());
        });
    }

    /** {@return its own part of a checkpoint, by name} */
    public Map<String, Tensor> state() {
        Map<String, Tensor> all = new LinkedHashMap<>();
        before.forEach((name, value) -> all.put(
                VELOCITY + name, Tensor.of(value.shape(), velocities.get(name).clone())));
        return all;
    }

    /**
     * {@return where all workers go on}
     *
     * @param averages the state of a training, averaged over the workers
     */
    public Map<String, Tensor> step(Map<String, Tensor> averages) {
        Map<String, Tensor> next = new LinkedHashMap<>(averages);
        Map<String, Tensor> trained = trained(averages);
        before.keySet().retainAll(trained.keySet());
        trained.forEach((name, average) -> {
            Tensor old = before.get(name);
            Tensor reached = old == null ? average : moved(name, old, average);
            velocities.computeIfAbsent(name, n -> new float[average.shape().size()]);
            before.put(name, reached);
            next.put(name, reached);
        });
        return next;
    }

    /** v = mu v + g; w = w - rate (g + mu v), g being the way from the average back to the old weight. */
    private Tensor moved(String name, Tensor old, Tensor average) {
        float rate = (float) averaging.rate();
        float mu = (float) averaging.momentum();
        float[] w = old.floats();
        float[] mean = average.floats();
        float[] v = velocities.get(name);
        float[] reached = new float[w.length];
        for (int i = 0; i < w.length; i++) {
            float g = w[i] - mean[i];
            v[i] = mu * v[i] + g;
            reached[i] = w[i] - rate * (g + mu * v[i]);
        }
        return Tensor.of(old.shape(), reached);
    }

    /** Those variables of a state that an inner optimiser keeps a moment for: {@code adam.v/NAME} is that of NAME. */
    private static Map<String, Tensor> trained(Map<String, Tensor> state) {
        Map<String, Tensor> all = new TreeMap<>();
        state.forEach((name, value) -> {
            if (state.containsKey("adam.v/" + name) || state.containsKey("muon.m/" + name)) {
                all.put(name, value);
            }
        });
        return all;
    }
}
