package io.dlmone.backend.djl;

import static io.dlmone.backend.djl.ScriptWriter.code;
import static io.dlmone.backend.djl.ScriptWriter.integers;
import static io.dlmone.backend.djl.ScriptWriter.shape;

import io.dlmone.backend.Precision;
import io.dlmone.graph.Node;
import io.dlmone.graph.Op;
import io.dlmone.graph.Value;
import io.dlmone.tensor.DType;
import io.dlmone.tensor.Shape;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** One row for each operator that is not a leaf, a view or part of another: how a node of it is written. */
final class OperatorRules {

    /** Writes one node into a script. */
    interface Rule {
        void write(ScriptWriter to, Node node);
    }

    private static final Map<Op, Rule> RULES = new EnumMap<>(Op.class);

    /** Each element of the result depends on the same element of the inputs only. */
    private static final Set<Op> ELEMENTWISE =
            EnumSet.of(Op.ADD, Op.SUB, Op.MUL, Op.DIV, Op.NEG, Op.ABS, Op.SIGN, Op.EXP, Op.LOG, Op.SQRT);

    static {
        ELEMENTWISE.addAll(EnumSet.of(Op.RECIPROCAL, Op.TANH, Op.SIGMOID, Op.ERF, Op.SIN, Op.COS, Op.WHERE));
        RULES.put(Op.ADD, (to, n) -> ArithmeticRules.binary(to, n, "add"));
        RULES.put(Op.SUB, (to, n) -> ArithmeticRules.binary(to, n, "sub"));
        RULES.put(Op.MUL, (to, n) -> ArithmeticRules.binary(to, n, "mul"));
        RULES.put(Op.DIV, (to, n) -> ArithmeticRules.binary(to, n, "div"));
        for (Op op : EnumSet.range(Op.NEG, Op.COS)) {
            RULES.put(op, ArithmeticRules::unary);
        }
        RULES.put(Op.MAX, (to, n) -> call(to, n, "maximum"));
        RULES.put(Op.MIN, (to, n) -> call(to, n, "minimum"));
        RULES.put(Op.EQUAL, (to, n) -> call(to, n, "eq"));
        RULES.put(Op.LESS, (to, n) -> call(to, n, "lt"));
        RULES.put(Op.AND, (to, n) -> call(to, n, "logical_and"));
        RULES.put(Op.NOT, (to, n) -> call(to, n, "logical_not"));
        RULES.put(Op.WHERE, ArithmeticRules::where);
        RULES.put(Op.CAST, (to, n) -> {
            DType type = n.attributes().object("to", DType.class);
            to.define(n.output(), Expression.of("torch.to(%s, %d)", to.full(n.input(0)), code(type)));
        });
        RULES.put(Op.CONCAT, (to, n) -> {
            String parts = n.inputs().stream().map(to::full).collect(Collectors.joining(", ", "[", "]"));
            to.define(
                    n.output(),
                    Expression.of("torch.cat(%s, %d)", parts, n.attributes().integer("axis")));
        });
        RULES.put(Op.PAD, OperatorRules::pad);
        RULES.put(Op.GATHER, OperatorRules::gather);
        RULES.put(Op.SCATTER_ADD, OperatorRules::scatterAdd);
        RULES.put(Op.GATHER_ELEMENTS, (to, n) -> {
            to.define(n.output(), Expression.of("torch.gather(%s, -1, %s)", to.full(n.input(0)), to.full(n.input(1))));
        });
        RULES.put(Op.ONE_HOT, (to, n) -> {
            String hot = to.emit(Expression.of(
                    "torch.one_hot(%s, %d)", to.full(n.input(0)), n.attributes().integer("depth")));
            to.define(n.output(), Expression.of("torch.to(%s, %d)", hot, code(DType.FLOAT32)));
        });
        RULES.put(Op.REDUCE_SUM, (to, n) -> reduce(to, n, "torch.sum(%s, %s, %s, dtype=6)"));
        RULES.put(Op.REDUCE_MEAN, (to, n) -> reduce(to, n, "torch.mean(%s, %s, %s, dtype=6)"));
        RULES.put(Op.REDUCE_MAX, (to, n) -> reduce(to, n, "torch.amax(%s, %s, %s)"));
        RULES.put(
                Op.ARG_MAX,
                (to, n) -> to.define(n.output(), Expression.of("torch.argmax(%s, -1)", to.full(n.input(0)))));
        RULES.put(Op.LAYER_NORMALIZATION, CompositeRules::layerNorm);
        RULES.put(Op.LAYER_NORMALIZATION_GRAD, CompositeRules::layerNormGradient);
        RULES.put(Op.GELU, CompositeRules::gelu);
        RULES.put(Op.GELU_GRAD, CompositeRules::geluGradient);
        RULES.put(
                Op.SOFTMAX,
                (to, n) -> to.define(n.output(), Expression.of("torch.softmax(%s, -1)", to.full(n.input(0)))));
        RULES.put(Op.SOFTMAX_GRAD, (to, n) -> {
            to.define(
                    n.output(),
                    Expression.of(
                            "torch._softmax_backward_data(%s, %s, -1, 6)", to.full(n.input(0)), to.full(n.input(1))));
        });
        RULES.put(
                Op.LOG_SOFTMAX,
                (to, n) -> to.define(n.output(), Expression.of("torch.log_softmax(%s, -1)", to.full(n.input(0)))));
        RULES.put(Op.CROSS_ENTROPY, CompositeRules::crossEntropy);
        RULES.put(Op.CROSS_ENTROPY_GRAD, CompositeRules::crossEntropyGradient);
        RULES.put(Op.ATTENTION, CompositeRules::attention);
        RULES.put(Op.ATTENTION_GRAD, CompositeRules::attentionGradient);
    }

