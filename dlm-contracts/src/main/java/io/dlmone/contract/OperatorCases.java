package io.dlmone.contract;

import static io.dlmone.graph.Ops.*;

import io.dlmone.graph.Attributes;
import io.dlmone.graph.Op;
import io.dlmone.graph.Value;
import io.dlmone.tensor.DType;
import io.dlmone.tensor.Shape;
import io.dlmone.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;

/** The cases of every operator, on fixed pseudo-random inputs. */
public final class OperatorCases {

    /** Rounding of a single float32 operation. */
    private static final double EXACT = 1e-6;

    private static final double CLOSE = 1e-5;
    private static final double LOOSE = 1e-4;

    private final List<OperatorCase> cases = new ArrayList<>();
    private final Random random = new Random(20250527);

    private OperatorCases() {}

    /** {@return all of them, at least one for every operator that is not a leaf} */
    public static List<OperatorCase> all() {
        OperatorCases c = new OperatorCases();
        c.binary();
        c.logic();
        c.unary();
        c.shapes();
        c.products();
        c.lookups();
        c.reductions();
        c.rows();
        c.losses();
        c.attentions();
        c.rootMeanSquares();
        return List.copyOf(c.cases);
    }

    private void put(Op op, String name, double tolerance, OperatorCase.Body body, Tensor... inputs) {
        cases.add(new OperatorCase(op, name, List.of(inputs), body, tolerance, true));
    }

    private void rough(Op op, String name, double tolerance, OperatorCase.Body body, Tensor... inputs) {
        cases.add(new OperatorCase(op, name, List.of(inputs), body, tolerance, false));
    }

    /** The operator without attributes on its inputs. */
    private static OperatorCase.Body plain(Op op) {
        return plain(op, Attributes.NONE);
    }

    private static OperatorCase.Body plain(Op op, Attributes attributes) {
        return x -> x.get(0)
                .graph()
                .applyAll(op, attributes, x.toArray(Value[]::new))
                .outputs();
    }

    private static OperatorCase.Body one(UnaryOperator<Value> f) {
        return x -> List.of(f.apply(x.get(0)));
    }

    /** Uniform in an interval. */
    private Tensor in(double low, double high, int... dims) {
        float[] f = new float[Shape.of(dims).size()];
        for (int i = 0; i < f.length; i++) {
            f[i] = (float) (low + (high - low) * random.nextDouble());
        }
        return Tensor.of(Shape.of(dims), f);
    }

    private Tensor any(int... dims) {
        return in(-2, 2, dims);
    }

    /** Of both signs, at least 0.3 from zero. */
    private Tensor nonZero(int... dims) {
        Tensor t = in(0.3, 2, dims);
        for (int i = 0; i < t.floats().length; i++) {
            t.floats()[i] *= random.nextBoolean() ? 1 : -1;
        }
        return t;
    }

    /** Integers from 0 to {@code bound - 1}, as FLOAT32: many are equal. */
    private Tensor few(int bound, int... dims) {
        Tensor t = Tensor.zeros(Shape.of(dims));
        for (int i = 0; i < t.floats().length; i++) {
            t.floats()[i] = random.nextInt(bound);
        }
        return t;
    }

    private Tensor indices(int bound, int... dims) {
        return Tensor.of(
                Shape.of(dims), random.longs(Shape.of(dims).size(), 0, bound).toArray());
    }

    private Tensor truths(int... dims) {
        boolean[] b = new boolean[Shape.of(dims).size()];
        for (int i = 0; i < b.length; i++) {
            b[i] = random.nextBoolean();
        }
        return Tensor.of(Shape.of(dims), b);
    }

    private void binary() {
        for (Op op : List.of(Op.ADD, Op.SUB, Op.MUL, Op.DIV, Op.MAX, Op.MIN)) {
            put(op, "of equal shapes", EXACT, plain(op), any(3, 4), nonZero(3, 4));
            put(op, "of a row", CLOSE, plain(op), any(2, 3, 4), nonZero(4));
            put(op, "of a column and a row", CLOSE, plain(op), any(3, 1), nonZero(2, 1, 4));
            put(op, "of a scalar", CLOSE, plain(op), any(), nonZero(3, 2));
            put(op, "of scalars", EXACT, plain(op), any(), nonZero());
        }
        for (Op op : List.of(Op.ADD, Op.SUB, Op.MUL, Op.DIV)) {
            Tensor x = nonZero(2, 3);
            put(
                    op,
                    "of an input with itself",
                    EXACT,
                    x2 -> List.of(x2.get(0).graph().apply(op, Attributes.NONE, x2.get(0), x2.get(0))),
                    x);
        }
        cases.replaceAll(c -> c.name().contains("itself") && (c.op() == Op.SUB || c.op() == Op.DIV) ? c.rough() : c);
    }

