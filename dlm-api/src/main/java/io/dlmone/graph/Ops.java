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

    /**
     * {@return a + b, broadcast}
     *
     * @param a left operand
     * @param b right operand
     */
    public static Value add(Value a, Value b) {
        return apply(Op.ADD, a, b);
    }

    /**
     * {@return a + b}
     *
     * @param a left operand
     * @param b a constant
     */
    public static Value add(Value a, double b) {
        return b == 0 ? a : add(a, constant(a, b));
    }

    /**
     * {@return a - b, broadcast}
     *
     * @param a left operand
     * @param b right operand
     */
    public static Value sub(Value a, Value b) {
        return apply(Op.SUB, a, b);
    }

    /**
     * {@return a b, broadcast}
     *
     * @param a left operand
     * @param b right operand
     */
    public static Value mul(Value a, Value b) {
        return apply(Op.MUL, a, b);
    }

    /**
     * {@return a b}
     *
     * @param a left operand
     * @param b a constant
     */
    public static Value mul(Value a, double b) {
        return b == 1 ? a : mul(a, constant(a, b));
    }

    /**
     * {@return a / b, broadcast}
     *
     * @param a left operand
     * @param b right operand
     */
    public static Value div(Value a, Value b) {
        return apply(Op.DIV, a, b);
    }

    /**
     * {@return the greater of both, element by element, broadcast}
     *
     * @param a left operand
     * @param b right operand
     */
    public static Value max(Value a, Value b) {
        return apply(Op.MAX, a, b);
    }

    /**
     * {@return the greater of an element and a constant}
     *
     * @param a left operand
     * @param b a constant
     */
    public static Value max(Value a, double b) {
        return max(a, constant(a, b));
    }

    /**
     * {@return the smaller of both, element by element, broadcast}
     *
     * @param a left operand
     * @param b right operand
     */
    public static Value min(Value a, Value b) {
        return apply(Op.MIN, a, b);
    }

    /**
     * {@return the smaller of an element and a constant}
     *
     * @param a left operand
     * @param b a constant
     */
    public static Value min(Value a, double b) {
        return min(a, constant(a, b));
    }

    /**
     * {@return whether elements are equal, BOOL, broadcast}
     *
     * @param a left operand
     * @param b right operand
     */
    public static Value equal(Value a, Value b) {
        return apply(Op.EQUAL, a, b);
    }

    /**
     * {@return whether a is less than b, BOOL, broadcast}
     *
     * @param a left operand
     * @param b right operand
     */
    public static Value less(Value a, Value b) {
        return apply(Op.LESS, a, b);
    }

    /**
     * {@return whether both hold, BOOL, broadcast}
     *
     * @param a left operand, BOOL
     * @param b right operand, BOOL
     */
    public static Value and(Value a, Value b) {
        return apply(Op.AND, a, b);
    }

    /**
     * {@return whether it does not hold, BOOL}
     *
     * @param a operand, BOOL
     */
    public static Value not(Value a) {
        return apply(Op.NOT, a);
    }

    /**
     * {@return {@code a} where the condition holds, else {@code b}, broadcast}
     *
     * @param condition BOOL
     * @param a taken where it holds
     * @param b taken elsewhere
     */
    public static Value where(Value condition, Value a, Value b) {
        return apply(Op.WHERE, condition, a, b);
    }

    /**
     * {@return -a}
     *
     * @param a operand
     */
    public static Value neg(Value a) {
        return apply(Op.NEG, a);
    }

    /**
     * {@return the magnitude of each element}
     *
     * @param a operand
     */
    public static Value abs(Value a) {
        return apply(Op.ABS, a);
    }

    /**
     * {@return -1, 0 or 1}
     *
     * @param a operand
     */
    public static Value sign(Value a) {
        return apply(Op.SIGN, a);
    }

    /**
     * {@return e to the power of a}
     *
     * @param a operand
     */
    public static Value exp(Value a) {
        return apply(Op.EXP, a);
    }

    /**
     * {@return the natural logarithm}
     *
     * @param a operand, above 0
     */
    public static Value log(Value a) {
        return apply(Op.LOG, a);
    }

    /**
     * {@return the square root}
     *
     * @param a operand, at least 0
     */
    public static Value sqrt(Value a) {
        return apply(Op.SQRT, a);
    }

    /**
     * {@return a a}
     *
     * @param a operand
     */
    public static Value square(Value a) {
        return mul(a, a);
    }

    /**
     * {@return 1 / a}
     *
     * @param a operand
     */
    public static Value reciprocal(Value a) {
        return apply(Op.RECIPROCAL, a);
    }

    /**
     * {@return the hyperbolic tangent}
     *
     * @param a operand
     */
    public static Value tanh(Value a) {
        return apply(Op.TANH, a);
    }

    /**
     * {@return 1 / (1 + exp(-a))}
     *
     * @param a operand
     */
    public static Value sigmoid(Value a) {
        return apply(Op.SIGMOID, a);
    }

    /**
     * {@return a sigmoid(a)}
     *
     * @param a operand
     */
    public static Value silu(Value a) {
        return mul(a, sigmoid(a));
    }

    /**
     * {@return log(1 + exp(a))}
     *
     * @param a operand
     */
    public static Value softplus(Value a) {
        return apply(Op.SOFTPLUS, a);
    }

    /**
     * {@return the error function}
     *
     * @param a operand
     */
    public static Value erf(Value a) {
        return apply(Op.ERF, a);
    }

    /**
     * {@return the sine}
     *
     * @param a operand, in radians
     */
    public static Value sin(Value a) {
        return apply(Op.SIN, a);
    }

    /**
     * {@return the cosine}
     *
     * @param a operand, in radians
     */
    public static Value cos(Value a) {
        return apply(Op.COS, a);
    }

    /**
     * {@return a (1 + erf(a / sqrt 2)) / 2}
     *
     * @param a operand
     */
    public static Value gelu(Value a) {
        return apply(Op.GELU, a);
    }

    /**
     * {@return the same values, through which no gradient flows}
     *
     * @param a operand
     */
    public static Value stopGradient(Value a) {
        return apply(Op.STOP_GRADIENT, a);
    }

    /**
     * {@return the values as another type}
     *
     * @param a operand
     * @param to the type
     */
    public static Value cast(Value a, DType to) {
        return a.type() == to ? a : a.graph().apply(Op.CAST, Attributes.of("to", to), a);
    }

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
