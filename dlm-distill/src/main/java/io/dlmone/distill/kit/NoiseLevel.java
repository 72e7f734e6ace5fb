package io.dlmone.distill.kit;

import static io.dlmone.graph.Ops.*;

import io.dlmone.graph.Graph;
import io.dlmone.graph.Value;
import io.dlmone.model.NoiseSchedule;
import io.dlmone.tensor.DType;
import io.dlmone.tensor.Shape;
import io.dlmone.tensor.Tensor;
import java.util.Arrays;
import java.util.Map;

/**
 * A place on a noise schedule for each sequence of a batch, as inputs of a graph: a time, or the clean end beyond all
 * times, where alpha is 1 and sigma 0.
 *
 * @param t times {@code [batch]}, of the path's type; its cleanest at the clean end
 * @param alpha {@code [batch, 1, 1]}
 * @param sigma {@code [batch, 1, 1]}
 */
public record NoiseLevel(Value t, Value alpha, Value sigma) {

    /** Stands for the clean end among times. */
    public static final double CLEAN = Double.NaN;

    /**
     * Declares the inputs of a level.
     *
     * @param g graph to declare them in
     * @param name begins the names of the inputs
     * @param schedule the teacher's
     * @param batch sequences
     * @return the level, a value for each sequence
     */
    public static NoiseLevel input(Graph g, String name, NoiseSchedule schedule, int batch) {
        return new NoiseLevel(
                g.input(name, schedule.timeType(), batch),
                g.input(name + "/alpha", DType.FLOAT32, batch, 1, 1),
                g.input(name + "/sigma", DType.FLOAT32, batch, 1, 1));
    }

    /**
     * Puts the values of a level's inputs.
     *
     * @param in takes the values
     * @param name as it was declared
     * @param schedule the teacher's
     * @param times one for each sequence
     */
    public static void put(Map<String, Tensor> in, String name, NoiseSchedule schedule, double[] times) {
        int b = times.length;
        float[] alpha = new float[b];
        float[] sigma = new float[b];
        for (int i = 0; i < b; i++) {
            boolean clean = Double.isNaN(times[i]);
            alpha[i] = clean ? 1 : (float) schedule.alpha(times[i]);
            sigma[i] = clean ? 0 : (float) schedule.sigma(times[i]);
        }
        in.put(
                name,
                schedule.tensor(Arrays.stream(times)
                        .map(t -> Double.isNaN(t) ? schedule.cleanest() : t)
                        .toArray()));
        in.put(name + "/alpha", Tensor.of(Shape.of(b, 1, 1), alpha));
        in.put(name + "/sigma", Tensor.of(Shape.of(b, 1, 1), sigma));
    }

    /**
     * {@return alpha clean + sigma eps}
     *
     * @param clean clean embeddings
     * @param eps standard normal noise
     */
    public Value noise(Value clean, Value eps) {
        return add(mul(clean, alpha), mul(eps, sigma));
    }

    /**
     * {@return the step of DDIM (eta = 0) from x at this level to another, given the prediction of the clean end}
     *
     * @param x noisy embeddings here
     * @param clean prediction of the clean ones
     * @param to level to step to
     */
    public Value ddim(Value x, Value clean, NoiseLevel to) {
        Value ratio = div(to.sigma, sigma);
        return add(mul(clean, sub(to.alpha, mul(ratio, alpha))), mul(x, ratio));
    }

    /**
     * {@return the prediction with which {@link #ddim} steps from x here to {@code arrival} there}
     *
     * @param x noisy embeddings here
     * @param arrival noisy embeddings there
     * @param to level stepped to
     */
    public Value predictionFor(Value x, Value arrival, NoiseLevel to) {
        Value ratio = div(to.sigma, sigma);
        return div(sub(arrival, mul(x, ratio)), sub(to.alpha, mul(ratio, alpha)));
    }
}
