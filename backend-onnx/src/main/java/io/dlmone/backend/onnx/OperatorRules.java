package io.dlmone.backend.onnx;

import static io.dlmone.backend.onnx.ModelBuilder.attribute;

import io.dlmone.graph.Graph;
import io.dlmone.graph.Node;
import io.dlmone.graph.Op;
import io.dlmone.graph.Value;
import io.dlmone.tensor.DType;
import io.dlmone.tensor.Shape;
import io.dlmone.tensor.Tensor;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** One row for each operator that the engine computes: how a node of it is written. */
final class OperatorRules {

    /** Writes one node into a model. */
    interface Rule {
        void write(NodeWriter to, Node node);
    }

    private static final Map<Op, Rule> RULES = new EnumMap<>(Op.class);

    static {
        EnumSet.range(Op.ADD, Op.NOT).forEach(op -> RULES.put(op, (to, n) -> to.direct(n)));
        RULES.put(Op.LESS, OperatorRules::less);
        RULES.put(Op.WHERE, OperatorRules::where);
        RULES.put(Op.STOP_GRADIENT, (to, n) -> to.call(n.output(), to.name(n.input(0))));
        RULES.put(Op.CAST, (to, n) -> {
            DType type = n.attributes().object("to", DType.class);
            to.direct(n, attribute("to", ModelBuilder.elementType(type)));
        });
        RULES.put(Op.RESHAPE, (to, n) -> to.with(n, to.reshaped(n)));
        RULES.put(Op.EXPAND, (to, n) -> to.with(n, to.expanded(n.output())));
        RULES.put(Op.TRANSPOSE, OperatorRules::transpose);
        RULES.put(Op.CONCAT, (to, n) -> {
            to.direct(n, attribute("axis", n.attributes().integer("axis")));
        });
        RULES.put(Op.SLICE, (to, n) -> to.with(n, to.integer(n, "start"), to.integer(n, "end"), to.integer(n, "axis")));
        RULES.put(Op.PAD, OperatorRules::pad);
        RULES.put(Op.MATMUL, (to, n) -> to.direct(n));
        RULES.put(Op.GATHER, (to, n) -> to.direct(n, attribute("axis", 0)));
        RULES.put(Op.SCATTER_ADD, OperatorRules::scatterAdd);
        RULES.put(Op.GATHER_ELEMENTS, (to, n) -> to.direct(n, attribute("axis", -1)));
        RULES.put(Op.ONE_HOT, OperatorRules::oneHot);
        RULES.put(Op.REDUCE_SUM, OperatorRules::reduce);
        RULES.put(Op.REDUCE_MEAN, OperatorRules::reduce);
        RULES.put(Op.REDUCE_MAX, OperatorRules::reduce);
        RULES.put(Op.ARG_MAX, (to, n) -> to.direct(n, attribute("axis", -1), attribute("keepdims", 0)));
        RULES.put(Op.LAYER_NORMALIZATION, (to, n) -> {
            to.direct(n, attribute("epsilon", n.attributes().real("epsilon")));
        });
        RULES.put(Op.RMS_NORMALIZATION, CompositeRules::rmsNorm);
        RULES.put(Op.GELU, CompositeRules::gelu);
        RULES.put(Op.GELU_GRAD, CompositeRules::geluGradient);
        RULES.put(Op.SOFTMAX, (to, n) -> to.direct(n, attribute("axis", -1)));
        RULES.put(Op.LOG_SOFTMAX, (to, n) -> to.direct(n, attribute("axis", -1)));
        RULES.put(Op.CROSS_ENTROPY_GRAD, CompositeRules::crossEntropyGradient);
    }

    private OperatorRules() {}

    /**
     * Whether the engine computes a node itself. Its layer normalisation is the faster one only where mean and
     * deviation are not asked for; where they are, a gradient needs the normalised input too, which the decomposition
     * shares.
     */
    static boolean isNative(Node node) {
        return RULES.containsKey(node.op())
                && (node.op() != Op.LAYER_NORMALIZATION
                        || uses(node.graph()).noneMatch(v -> v.node() == node && v.index() > 0));
    }

