package io.dlmone.contract;

import io.dlmone.graph.Gradients;
import io.dlmone.graph.Graph;
import io.dlmone.graph.Op;
import io.dlmone.graph.Ops;
import io.dlmone.graph.Value;
import io.dlmone.oracle.NdArray;
import io.dlmone.tensor.DType;
import io.dlmone.tensor.Shape;
import io.dlmone.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * One operator on fixed inputs: what an engine is compared with the oracle on.
 *
 * @param op the operator that the case is for
 * @param name what is special about it
 * @param inputs the arguments, named {@code x0}, {@code x1}, …
 * @param body applies the operator; all its outputs
 * @param tolerance of a float32 engine, relative to the greatest magnitude of each output
 * @param smooth false where the function has a kink or a jump at the inputs, or is too flat for finite differences
 */
public record OperatorCase(Op op, String name, List<Tensor> inputs, Body body, double tolerance, boolean smooth) {

    /** Records the operator. */
    public interface Body {
        /**
         * Records the operator on some values.
         *
         * @param x its operands
         * @return its outputs
         */
        List<Value> apply(List<Value> x);
    }

    OperatorCase within(double relative) {
        return new OperatorCase(op, name, inputs, body, relative, smooth);
    }

    OperatorCase rough() {
        return new OperatorCase(op, name, inputs, body, tolerance, false);
    }

    /**
     * The operator's outputs as {@code y0}, {@code y1}, …
     *
     * @return the graph
     */
    public Graph forward() {
        Graph g = new Graph(op + " " + name);
        List<Value> y = body.apply(declare(g));
        for (int i = 0; i < y.size(); i++) {
            g.output("y" + i, y.get(i));
        }
        return g;
    }

    /**
     * {@return the gradients {@code d0}, {@code d1}, … of {@code loss} = sum(y c) for every FLOAT32 input, with the
     * cotangents {@code c0}, {@code c1}, … of the FLOAT32 outputs as further inputs}
     */
    public Graph gradient() {
        Graph g = new Graph(op + " " + name + " gradient");
        List<Value> x = declare(g);
        Value loss = loss(g, body.apply(x));
        g.output("loss", loss);
        List<Value> floats = x.stream().filter(v -> v.type() == DType.FLOAT32).toList();
        List<Value> d = Gradients.of(loss, floats);
        for (int i = 0; i < d.size(); i++) {
            g.output("d" + x.indexOf(floats.get(i)), d.get(i));
        }
        return g;
    }

    private List<Value> declare(Graph g) {
        List<Value> x = new ArrayList<>();
        for (Tensor t : inputs) {
            x.add(g.input("x" + x.size(), t.type(), t.shape().dims()));
        }
        return x;
    }

    private static Value loss(Graph g, List<Value> outputs) {
        Value loss = g.constant(0);
        for (int i = 0; i < outputs.size(); i++) {
            Value y = outputs.get(i);
            if (y.type() == DType.FLOAT32) {
                Value c = g.input("c" + i, DType.FLOAT32, y.shape().dims());
                loss = Ops.add(loss, Ops.sum(Ops.mul(y, c)));
            }
        }
        return loss;
    }

    /**
     * {@return a tensor for every input of {@code graph}, which is {@link #forward} or {@link #gradient}}
     *
     * @param graph {@link #forward} or {@link #gradient}
     */
    public Map<String, Tensor> feed(Graph graph) {
        Map<String, Tensor> feed = new LinkedHashMap<>();
        graph.inputs()
                .forEach((key, v) -> feed.put(
                        key,
                        key.startsWith("x")
                                ? inputs.get(Integer.parseInt(key.substring(1)))
                                : normal(key.hashCode() * 0x9E3779B97F4A7C15L, v.shape())));
        return feed;
    }

    /**
     * {@return the same in float64}
     *
     * @param graph {@link #forward} or {@link #gradient}
     */
    public Map<String, NdArray> exactFeed(Graph graph) {
        Map<String, NdArray> exact = new LinkedHashMap<>();
        feed(graph).forEach((key, t) -> exact.put(key, NdArray.from(t)));
        return exact;
    }

    private static Tensor normal(long seed, Shape shape) {
        Random random = new Random(seed);
        float[] f = new float[shape.size()];
        for (int i = 0; i < f.length; i++) {
            f[i] = (float) random.nextGaussian();
        }
        return Tensor.of(shape, f);
    }

    @Override
    public String toString() {
        return op + " " + name;
    }
}