    private OperatorRules() {}

    /**
     * Whether the engine computes a composite node itself. Its attention wants one width for all; in bfloat16, its
     * gradient takes five times as long as products and softmax do.
     */
    static boolean isNative(Node node, Precision precision) {
        boolean fp32 = precision == Precision.FP32;
        return switch (node.op()) {
            case ATTENTION -> fp32 && CompositeRules.hasOneWidth(node.input(0), node.input(2));
            case ATTENTION_GRAD -> fp32 && CompositeRules.hasOneWidth(node.input(1), node.input(3));
            default -> RULES.containsKey(node.op());
        };
    }

    static boolean isElementwise(Op op) {
        return ELEMENTWISE.contains(op);
    }

    static void write(ScriptWriter to, Node n) {
        Optional<Fusion.Product> product = to.fusion().product(n);
        Optional<Fusion.Sum> sum = to.fusion().sum(n);
        if (product.isPresent()) {
            ProductRules.write(to, n, product.get());
        } else if (sum.isPresent()) {
            ArithmeticRules.sum(to, n, sum.get());
        } else {
            RULES.get(n.op()).write(to, n);
        }
    }

    private static void call(ScriptWriter to, Node n, String function) {
        String arguments = n.inputs().stream().map(to::full).collect(Collectors.joining(", "));
        to.define(n.output(), Expression.of("torch.%s(%s)", function, arguments));
    }

    /** Pairs of numbers before and after, from the last axis on. */
    private static void pad(ScriptWriter to, Node n) {
        int[] pairs = new int[2 * (n.output().shape().rank() - n.attributes().integer("axis"))];
        pairs[pairs.length - 2] = n.attributes().integer("before");
        pairs[pairs.length - 1] = n.attributes().integer("after");
        to.define(n.output(), Expression.of("torch.constant_pad_nd(%s, %s, 0)", to.full(n.input(0)), integers(pairs)));
    }

    private static void gather(ScriptWriter to, Node n) {
        String flat = to.emit(Expression.of("torch.reshape(%s, [-1])", to.full(n.input(1))));
        String rows = to.emit(Expression.of("torch.index_select(%s, 0, %s)", to.full(n.input(0)), flat));
        to.define(n.output(), Expression.of("torch.reshape(%s, %s)", rows, to.shape(n.output())));
    }

    /** By the gradient of an embedding, which adds rows in the order of their indices: the same sums every time. */
    private static void scatterAdd(ScriptWriter to, Node n) {
        int count = n.input(0).shape().size();
        Shape sent = Shape.of(count, n.input(1).shape().size() / Math.max(1, count));
        String values = to.emit(Expression.of("torch.reshape(%s, %s)", to.full(n.input(1)), shape(sent)));
        String index = to.emit(Expression.of("torch.reshape(%s, [-1])", to.full(n.input(0))));
        String sum = to.emit(Expression.of(
                "torch.embedding_dense_backward(%s, %s, %d, -1, False)",
                values, index, n.attributes().integer("rows")));
        to.define(
                n.output(),
                Expression.of("torch.reshape(%s, %s)", sum, shape(n.output().shape())));
    }

    private static void reduce(ScriptWriter to, Node n, String call) {
        String axes = integers(n.attributes().integers("axes"));
        String keep = n.attributes().integer("keepdims") == 1 ? "True" : "False";
        Value x = n.input(0);
        to.define(n.output(), Expression.of(call, n.op() == Op.REDUCE_MAX ? to.full(x) : to.any(x), axes, keep));
    }
}
