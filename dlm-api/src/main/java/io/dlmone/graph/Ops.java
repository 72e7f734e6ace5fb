package io.dlmone.graph;

import io.dlmone.tensor.Shape;
import io.dlmone.tensor.Tensor;
import java.util.Arrays;
import java.util.List;

/**
 * The operators as functions, meant for static import, so that a formula reads like the paper's. Each records a node in
 * the graph of its first argument and returns its value.
 */
public final class Ops extends ElementwiseOps {

    private Ops() {}

    /**
     * {@return the elements in row-major order in another shape}
     *
     * @param a operand
     * @param shape its dimensions
     */
    public static Value reshape(Value a, int... shape) {
        return reshape(a, Shape.of(shape));
    }

    /**
     * {@return the elements in row-major order in another shape}
     *
     * @param a operand
     * @param shape of as many elements
     */
    public static Value reshape(Value a, Shape shape) {
        if (a.shape().equals(shape)) {
            return a;
        }
        Value source = a.node().op() == Op.RESHAPE ? a.node().input(0) : a;
        return source.shape().equals(shape)
                ? source
                : a.graph().apply(Op.RESHAPE, Attributes.of("shape", shape.dims()), source);
    }

    /**
     * {@return the operand repeated to a shape that it broadcasts to}
     *
     * @param a operand
     * @param shape the shape
     */
    public static Value expand(Value a, Shape shape) {
        return a.shape().equals(shape) ? a : a.graph().apply(Op.EXPAND, Attributes.of("shape", shape.dims()), a);
    }

    /**
     * {@return the operand with its axes in another order}
     *
     * @param a operand
     * @param perm for each new axis the old one
     */
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

    /**
     * {@return the operand with its last two axes swapped}
     *
     * @param a operand of at least two axes
     */
    public static Value transposeMatrix(Value a) {
        int[] perm = Graph.range(0, a.shape().rank());
        perm[perm.length - 1]--;
        perm[perm.length - 2]++;
        return transpose(a, perm);
    }

    /**
     * {@return the parts one after the other along an axis}
     *
     * @param axis the axis; negative ones count from the end
     * @param parts of equal shape but for that axis
     */
    public static Value concat(int axis, Value... parts) {
        return parts[0].graph()
                .apply(Op.CONCAT, Attributes.of("axis", parts[0].shape().axis(axis)), parts);
    }

    /**
     * {@return part of the operand along an axis}
     *
     * @param a operand
     * @param axis the axis; negative ones count from the end
     * @param start first index
     * @param end end, which is left out
     */
    public static Value slice(Value a, int axis, int start, int end) {
        return a.graph()
                .apply(
                        Op.SLICE,
                        Attributes.of("axis", a.shape().axis(axis))
                                .and("start", start)
                                .and("end", end),
                        a);
    }

    /**
     * {@return the operand with zeros before and after it along an axis}
     *
     * @param a operand
     * @param axis the axis; negative ones count from the end
     * @param before number of zeros before it
     * @param after number of zeros after it
     */
    public static Value pad(Value a, int axis, int before, int after) {
        return a.graph()
                .apply(
                        Op.PAD,
                        Attributes.of("axis", a.shape().axis(axis))
                                .and("before", before)
                                .and("after", after),
                        a);
    }

    /**
     * {@return the matrix product over the last two axes, the others broadcast}
     *
     * @param a {@code [..., m, k]}
     * @param b {@code [..., k, n]}
     */
    public static Value matmul(Value a, Value b) {
        return apply(Op.MATMUL, a, b);
    }

    /**
     * {@return the rows of {@code table} at {@code indices}}
     *
     * @param table {@code [rows, ...]}
     * @param indices whole numbers from 0 to rows - 1, INT64
     */
    public static Value gather(Value table, Value indices) {
        return apply(Op.GATHER, table, indices);
    }

    /**
     * {@return a table of {@code rows} rows in which row i is the sum of the {@code values} whose index is i}
     *
     * @param indices INT64 of any shape
     * @param values a row for each index
     * @param rows number of rows
     */
    public static Value scatterAdd(Value indices, Value values, int rows) {
        return values.graph().apply(Op.SCATTER_ADD, Attributes.of("rows", rows), indices, values);
    }

    /**
     * {@return for each index the element of that index in the last axis}
     *
     * @param a {@code [..., n]}
     * @param indices INT64 {@code [..., m]}, from 0 to n - 1
     */
    public static Value gatherElements(Value a, Value indices) {
        return apply(Op.GATHER_ELEMENTS, a, indices);
    }