    private static Stream<Value> uses(Graph graph) {
        return Stream.of(
                        graph.liveNodes().stream().flatMap(n -> n.inputs().stream()),
                        graph.outputs().values().stream(),
                        graph.assignments().values().stream())
                .flatMap(s -> s);
    }

    static void write(NodeWriter to, Node node) {
        RULES.get(node.op()).write(to, node);
    }

    /** The engine does not compare truths. */
    private static void less(NodeWriter to, Node n) {
        List<String> in = to.names(to.fusion().inputs(n));
        if (n.input(0).type() == DType.BOOL) {
            to.result(n, "And", List.of(to.model().node("Not", in.subList(0, 1)), in.get(1)));
        } else {
            to.result(n, "Less", in);
        }
    }

    /** The engine does not choose among truths. */
    private static void where(NodeWriter to, Node n) {
        List<String> in = to.names(to.fusion().inputs(n));
        if (n.output().type() == DType.BOOL) {
            String not = to.model().node("Not", in.subList(0, 1));
            String first = to.model().node("And", in.subList(0, 2));
            to.result(n, "Or", List.of(first, to.model().node("And", List.of(not, in.get(2)))));
        } else {
            to.result(n, "Where", in);
        }
    }

    private static void transpose(NodeWriter to, Node n) {
        List<Integer> perm =
                Arrays.stream(n.attributes().integers("perm")).boxed().toList();
        String name = to.name(n.output());
        to.once(List.of("Transpose", n.input(0), perm), () -> {
            to.direct(n, attribute("perm", n.attributes().integers("perm")));
            return name;
        });
    }

    private static void pad(NodeWriter to, Node n) {
        int before = n.attributes().integer("before");
        int after = n.attributes().integer("after");
        to.with(n, to.model().integers(before, after), "", to.integer(n, "axis"));
    }

    /**
     * By ScatterElements, which goes from row to row: ScatterND adds on several threads at once, which loses rows that
     * meet at one index (ONNX Runtime 1.28).
     */
    private static void scatterAdd(NodeWriter to, Node n) {
        ModelBuilder m = to.model();
        int count = n.input(0).shape().size();
        int rows = n.attributes().integer("rows");
        Shape sent = Shape.of(count, n.input(1).shape().size() / Math.max(1, count));
        String index = to.reshape(to.name(n.input(0)), count, 1);
        String indices = m.node("Expand", List.of(index, to.shape(sent)));
        String values = to.reshape(to.name(n.input(1)), sent.dims());
        String zeros = m.node("Expand", List.of(m.scalar(0), to.shape(sent.with(0, rows))));
        String sum = m.node(
                "ScatterElements",
                List.of(zeros, indices, values),
                attribute("axis", 0),
                attribute("reduction", "add"));
        to.result(n, "Reshape", List.of(sum, to.shape(n.output().shape())));
    }

    private static void oneHot(NodeWriter to, Node n) {
        String index = to.name(n.input(0));
        String depth = to.model().constant(Tensor.scalar((long) n.attributes().integer("depth")));
        String values = to.model().constant(Tensor.of(Shape.of(2), 0f, 1f));
        if (n.input(0).shape().rank() == 0) {
            String row = to.model().node("OneHot", List.of(to.reshape(index, 1), depth, values));
            to.result(n, "Reshape", List.of(row, to.shape(n.output().shape())));
        } else {
            to.result(n, "OneHot", List.of(index, depth, values));
        }
    }

    private static void reduce(NodeWriter to, Node n) {
        int[] axes = n.attributes().integers("axes");
        to.result(
                n,
                n.op().onnxName(),
                List.of(to.name(n.input(0)), to.shape(Shape.of(axes))),
                attribute("keepdims", n.attributes().integer("keepdims")),
                attribute("noop_with_empty_axes", 1));
    }
}