    private void logic() {
        for (Op op : List.of(Op.EQUAL, Op.LESS)) {
            put(op, "of floats", 0, plain(op), any(2, 3), any(3));
            rough(op, "of equal floats", 0, plain(op), few(3, 4, 5), few(3, 1, 5));
            put(op, "of integers", 0, plain(op), indices(3, 4, 5), indices(3, 5));
        }
        put(Op.EQUAL, "of truths", 0, plain(Op.EQUAL), truths(4, 5), truths(4, 5));
        put(Op.AND, "with broadcasting", 0, plain(Op.AND), truths(4, 1), truths(5));
        put(Op.NOT, "", 0, plain(Op.NOT), truths(3, 4));
        put(Op.WHERE, "of equal shapes", 0, plain(Op.WHERE), truths(3, 4), any(3, 4), any(3, 4));
        put(Op.WHERE, "with broadcasting", 0, plain(Op.WHERE), truths(3, 1), any(4), any(2, 3, 4));
        put(Op.WHERE, "of a scalar", 0, plain(Op.WHERE), truths(3, 4), any(), any(3, 4));
        put(Op.WHERE, "of integers", 0, plain(Op.WHERE), truths(3, 4), indices(9, 3, 4), indices(9, 4));
    }

    private void unary() {
        put(Op.NEG, "", 0, plain(Op.NEG), any(3, 4));
        put(Op.ABS, "", 0, plain(Op.ABS), nonZero(3, 4));
        put(Op.SIGN, "", 0, plain(Op.SIGN), nonZero(3, 4));
        rough(Op.SIGN, "of zero", 0, plain(Op.SIGN), Tensor.of(Shape.of(3), 0f, -3f, 2f));
        put(Op.EXP, "", CLOSE, plain(Op.EXP), in(-3, 3, 3, 4));
        put(Op.LOG, "", CLOSE, plain(Op.LOG), in(0.1, 5, 3, 4));
        put(Op.SQRT, "", EXACT, plain(Op.SQRT), in(0.1, 5, 3, 4));
        put(Op.RECIPROCAL, "", EXACT, plain(Op.RECIPROCAL), nonZero(3, 4));
        for (Op op : List.of(Op.TANH, Op.SIGMOID, Op.SOFTPLUS, Op.ERF, Op.SIN, Op.COS)) {
            put(op, "", CLOSE, plain(op), in(-3, 3, 3, 7));
            put(op, "of a scalar", CLOSE, plain(op), in(-1, 1));
        }
        for (Op op : List.of(Op.TANH, Op.SIGMOID, Op.SOFTPLUS, Op.ERF)) {
            rough(op, "far out", CLOSE, plain(op), Tensor.of(Shape.of(4), -100f, -20f, 20f, 100f));
        }
        put(Op.STOP_GRADIENT, "", 0, plain(Op.STOP_GRADIENT), any(3, 4));
        put(Op.CAST, "of floats to integers", 0, one(x -> cast(x, DType.INT64)), offInteger());
        put(Op.CAST, "of floats to truths", 0, one(x -> cast(x, DType.BOOL)), nonZero(3, 4));
        rough(Op.CAST, "of zeros to truths", 0, one(x -> cast(x, DType.BOOL)), few(2, 3, 4));
        put(Op.CAST, "of integers to floats", 0, one(x -> cast(x, DType.FLOAT32)), indices(99, 3, 4));
        put(Op.CAST, "of integers to truths", 0, one(x -> cast(x, DType.BOOL)), indices(2, 3, 4));
        put(Op.CAST, "of truths to floats", 0, one(x -> cast(x, DType.FLOAT32)), truths(3, 4));
        put(Op.CAST, "of truths to integers", 0, one(x -> cast(x, DType.INT64)), truths(3, 4));
    }

    /** Towards zero is where a cast must go. */
    private static Tensor offInteger() {
        return Tensor.of(Shape.of(6), -2.7f, -1.5f, -0.4f, 0.6f, 1.5f, 2.3f);
    }