    /**
     * {@return 1 at each index of a new last axis, 0 elsewhere}
     *
     * @param indices INT64, from 0 to depth - 1
     * @param depth size of the new axis
     */
    public static Value oneHot(Value indices, int depth) {
        return indices.graph().apply(Op.ONE_HOT, Attributes.of("depth", depth), indices);
    }

    /**
     * {@return the sums over some axes}
     *
     * @param a operand
     * @param keepdims whether these axes stay, with size 1
     * @param axes the axes; negative ones count from the end
     */
    public static Value sum(Value a, boolean keepdims, int... axes) {
        return reduce(Op.REDUCE_SUM, a, keepdims, axes);
    }

    /**
     * {@return the means over some axes}
     *
     * @param a operand
     * @param keepdims whether these axes stay, with size 1
     * @param axes the axes; negative ones count from the end
     */
    public static Value mean(Value a, boolean keepdims, int... axes) {
        return reduce(Op.REDUCE_MEAN, a, keepdims, axes);
    }

    /**
     * {@return the greatest elements over some axes}
     *
     * @param a operand
     * @param keepdims whether these axes stay, with size 1
     * @param axes the axes; negative ones count from the end
     */
    public static Value reduceMax(Value a, boolean keepdims, int... axes) {
        return reduce(Op.REDUCE_MAX, a, keepdims, axes);
    }

    /**
     * {@return the sum of all elements, a scalar}
     *
     * @param a operand
     */
    public static Value sum(Value a) {
        return sum(a, false, Graph.range(0, a.shape().rank()));
    }

    /**
     * {@return the mean of all elements, a scalar}
     *
     * @param a operand
     */
    public static Value mean(Value a) {
        return mean(a, false, Graph.range(0, a.shape().rank()));
    }

    /**
     * {@return the index of the greatest element of the last axis, INT64; the first one of several}
     *
     * @param a operand
     */
    public static Value argMax(Value a) {
        return apply(Op.ARG_MAX, a);
    }

    /**
     * {@return the softmax over the last axis}
     *
     * @param a logits
     */
    public static Value softmax(Value a) {
        return apply(Op.SOFTMAX, a);
    }

    /**
     * {@return the logarithm of the softmax over the last axis}
     *
     * @param a logits
     */
    public static Value logSoftmax(Value a) {
        return apply(Op.LOG_SOFTMAX, a);
    }

    /**
     * {@return the cross entropy of each row of {@code logits} with its label {@code [n]}, in nats}
     *
     * @param logits {@code [n, classes]}
     * @param labels {@code [n]}, INT64
     */
    public static Value crossEntropy(Value logits, Value labels) {
        return apply(Op.CROSS_ENTROPY, logits, labels);
    }

    /**
     * {@return the last axis normalised to mean 0 and variance 1, then scaled and shifted}
     *
     * @param x {@code [..., width]}
     * @param scale {@code [width]}
     * @param bias {@code [width]}
     * @param epsilon added to the variance
     */
    public static Value layerNorm(Value x, Value scale, Value bias, double epsilon) {
        return x.graph().apply(Op.LAYER_NORMALIZATION, Attributes.of("epsilon", epsilon), x, scale, bias);
    }

    /**
     * {@return the last axis divided by its root mean square, then scaled (Zhang and Sennrich 2019)}
     *
     * @param x {@code [..., width]}
     * @param scale {@code [width]}
     * @param epsilon added to the mean square
     */
    public static Value rmsNorm(Value x, Value scale, double epsilon) {
        return x.graph().apply(Op.RMS_NORMALIZATION, Attributes.of("epsilon", epsilon), x, scale);
    }

    /**
     * {@return softmax(q k^T / sqrt(d)) v, {@code [batch, heads, length, d]}}
     *
     * @param q queries {@code [batch, heads, length, d]}
     * @param k keys of the same shape
     * @param v values of the same shape
     */
    public static Value attention(Value q, Value k, Value v) {
        return apply(Op.ATTENTION, q, k, v);
    }

    /**
     * {@return the sums of {@code a} down to {@code shape}, from which it may have been broadcast}
     *
     * @param a operand
     * @param shape one that broadcasts to that of {@code a}
     */
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

    static List<Value> list(Value... values) {
        return List.of(values);
    }
}
