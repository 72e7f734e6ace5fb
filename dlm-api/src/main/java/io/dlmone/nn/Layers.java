package io.dlmone.nn;

import static io.dlmone.graph.Ops.*;

import io.dlmone.graph.Value;
import io.dlmone.nn.ParameterSpec.Init;
import io.dlmone.tensor.DType;
import io.dlmone.tensor.Shape;
import io.dlmone.tensor.Tensor;
import java.util.List;

/** Layers as functions from values to values, with PyTorch's parameter names and layouts. */
public final class Layers {

    private Layers() {}

    /**
     * Weight {@code [out, in]} and bias of a linear layer, initialised as PyTorch does: U(-1/sqrt(in), 1/sqrt(in)).
     *
     * @param name begins the names of both parameters
     * @param in width of the input
     * @param out width of the output
     * @return the two parameters
     */
    public static List<ParameterSpec> linearSpec(String name, int in, int out) {
        Init init = new Init.Uniform(1 / Math.sqrt(in));
        return List.of(
                new ParameterSpec(name + ".weight", Shape.of(out, in), init),
                new ParameterSpec(name + ".bias", Shape.of(out), init));
    }

    /**
     * {@return x W^T + b over the last axis}
     *
     * @param w weights below the layer's name
     * @param x input {@code [..., in]}
     */
    public static Value linear(Weights w, Value x) {
        return add(project(w, x), w.get("bias"));
    }

    /**
     * {@return x W^T over the last axis: a linear layer without a bias}
     *
     * @param w weights below the layer's name
     * @param x input {@code [..., in]}
     */
    public static Value project(Weights w, Value x) {
        return matmul(x, transposeMatrix(w.get("weight")));
    }

    /**
     * Scale (ones) and bias (zeros) of a layer normalisation.
     *
     * @param name begins the names of both parameters
     * @param width size of the last axis
     * @return the two parameters
     */
    public static List<ParameterSpec> layerNormSpec(String name, int width) {
        return List.of(
                new ParameterSpec(name + ".weight", Shape.of(width), new Init.Constant(1)),
                new ParameterSpec(name + ".bias", Shape.of(width), new Init.Constant(0)));
    }

    /**
     * Normalises the last axis to mean 0 and variance 1, then scales and shifts it.
     *
     * @param w weights below the layer's name
     * @param x input {@code [..., width]}
     * @param epsilon added to the variance
     * @return the result, of the shape of {@code x}
     */
    public static Value layerNorm(Weights w, Value x, double epsilon) {
        return io.dlmone.graph.Ops.layerNorm(x, w.get("weight"), w.get("bias"), epsilon);
    }

    /**
     * {@return the scale (ones) of a normalisation by the root mean square}
     *
     * @param name begins the name of the parameter
     * @param width size of the last axis
     */
    public static ParameterSpec rmsNormSpec(String name, int width) {
        return new ParameterSpec(name + ".weight", Shape.of(width), new Init.Constant(1));
    }

    /**
     * {@return the last axis divided by its root mean square, then scaled}
     *
     * @param w weights below the layer's name
     * @param x input {@code [..., width]}
     * @param epsilon added to the mean square
     */
    public static Value rmsNorm(Weights w, Value x, double epsilon) {
        return io.dlmone.graph.Ops.rmsNorm(x, w.get("weight"), epsilon);
    }

    /**
     * {@return the sinusoidal embedding of times: {@code [batch] -> [batch, width]}, cosines first, frequencies from 1
     * down to 1/10000 (DiffuSeq, timestep_embedding)}
     *
     * @param times times {@code [batch]}, INT64 or FLOAT32
     * @param width an even number
     */
    public static Value timestepEmbedding(Value times, int width) {
        int half = width / 2;
        float[] frequencies = new float[half];
        for (int k = 0; k < half; k++) {
            float exponent = k * (float) -Math.log(10000) / half; // rounded where PyTorch rounds
            frequencies[k] = (float) Math.exp(exponent);
        }
        Value f = times.graph().constant(Tensor.of(Shape.of(1, half), frequencies));
        Value angles = mul(reshape(cast(times, DType.FLOAT32), times.shape().dim(0), 1), f);
        return concat(1, cos(angles), sin(angles));
    }
}