    private void shapes() {
        put(Op.RESHAPE, "", 0, one(x -> reshape(x, 4, 6)), any(2, 3, 4));
        put(Op.RESHAPE, "to a scalar", 0, one(x -> reshape(x, Shape.scalar())), any(1, 1));
        put(Op.RESHAPE, "of integers", 0, one(x -> reshape(x, 6)), indices(9, 2, 3));
        put(Op.EXPAND, "", 0, one(x -> expand(x, Shape.of(2, 3, 4))), any(3, 1));
        put(Op.EXPAND, "of a scalar", 0, one(x -> expand(x, Shape.of(2, 3))), any());
        put(Op.EXPAND, "of integers", 0, one(x -> expand(x, Shape.of(2, 3))), indices(9, 3));
        put(Op.TRANSPOSE, "", 0, one(x -> transpose(x, 2, 0, 3, 1)), any(2, 3, 4, 5));
        put(Op.TRANSPOSE, "of a matrix", 0, one(x -> transpose(x, 1, 0)), any(2, 3));
        put(Op.TRANSPOSE, "of integers", 0, one(x -> transpose(x, 1, 0)), indices(9, 2, 3));
        OperatorCase.Body three = x -> List.of(concat(1, x.get(0), x.get(1), x.get(2)));
        put(Op.CONCAT, "of three", 0, three, any(2, 1, 3), any(2, 4, 3), any(2, 2, 3));
        put(Op.CONCAT, "of an input twice", 0, x -> List.of(concat(0, x.get(0), x.get(0))), any(2, 3));
        put(Op.CONCAT, "of integers", 0, x -> List.of(concat(-1, x.get(0), x.get(1))), indices(9, 2), indices(9, 3));
        put(Op.SLICE, "", 0, one(x -> slice(x, 1, 1, 3)), any(2, 4, 3));
        put(Op.SLICE, "of the last axis", 0, one(x -> slice(x, -1, 0, 2)), any(2, 4, 3));
        put(Op.SLICE, "of integers", 0, one(x -> slice(x, 0, 2, 5)), indices(9, 6));
        put(Op.PAD, "", 0, one(x -> pad(x, 1, 2, 1)), any(2, 3, 2));
        put(Op.PAD, "on one side", 0, one(x -> pad(x, -1, 0, 3)), any(2, 3));
    }

    private void products() {
        put(Op.MATMUL, "of matrices", CLOSE, plain(Op.MATMUL), any(3, 4), any(4, 5));
        put(Op.MATMUL, "of a batch and a matrix", CLOSE, plain(Op.MATMUL), any(2, 3, 4), any(4, 5));
        put(Op.MATMUL, "of a deep batch and a matrix", CLOSE, plain(Op.MATMUL), any(2, 2, 3, 4), any(4, 2));
        put(Op.MATMUL, "of batches", CLOSE, plain(Op.MATMUL), any(2, 2, 3, 4), any(2, 2, 4, 5));
        put(Op.MATMUL, "of batches that broadcast", CLOSE, plain(Op.MATMUL), any(2, 1, 3, 4), any(3, 4, 2));
        put(Op.MATMUL, "of a matrix and a batch", CLOSE, plain(Op.MATMUL), any(3, 4), any(2, 4, 5));
        put(
                Op.MATMUL,
                "with a transposed factor",
                CLOSE,
                x -> List.of(matmul(x.get(0), transposeMatrix(x.get(1)))),
                any(2, 3, 4),
                any(2, 5, 4));
        put(Op.MATMUL, "of an input with itself", CLOSE, x -> List.of(matmul(x.get(0), x.get(0))), any(3, 3));
        put(Op.MATMUL, "of a row and a column", CLOSE, plain(Op.MATMUL), any(1, 64), any(64, 1));
    }

    private void lookups() {
        put(Op.GATHER, "with repeated indices", 0, plain(Op.GATHER), any(4, 3), indices(4, 2, 5));
        put(Op.GATHER, "of one row", 0, plain(Op.GATHER), any(4, 3), indices(4));
        put(Op.GATHER, "of numbers", 0, plain(Op.GATHER), any(6), indices(6, 2, 4));
        put(Op.GATHER, "of matrices", 0, plain(Op.GATHER), any(4, 3, 2), indices(4, 5));
        put(Op.GATHER, "of integers", 0, plain(Op.GATHER), indices(99, 5), indices(5, 3));
        Attributes five = Attributes.of("rows", 5);
        put(
                Op.SCATTER_ADD,
                "with repeated indices",
                CLOSE,
                plain(Op.SCATTER_ADD, five),
                indices(4, 2, 6),
                any(2, 6, 3));
        put(Op.SCATTER_ADD, "of numbers", CLOSE, plain(Op.SCATTER_ADD, five), indices(5, 7), any(7));
        put(Op.SCATTER_ADD, "of one row", CLOSE, plain(Op.SCATTER_ADD, five), indices(5), any(3));
        put(Op.SCATTER_ADD, "of matrices", CLOSE, plain(Op.SCATTER_ADD, five), indices(5, 4), any(4, 3, 2));
        put(Op.GATHER_ELEMENTS, "", 0, plain(Op.GATHER_ELEMENTS), any(3, 5), indices(5, 3, 1));
        put(Op.GATHER_ELEMENTS, "of a batch", 0, plain(Op.GATHER_ELEMENTS), any(2, 3, 5), indices(5, 2, 3, 1));
        put(Op.ONE_HOT, "", 0, one(x -> oneHot(x, 4)), indices(4, 2, 3));
        put(Op.ONE_HOT, "of one index", 0, one(x -> oneHot(x, 4)), indices(4));
    }

