package io.dlmone.graph;

import io.dlmone.tensor.DType;
import io.dlmone.tensor.Shape;
import io.dlmone.tensor.Tensor;
import java.util.Arrays;
import java.util.List;

/**
 * The operators as functions, meant for static import, so that a formula reads like the paper's. Each records a node in
 * the graph of its first argument and returns its value.
 */
public final class Ops {

    private Ops() {}

    public static Value add(Value a, Value b) {
        return apply(Op.ADD, a, b);
    }

    public static Value add(Value a, double b) {
        return b == 0 ? a : add(a, constant(a, b));
    }

    public static Value sub(Value a, Value b) {
        return apply(Op.SUB, a, b);
    }

    public static Value mul(Value a, Value b) {
        return apply(Op.MUL, a, b);
    }

    public static Value mul(Value a, double b) {
        return b == 1 ? a : mul(a, constant(a, b));
    }

    public static Value div(Value a, Value b) {
        return apply(Op.DIV, a, b);
    }

    public static Value max(Value a, Value b) {
        return apply(Op.MAX, a, b);
    }

    public static Value max(Value a, double b) {
        return max(a, constant(a, b));
    }

    public static Value min(Value a, Value b) {
        return apply(Op.MIN, a, b);
    }

    public static Value min(Value a, double b) {
        return min(a, constant(a, b));
    }

    public static Value equal(Value a, Value b) {
        return apply(Op.EQUAL, a, b);
    }

    public static Value less(Value a, Value b) {
        return apply(Op.LESS, a, b);
    }

    public static Value and(Value a, Value b) {
        return apply(Op.AND, a, b);
    }

    public static Value not(Value a) {
        return apply(Op.NOT, a);
    }

    /** {@code a} where the condition holds, else {@code b}. */
    public static Value where(Value condition, Value a, Value b) {
        return apply(Op.WHERE, condition, a, b);
    }

    public static Value neg(Value a) {
        return apply(Op.NEG, a);
    }

    public static Value abs(Value a) {
        return apply(Op.ABS, a);
    }

    public static Value sign(Value a) {
        return apply(Op.SIGN, a);
    }

    public static Value exp(Value a) {
        return apply(Op.EXP, a);
    }

    public static Value log(Value a) {
        return apply(Op.LOG, a);
    }

    public static Value sqrt(Value a) {
        return apply(Op.SQRT, a);
    }

    public static Value square(Value a) {
        return mul(a, a);
    }

    public static Value reciprocal(Value a) {
        return apply(Op.RECIPROCAL, a);
    }

    public static Value tanh(Value a) {
        return apply(Op.TANH, a);
    }

    public static Value sigmoid(Value a) {
        return apply(Op.SIGMOID, a);
    }

    /** x sigmoid(x). */
    public static Value silu(Value a) {
        return mul(a, sigmoid(a));
    }

    public static Value softplus(Value a) {
        return apply(Op.SOFTPLUS, a);
    }

    public static Value erf(Value a) {
        return apply(Op.ERF, a);
    }

    public static Value sin(Value a) {
        return apply(Op.SIN, a);
    }

    public static Value cos(Value a) {
        return apply(Op.COS, a);
    }

    public static Value gelu(Value a) {
        return apply(Op.GELU, a);
    }

    public static Value stopGradient(Value a) {
        return apply(Op.STOP_GRADIENT, a);
    }

    public static Value cast(Value a, DType to) {
        return a.type() == to ? a : a.graph().apply(Op.CAST, Attributes.of("to", to), a);
    }

    public static Value reshape(Value a, int... shape) {
        return reshape(a, Shape.of(shape));
    }

    public static Value reshape(Value a, Shape shape) {
        if (a.shape().equals(shape)) {
            return a;
        }
        Value source = a.node().op() == Op.RESHAPE ? a.node().input(0) : a;
        return source.shape().equals(shape)
                ? source
                : a.graph().apply(Op.RESHAPE, Attributes.of("shape", shape.dims()), source);
    }

    public static Value expand(Value a, Shape shape) {
        return a.shape().equals(shape) ? a : a.graph().apply(Op.EXPAND, Attributes.of("shape", shape.dims()), a);
    }

    public static Value transpose(Value a, int... perm) {
        int[] whole = perm;
        Value source = a;
        if (a.node().op() == Op.TRANSPOSE) {
            int[] inner = a.node().attributes().integers("perm");
            whole = Arrays.stream(perm).map(i -> inner[i]).toArray();
            source = a.node().input(0);
        }
        return Arrays.equals(whole, Graph.range(0, whole.length))
                ? source
                : a.graph().apply(Op.TRANSPOSE, Attributes.of("perm", whole), source);
    }

