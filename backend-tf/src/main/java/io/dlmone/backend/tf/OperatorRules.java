package io.dlmone.backend.tf;

import static io.dlmone.backend.tf.GraphBuilder.Attribute.of;

import io.dlmone.graph.Node;
import io.dlmone.graph.Op;
import io.dlmone.graph.Value;
import io.dlmone.tensor.DType;
import io.dlmone.tensor.Shape;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.proto.DataType;

/** One row for each operator that the engine computes: how a node of it is written. */
final class OperatorRules {

    /** Writes one node into a graph; returns the name of its result. */
    interface Rule {
        String write(NodeWriter to, Node node);
    }

    private static final Map<Op, Rule> RULES = new EnumMap<>(Op.class);

    static {
        binary(Op.ADD, "AddV2");
        binary(Op.SUB, "Sub");
        binary(Op.MUL, "Mul");
        binary(Op.DIV, "RealDiv");
        binary(Op.MAX, "Maximum");
        binary(Op.MIN, "Minimum");
        binary(Op.EQUAL, "Equal");
        binary(Op.LESS, "Less");
        unary(Op.NEG, "Neg");
        unary(Op.ABS, "Abs");
        unary(Op.SIGN, "Sign");
        unary(Op.EXP, "Exp");
        unary(Op.LOG, "Log");
        unary(Op.SQRT, "Sqrt");
        unary(Op.RECIPROCAL, "Reciprocal");
        unary(Op.TANH, "Tanh");
        unary(Op.SIGMOID, "Sigmoid");
        unary(Op.SOFTPLUS, "Softplus");
        unary(Op.ERF, "Erf");
        unary(Op.SIN, "Sin");
        unary(Op.COS, "Cos");
        unary(Op.SOFTMAX, "Softmax");
        unary(Op.LOG_SOFTMAX, "LogSoftmax");
        reduction(Op.REDUCE_SUM, "Sum");
        reduction(Op.REDUCE_MEAN, "Mean");
        reduction(Op.REDUCE_MAX, "Max");
        RULES.put(Op.AND, (to, n) -> to.graph().node("LogicalAnd", names(to, unexpanded(n))));
        RULES.put(Op.NOT, (to, n) -> to.graph().node("LogicalNot", names(to, n.inputs())));
        RULES.put(Op.WHERE, OperatorRules::where);
        RULES.put(Op.STOP_GRADIENT, (to, n) -> to.name(n.input(0)));
        RULES.put(Op.CAST, (to, n) -> {
            DType type = n.attributes().object("to", DType.class);
            return to.cast(to.name(n.input(0)), NativeTensor.dataType(n.input(0).type()), NativeTensor.dataType(type));
        });
        RULES.put(Op.RESHAPE, (to, n) -> to.with("Reshape", n, shape(to, n.output())));
        RULES.put(Op.EXPAND, OperatorRules::expand);
        RULES.put(Op.TRANSPOSE, OperatorRules::transpose);
        RULES.put(Op.CONCAT, OperatorRules::concat);
        RULES.put(Op.SLICE, OperatorRules::slice);
        RULES.put(Op.PAD, OperatorRules::pad);
        RULES.put(Op.MATMUL, ProductRules::matmul);
        RULES.put(Op.GATHER, (to, n) -> gather(to, n, 0));
        RULES.put(
                Op.GATHER_ELEMENTS, (to, n) -> gather(to, n, n.input(0).shape().rank() - 1));
        RULES.put(Op.SCATTER_ADD, OperatorRules::scatterAdd);
        RULES.put(Op.ONE_HOT, OperatorRules::oneHot);
        RULES.put(
                Op.ARG_MAX,
                (to, n) -> to.apply(
                        "ArgMax",
                        n.input(0).type(),
                        List.of(to.name(n.input(0)), to.graph().integer(-1)),
                        of("output_type", DataType.DT_INT64)));
        RULES.put(Op.CROSS_ENTROPY, (to, n) -> crossEntropy(to, n.input(0), n.input(1)));
        RULES.put(Op.CROSS_ENTROPY_GRAD, OperatorRules::crossEntropyGradient);
    }

    private OperatorRules() {}

    private static void unary(Op op, String name) {
        RULES.put(op, (to, n) -> to.apply(name, n.inputs()));
    }

    private static void binary(Op op, String name) {
        RULES.put(op, (to, n) -> to.apply(name, unexpanded(n)));
    }

    private static void reduction(Op op, String name) {
        RULES.put(
                op,
                (to, n) -> to.apply(
                        name,
                        n.input(0).type(),
                        List.of(
                                to.name(n.input(0)),
                                to.graph().integers(n.attributes().integers("axes"))),
                        of("keep_dims", n.attributes().integer("keepdims") == 1)));
    }

    /** Whether the engine computes a node itself. */
    static boolean isNative(Node node) {
        return RULES.containsKey(node.op());
    }

    /** Writes a node; returns the name of its result. */
    static String write(NodeWriter to, Node node) {
        return RULES.get(node.op()).write(to, node);
    }