    private void reductions() {
        for (Op op : List.of(Op.REDUCE_SUM, Op.REDUCE_MEAN, Op.REDUCE_MAX)) {
            for (int keep : new int[] {0, 1}) {
                String kept = keep == 1 ? ", kept" : "";
                Attributes a = Attributes.of("keepdims", keep);
                put(op, "over the last axis" + kept, CLOSE, plain(op, a.and("axes", new int[] {2})), any(2, 3, 4));
                put(op, "over two axes" + kept, CLOSE, plain(op, a.and("axes", new int[] {0, 2})), any(2, 3, 4));
                put(op, "over all axes" + kept, CLOSE, plain(op, a.and("axes", new int[] {0, 1})), any(3, 4));
            }
        }
        Attributes last = Attributes.of("keepdims", 0).and("axes", new int[] {1});
        rough(Op.REDUCE_MAX, "with ties", 0, plain(Op.REDUCE_MAX, last), few(2, 4, 6));
        put(Op.ARG_MAX, "", 0, plain(Op.ARG_MAX), any(2, 3, 5));
        put(Op.ARG_MAX, "of a vector", 0, plain(Op.ARG_MAX), any(7));
        rough(Op.ARG_MAX, "with ties: the first", 0, plain(Op.ARG_MAX), few(2, 5, 6));
    }

    private void rows() {
        put(Op.GELU, "", CLOSE, plain(Op.GELU), in(-4, 4, 3, 7));
        rough(Op.GELU, "far out", CLOSE, plain(Op.GELU), Tensor.of(Shape.of(4), -50f, -10f, 10f, 50f));
        put(Op.GELU_GRAD, "", CLOSE, plain(Op.GELU_GRAD), any(3, 7), in(-4, 4, 3, 7));
        for (Op op : List.of(Op.SOFTMAX, Op.LOG_SOFTMAX)) {
            put(op, "", CLOSE, plain(op), any(2, 3, 5));
            put(op, "of a vector", CLOSE, plain(op), any(5));
            put(op, "of four axes", CLOSE, plain(op), any(2, 2, 3, 4));
            rough(op, "of great numbers", CLOSE, plain(op), in(-300, 300, 3, 5));
        }
        put(Op.SOFTMAX_GRAD, "", CLOSE, plain(Op.SOFTMAX_GRAD), any(2, 3, 5), in(0.05, 0.5, 2, 3, 5));
        put(Op.SOFTMAX_GRAD, "of four axes", CLOSE, plain(Op.SOFTMAX_GRAD), any(2, 2, 3, 4), in(0.05, 0.5, 2, 2, 3, 4));
        Attributes epsilon = Attributes.of("epsilon", 0x1p-12);
        OperatorCase.Body norm = plain(Op.LAYER_NORMALIZATION, epsilon);
        put(Op.LAYER_NORMALIZATION, "", LOOSE, norm, any(2, 3, 8), nonZero(8), any(8));
        put(Op.LAYER_NORMALIZATION, "of a matrix", LOOSE, norm, any(5, 4), nonZero(4), any(4));
        put(Op.LAYER_NORMALIZATION, "off centre", LOOSE, norm, in(9, 11, 5, 8), nonZero(8), any(8));
        put(
                Op.LAYER_NORMALIZATION,
                "without its statistics",
                LOOSE,
                x -> List.of(layerNorm(x.get(0), x.get(1), x.get(2), 1e-12)),
                any(2, 3, 8),
                nonZero(8),
                any(8));
        OperatorCase.Body grad = plain(Op.LAYER_NORMALIZATION_GRAD, epsilon);
        put(
                Op.LAYER_NORMALIZATION_GRAD,
                "",
                LOOSE,
                grad,
                any(2, 3, 8),
                any(2, 3, 8),
                nonZero(8),
                in(-0.5, 0.5, 2, 3, 1),
                in(0.5, 1.5, 2, 3, 1));
        put(
                Op.LAYER_NORMALIZATION_GRAD,
                "of a matrix",
                LOOSE,
                grad,
                any(5, 4),
                any(5, 4),
                nonZero(4),
                in(-0.5, 0.5, 5, 1),
                in(0.5, 1.5, 5, 1));
    }

