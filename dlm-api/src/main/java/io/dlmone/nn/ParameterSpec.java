package io.dlmone.nn;

import io.dlmone.random.CounterRandom;
import io.dlmone.tensor.Shape;
import io.dlmone.tensor.Tensor;
import java.util.Arrays;

/**
 * A parameter that a network needs: its name in the checkpoint, its shape and how it begins.
 *
 * @param name the checkpoint's name, such as {@code LayerNorm.weight}
 * @param shape its shape
 * @param init its value before any training
 */
public record ParameterSpec(String name, Shape shape, Init init) {

    public ParameterSpec {
        shape.requireArray(Float.BYTES, "parameter " + name);
    }

    /** How a parameter is filled before training. */
    public sealed interface Init {
        /**
         * Every element the same.
         *
         * @param value every element
         */
        record Constant(float value) implements Init {}

        /**
         * Normal with mean 0.
         *
         * @param deviation standard deviation
         */
        record Normal(double deviation) implements Init {}

        /**
         * Uniform in (-bound, bound).
         *
         * @param bound end of the range, above 0
         */
        record Uniform(double bound) implements Init {}
    }

    /**
     * {@return the first value, a pure function of seed and name}
     *
     * @param seed seed of the training
     */
    public Tensor initialValue(long seed) {
        CounterRandom random = CounterRandom.of(seed, "init/" + name);
        float[] data = new float[shape.size()];
        if (init instanceof Init.Constant c) {
            Arrays.fill(data, c.value());
        } else if (init instanceof Init.Normal n) {
            data = random.gaussians(0, data.length);
            for (int i = 0; i < data.length; i++) {
                data[i] *= (float) n.deviation();
            }
        } else if (init instanceof Init.Uniform u) {
            double[] draws = random.uniforms(0, data.length);
            for (int i = 0; i < data.length; i++) {
                data[i] = (float) ((2 * draws[i] - 1) * u.bound());
            }
        }
        return Tensor.of(shape, data);
    }
}