    /** The inputs of an elementwise operator, without expansions that it does itself. */
    private static List<Value> unexpanded(Node n) {
        List<Value> in = new ArrayList<>(n.inputs());
        for (int i = 0; i < in.size(); i++) {
            Value whole = in.get(i);
            if (whole.node().op() == Op.EXPAND) {
                in.set(i, whole.node().input(0));
                if (!broadcast(in).equals(n.output().shape())) {
                    in.set(i, whole);
                }
            }
        }
        return in;
    }

    private static Shape broadcast(List<Value> in) {
        return in.stream().map(Value::shape).reduce(Shape.scalar(), Shape::broadcast);
    }

    private static List<String> names(NodeWriter to, List<Value> values) {
        return values.stream().map(to::name).toList();
    }

    /** The shape of a value; -1 for an axis of any size. */
    private static String shape(NodeWriter to, Value v) {
        return to.graph().integers(to.rows().dims(v));
    }

    /** To a fixed shape, or along a first axis of any size as long as it is. */
    private static String expand(NodeWriter to, Node n) {
        if (!to.rows().grows(n.output())) {
            return to.with("BroadcastTo", n, shape(to, n.output()));
        }
        String given = to.apply("Shape", n.input(0).type(), List.of(to.name(n.input(0))));
        String wanted = to.graph().integers(n.output().shape().with(0, 1).dims());
        return to.with("BroadcastTo", n, to.apply("BroadcastArgs", DataType.DT_INT32, List.of(given, wanted)));
    }

    private static String transpose(NodeWriter to, Node n) {
        int[] perm = n.attributes().integers("perm");
        return to.transpose(
                to.name(n.input(0)), NativeTensor.dataType(n.output().type()), perm);
    }

    private static String where(NodeWriter to, Node n) {
        return to.apply("SelectV2", n.output().type(), names(to, unexpanded(n)));
    }

    private static String concat(NodeWriter to, Node n) {
        List<String> in = new ArrayList<>(names(to, n.inputs()));
        in.add(to.graph().integer(n.attributes().integer("axis")));
        return to.apply("ConcatV2", n.output().type(), in, of("N", n.inputs().size()));
    }

    private static String slice(NodeWriter to, Node n) {
        int axis = n.attributes().integer("axis");
        int[] start = new int[n.output().shape().rank()];
        start[axis] = n.attributes().integer("start");
        return to.apply(
                "Slice",
                n.output().type(),
                List.of(to.name(n.input(0)), to.graph().integers(start), shape(to, n.output())),
                of("Index", DataType.DT_INT32));
    }

    private static String pad(NodeWriter to, Node n) {
        int rank = n.output().shape().rank();
        int axis = n.attributes().integer("axis");
        int[] padding = new int[2 * rank];
        padding[2 * axis] = n.attributes().integer("before");
        padding[2 * axis + 1] = n.attributes().integer("after");
        return to.with("Pad", n, to.graph().integers(Shape.of(rank, 2), padding));
    }

    /** From each of the batches that the first {@code axis} axes make. */
    private static String gather(NodeWriter to, Node n, int axis) {
        return to.graph()
                .node(
                        "GatherV2",
                        List.of(
                                to.name(n.input(0)),
                                to.name(n.input(1)),
                                to.graph().integer(axis)),
                        of("Tparams", NativeTensor.dataType(n.input(0).type())),
                        of("Tindices", DataType.DT_INT64),
                        of("Taxis", DataType.DT_INT32),
                        of("batch_dims", axis));
    }

    private static String scatterAdd(NodeWriter to, Node n) {
        return to.apply(
                "UnsortedSegmentSum",
                DType.FLOAT32,
                List.of(
                        to.name(n.input(1)),
                        to.name(n.input(0)),
                        to.graph().integer(n.attributes().integer("rows"))),
                of("Tindices", DataType.DT_INT64));
    }

    private static String oneHot(NodeWriter to, Node n) {
        String depth = to.graph().integer(n.attributes().integer("depth"));
        return to.apply(
                "OneHot",
                DType.FLOAT32,
                List.of(
                        to.name(n.input(0)),
                        depth,
                        to.graph().scalar(1),
                        to.graph().scalar(0)),
                of("TI", DataType.DT_INT64));
    }

    /** Its first result is the loss, its second the gradient of the logits. */
    private static String crossEntropy(NodeWriter to, Value logits, Value labels) {
        return to.once(
                List.of("cross entropy", logits, labels),
                () -> to.apply(
                        "SparseSoftmaxCrossEntropyWithLogits",
                        List.of(logits, labels),
                        of("Tlabels", DataType.DT_INT64)));
    }

    private static String crossEntropyGradient(NodeWriter to, Node n) {
        Value dy = n.input(0);
        String column = to.reshape(to.name(dy), DataType.DT_FLOAT, dy.shape().dim(0), 1);
        String gradient = crossEntropy(to, n.input(1), n.input(2)) + ":1";
        return to.apply("Mul", DType.FLOAT32, List.of(column, gradient));
    }
}