    private void rootMeanSquares() {
        OperatorCase.Body norm = plain(Op.RMS_NORMALIZATION, Attributes.of("epsilon", 0x1p-12));
        put(Op.RMS_NORMALIZATION, "", LOOSE, norm, any(2, 3, 8), nonZero(8));
        put(Op.RMS_NORMALIZATION, "of a vector", LOOSE, norm, any(5), nonZero(5));
        put(Op.RMS_NORMALIZATION, "of heads", LOOSE, norm, any(2, 3, 2, 4), nonZero(4));
        put(Op.RMS_NORMALIZATION, "of small numbers", LOOSE, norm, in(-0.02, 0.02, 3, 7), nonZero(7));
        put(
                Op.RMS_NORMALIZATION,
                "of a sum",
                LOOSE,
                x -> {
                    Value sum = add(x.get(0), x.get(1));
                    return List.of(rmsNorm(sum, x.get(2), 1e-6), sum);
                },
                any(2, 3, 8),
                any(2, 3, 8),
                nonZero(8));
    }

    private void losses() {
        put(Op.CROSS_ENTROPY, "", CLOSE, plain(Op.CROSS_ENTROPY), any(4, 6), indices(6, 4));
        put(Op.CROSS_ENTROPY, "of one row", CLOSE, plain(Op.CROSS_ENTROPY), any(1, 3), indices(3, 1));
        rough(Op.CROSS_ENTROPY, "of great numbers", CLOSE, plain(Op.CROSS_ENTROPY), in(-300, 300, 4, 6), indices(6, 4));
        put(Op.CROSS_ENTROPY_GRAD, "", CLOSE, plain(Op.CROSS_ENTROPY_GRAD), any(4), any(4, 6), indices(6, 4));
    }

    private void attentions() {
        OperatorCase.Body whole = plain(Op.ATTENTION);
        put(Op.ATTENTION, "", LOOSE, whole, any(2, 2, 3, 4), any(2, 2, 3, 4), any(2, 2, 3, 4));
        put(
                Op.ATTENTION,
                "of other lengths and widths",
                LOOSE,
                whole,
                any(2, 2, 3, 8),
                any(2, 2, 5, 8),
                any(2, 2, 5, 6));
        put(
                Op.ATTENTION,
                "of an input with itself",
                LOOSE,
                x -> List.of(attention(x.get(0), x.get(0), x.get(0))),
                any(2, 2, 3, 4));
        put(
                Op.ATTENTION,
                "of heads that were split off",
                LOOSE,
                x -> List.of(attention(heads(x.get(0)), heads(x.get(1)), heads(x.get(2)))),
                any(2, 5, 8),
                any(2, 5, 8),
                any(2, 5, 8));
        OperatorCase.Body grad = x -> attentionGradient(x.get(0), x.get(1), x.get(2), x.get(3));
        put(Op.ATTENTION_GRAD, "", LOOSE, grad, any(2, 2, 3, 4), any(2, 2, 3, 4), any(2, 2, 3, 4), any(2, 2, 3, 4));
        put(
                Op.ATTENTION_GRAD,
                "of other lengths and widths",
                LOOSE,
                grad,
                any(2, 2, 3, 6),
                any(2, 2, 3, 8),
                any(2, 2, 5, 8),
                any(2, 2, 5, 6));
        put(
                Op.ATTENTION_GRAD,
                "of an input with itself",
                LOOSE,
                x -> attentionGradient(x.get(0), x.get(1), x.get(1), x.get(1)).subList(0, 1),
                any(2, 2, 3, 4),
                any(2, 2, 3, 4));
    }

    private static List<Value> attentionGradient(Value dy, Value q, Value k, Value v) {
        List<Value> y =
                q.graph().applyAll(Op.ATTENTION, Attributes.NONE, q, k, v).outputs();
        return q.graph()
                .applyAll(Op.ATTENTION_GRAD, Attributes.NONE, dy, q, k, v, y.get(0), y.get(1))
                .outputs();
    }

    /** {@code [batch, length, width]} as two heads, {@code [batch, 2, length, width / 2]}. */
    private static Value heads(Value x) {
        int[] d = x.shape().dims();
        return transpose(reshape(x, d[0], d[1], 2, d[2] / 2), 0, 2, 1, 3);
    }
}