    /** Swaps the last two axes. */
    public static Value transposeMatrix(Value a) {
        int[] perm = Graph.range(0, a.shape().rank());
        perm[perm.length - 1]--;
        perm[perm.length - 2]++;
        return transpose(a, perm);
    }

    public static Value concat(int axis, Value... parts) {
        return parts[0].graph()
                .apply(Op.CONCAT, Attributes.of("axis", parts[0].shape().axis(axis)), parts);
    }

    public static Value slice(Value a, int axis, int start, int end) {
        return a.graph()
                .apply(
                        Op.SLICE,
                        Attributes.of("axis", a.shape().axis(axis))
                                .and("start", start)
                                .and("end", end),
                        a);
    }

    public static Value pad(Value a, int axis, int before, int after) {
        return a.graph()
                .apply(
                        Op.PAD,
                        Attributes.of("axis", a.shape().axis(axis))
                                .and("before", before)
                                .and("after", after),
                        a);
    }

    public static Value matmul(Value a, Value b) {
        return apply(Op.MATMUL, a, b);
    }

    /** Rows of {@code table} at {@code indices}. */
    public static Value gather(Value table, Value indices) {
        return apply(Op.GATHER, table, indices);
    }

    /** {@return a table of {@code rows} rows in which row i is the sum of the {@code values} whose index is i} */
    public static Value scatterAdd(Value indices, Value values, int rows) {
        return values.graph().apply(Op.SCATTER_ADD, Attributes.of("rows", rows), indices, values);
    }

    public static Value gatherElements(Value a, Value indices) {
        return apply(Op.GATHER_ELEMENTS, a, indices);
    }

    public static Value oneHot(Value indices, int depth) {
        return indices.graph().apply(Op.ONE_HOT, Attributes.of("depth", depth), indices);
    }

    public static Value sum(Value a, boolean keepdims, int... axes) {
        return reduce(Op.REDUCE_SUM, a, keepdims, axes);
    }

    public static Value mean(Value a, boolean keepdims, int... axes) {
        return reduce(Op.REDUCE_MEAN, a, keepdims, axes);
    }

    public static Value reduceMax(Value a, boolean keepdims, int... axes) {
        return reduce(Op.REDUCE_MAX, a, keepdims, axes);
    }

    /** {@return the sum of all elements, a scalar} */
    public static Value sum(Value a) {
        return sum(a, false, Graph.range(0, a.shape().rank()));
    }

    /** {@return the mean of all elements, a scalar} */
    public static Value mean(Value a) {
        return mean(a, false, Graph.range(0, a.shape().rank()));
    }

    public static Value argMax(Value a) {
        return apply(Op.ARG_MAX, a);
    }

    public static Value softmax(Value a) {
        return apply(Op.SOFTMAX, a);
    }

    public static Value logSoftmax(Value a) {
        return apply(Op.LOG_SOFTMAX, a);
    }

    /** Cross entropy of each row of {@code logits} {@code [n, classes]} with {@code labels} {@code [n]}, in nats. */
    public static Value crossEntropy(Value logits, Value labels) {
        return apply(Op.CROSS_ENTROPY, logits, labels);
    }

    public static Value layerNorm(Value x, Value scale, Value bias, double epsilon) {
        return x.graph().apply(Op.LAYER_NORMALIZATION, Attributes.of("epsilon", epsilon), x, scale, bias);
    }

    public static Value attention(Value q, Value k, Value v) {
        return apply(Op.ATTENTION, q, k, v);
    }

    /** Sums {@code a} down to {@code shape}, from which it may have been broadcast. */
    public static Value sumTo(Value a, Shape shape) {
        if (a.shape().equals(shape)) {
            return a;
        }
        int extra = a.shape().rank() - shape.rank();
        int[] axes = java.util.stream.IntStream.range(0, a.shape().rank())
                .filter(i ->
                        i < extra || (shape.dim(i - extra) == 1 && a.shape().dim(i) != 1))
                .toArray();
        return reshape(axes.length == 0 ? a : sum(a, true, axes), shape);
    }

    static Value constant(Value like, double value) {
        return like.graph().constant(value);
    }

    static Value zeros(Graph graph, Shape shape) {
        return expand(graph.constant(Tensor.scalar(0f)), shape);
    }

    private static Value reduce(Op op, Value a, boolean keepdims, int... axes) {
        if (axes.length == 0) {
            return a;
        }
        int[] positive = Arrays.stream(axes).map(a.shape()::axis).sorted().toArray();
        return a.graph().apply(op, Attributes.of("axes", positive).and("keepdims", keepdims ? 1 : 0), a);
    }

    private static Value apply(Op op, Value... inputs) {
        return inputs[0].graph().apply(op, Attributes.NONE, inputs);
    }

    static List<Value> list(Value... values) {
        return List.of(values);
    }
}
