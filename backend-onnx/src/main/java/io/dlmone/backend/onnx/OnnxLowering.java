package io.dlmone.backend.onnx;

import static io.dlmone.backend.onnx.ModelBuilder.MICROSOFT;
import static io.dlmone.backend.onnx.ModelBuilder.attribute;

import ai.onnx.proto.OnnxMl.AttributeProto;
import com.google.protobuf.ByteString;
import io.dlmone.backend.onnx.Fusion.Factor;
import io.dlmone.backend.onnx.Fusion.Product;
import io.dlmone.graph.Graph;
import io.dlmone.graph.Lowering;
import io.dlmone.graph.Node;
import io.dlmone.graph.Op;
import io.dlmone.graph.TensorType;
import io.dlmone.graph.Value;
import io.dlmone.graph.Variable;
import io.dlmone.tensor.DType;
import io.dlmone.tensor.Shape;
import io.dlmone.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;

/** Turns a graph into an ONNX model: one row per operator, after {@link Fusion} has said what is computed by itself. */
final class OnnxLowering {

    /** Writes one node into the model. */
    private interface Rule {
        void write(OnnxLowering to, Node node);
    }

    private static final Map<Op, Rule> RULES = new EnumMap<>(Op.class);

    static {
        for (Op op : EnumSet.range(Op.ADD, Op.NOT)) {
            RULES.put(op, (to, n) -> to.direct(n));
        }
        RULES.put(Op.LESS, OnnxLowering::less);
        RULES.put(Op.WHERE, OnnxLowering::where);
        RULES.put(Op.GATHER, (to, n) -> to.direct(n, attribute("axis", 0)));
        RULES.put(Op.GATHER_ELEMENTS, (to, n) -> to.direct(n, attribute("axis", -1)));
        RULES.put(Op.ARG_MAX, (to, n) -> to.direct(n, attribute("axis", -1), attribute("keepdims", 0)));
        RULES.put(Op.SOFTMAX, (to, n) -> to.direct(n, attribute("axis", -1)));
        RULES.put(Op.LOG_SOFTMAX, (to, n) -> to.direct(n, attribute("axis", -1)));
        RULES.put(
                Op.CONCAT,
                (to, n) -> to.direct(n, attribute("axis", n.attributes().integer("axis"))));
        RULES.put(Op.CAST, (to, n) -> {
            DType type = n.attributes().object("to", DType.class);
            to.direct(n, attribute("to", ModelBuilder.elementType(type)));
        });
        RULES.put(Op.STOP_GRADIENT, (to, n) -> to.names.put(n.output(), to.name(n.input(0))));
        RULES.put(Op.RESHAPE, (to, n) -> to.with(n, to.integers(n.output().shape())));
        RULES.put(Op.EXPAND, (to, n) -> to.with(n, to.integers(n.output().shape())));
        RULES.put(Op.TRANSPOSE, OnnxLowering::transpose);
        RULES.put(Op.SLICE, (to, n) -> to.with(n, to.integer(n, "start"), to.integer(n, "end"), to.integer(n, "axis")));
        RULES.put(Op.PAD, OnnxLowering::pad);
        RULES.put(Op.SCATTER_ADD, OnnxLowering::scatterAdd);
        RULES.put(Op.ONE_HOT, OnnxLowering::oneHot);
        RULES.put(Op.REDUCE_SUM, OnnxLowering::reduce);
        RULES.put(Op.REDUCE_MEAN, OnnxLowering::reduce);
        RULES.put(Op.REDUCE_MAX, OnnxLowering::reduce);
        RULES.put(
                Op.LAYER_NORMALIZATION,
                (to, n) -> to.direct(n, attribute("epsilon", n.attributes().real("epsilon"))));
        RULES.put(Op.GELU, OnnxLowering::gelu);
        RULES.put(Op.GELU_GRAD, OnnxLowering::geluGradient);
    }

    private final ModelBuilder model = new ModelBuilder();
    private final Map<Value, String> names = new HashMap<>();
    private final Map<List<Object>, String> transposes = new HashMap<>();
    private final Map<Value, String> normalCdfs = new HashMap<>();
    private final Map<Value, String> scaled = new HashMap<>();
    private final Set<Value> differentiated = new HashSet<>();
    private final Graph graph;
    private final Fusion fusion;
    private final ToIntFunction<Variable> number;

    private OnnxLowering(Graph graph, ToIntFunction<Variable> number) {
        this.graph = graph;
        this.fusion = new Fusion(graph);
        this.number = number;
        fusion.needed().stream().filter(n -> n.op() == Op.GELU_GRAD).forEach(n -> differentiated.add(n.input(1)));
    }

    /**
     * The model that computes a graph.
     *
     * @param number a number for each variable by which the model names it; equal graphs over the same variables become
     *     equal models
     */
    static OnnxModel lower(Graph graph, ToIntFunction<Variable> number) {
        return new OnnxLowering(Lowering.decompose(graph, OnnxLowering::isNative), number).lower();
    }

    /**
     * Whether the engine computes a composite itself. Its normalisation is the faster one only where mean and deviation
     * are not asked for; where they are, a gradient needs the normalised input too, which the decomposition shares.
     */
    private static boolean isNative(Node node) {
        return RULES.containsKey(node.op())
                && (node.op() != Op.LAYER_NORMALIZATION
                        || node.graph().liveNodes().stream()
                                .flatMap(n -> n.inputs().stream())
                                .noneMatch(v -> v.node() == node && v.index() > 0));
    }

    private OnnxModel lower() {
        Map<String, String> fed = new LinkedHashMap<>();
        Map<String, Variable> reads = new LinkedHashMap<>();
        Map<String, Variable> frozen = new LinkedHashMap<>();
        Map<String, Value> results = new LinkedHashMap<>();
        Map<String, Variable> assignments = new LinkedHashMap<>();
        graph.outputs().forEach((name, v) -> results.put("out:" + name, v));
        graph.assignments().forEach((variable, v) -> {
            String name = "new:" + number.applyAsInt(variable);
            results.put(name, v);
            assignments.put(name, variable);
        });
        results.forEach((name, v) -> {
            if (!v.node().op().isLeaf() && v.node().op() != Op.STOP_GRADIENT) {
                names.putIfAbsent(v, name);
            }
        });
        for (Node n : fusion.needed()) {
            switch (n.op()) {
                case INPUT -> {
                    String name = n.attributes().object("name", String.class);
                    fed.put(input(n, "in:" + name), name);
                }
                case VARIABLE -> {
                    Variable v = n.attributes().object("variable", Variable.class);
                    String name = "var:" + number.applyAsInt(v);
                    if (v.isFrozen()) {
                        model.external(name, n.output().tensorType());
                        names.put(n.output(), name);
                        frozen.put(name, v);
                    } else {
                        reads.put(input(n, name), v);
                    }
                }
                case CONSTANT ->
                    names.put(n.output(), model.constant(n.attributes().object("value", Tensor.class)));
                default ->
                    fusion.product(n).ifPresentOrElse(p -> product(n, p), () -> RULES.get(n.op())
                            .write(this, n));
            }
        }
        results.forEach((name, v) -> {
            if (!name(v).equals(name)) {
                model.node("", "Identity", List.of(name(v)), List.of(name));
            }
            model.output(name, v.tensorType());
        });
        return new OnnxModel(
                model.build(), types(graph.inputs()), types(graph.outputs()), fed, reads, assignments, frozen);
    }

    private static Map<String, TensorType> types(Map<String, Value> values) {
        return values.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, e -> e.getValue().tensorType(), (a, b) -> a, LinkedHashMap::new));
    }

    private String input(Node n, String name) {
        model.input(name, n.output().tensorType());
        names.put(n.output(), name);
        return name;
    }

    private String name(Value v) {
        return names.computeIfAbsent(v, x -> model.fresh());
    }

    private List<String> names(List<Value> values) {
        return values.stream().map(this::name).toList();
    }

    private String integers(Shape shape) {
        return model.integers(NativeTensor.dims(shape));
    }

    private String integer(Node n, String attribute) {
        return model.integers(n.attributes().integer(attribute));
    }

    private String reshape(String value, int... shape) {
        return model.node("Reshape", List.of(value, integers(Shape.of(shape))));
    }

    /** Writes a node as its one result from some inputs. */
    private void result(Node n, String op, List<String> inputs, AttributeProto... attributes) {
        model.node("", op, inputs, List.of(name(n.output())), attributes);
    }

    /** Writes a node as the operator of the same name on the same inputs. */
    private void direct(Node n, AttributeProto... attributes) {
        result(n, n.op().onnxName(), names(fusion.inputs(n)), attributes);
    }

    /** Writes a node as the operator of the same name, with constants after its input. */
    private void with(Node n, String... more) {
        List<String> inputs = new ArrayList<>(names(n.inputs()));
        inputs.addAll(Arrays.asList(more));
        result(n, n.op().onnxName(), inputs);
    }

    private void less(Node n) {
        if (n.input(0).type() != DType.BOOL) {
            direct(n);
        } else {
            List<String> in = names(fusion.inputs(n));
            result(n, "And", List.of(model.node("Not", in.subList(0, 1)), in.get(1)));
        }
    }

    private void where(Node n) {
        List<String> in = names(fusion.inputs(n));
        if (n.output().type() != DType.BOOL) {
            result(n, "Where", in);
        } else {
            String not = model.node("Not", in.subList(0, 1));
            String first = model.node("And", List.of(in.get(0), in.get(1)));
            result(n, "Or", List.of(first, model.node("And", List.of(not, in.get(2)))));
        }
    }

    private void transpose(Node n) {
        String name = name(n.output());
        int[] perm = n.attributes().integers("perm");
        result(n, "Transpose", names(n.inputs()), attribute("perm", perm));
        transposes.putIfAbsent(List.of(n.input(0), Arrays.stream(perm).boxed().toList()), name);
    }

    private String factor(Factor f) {
        String source = name(f.source());
        if (f.perm().isEmpty()) {
            return source;
        }
        int[] perm = f.perm().stream().mapToInt(i -> i).toArray();
        return transposes.computeIfAbsent(
                List.of(f.source(), f.perm()), k -> model.node("Transpose", List.of(source), attribute("perm", perm)));
    }

    private void product(Node n, Product p) {
        String a = factor(p.a());
        String b = factor(p.b());
        String y = name(n.output());
        if (p.addend() != null) {
            sum(n, p, a, b);
        } else if (!p.a().swapped() && !p.b().swapped() && p.alpha() == 1) {
            model.node("", "MatMul", List.of(a, b), List.of(y));
        } else {
            model.node(
                    MICROSOFT,
                    "FusedMatMul",
                    List.of(a, b),
                    List.of(y),
                    attribute("transA", p.a().swapped() ? 1 : 0),
                    attribute("transB", p.b().swapped() ? 1 : 0),
                    attribute("alpha", p.alpha()));
        }
    }

    /** A product of matrices and an addend, in one operator. */
    private void sum(Node n, Product p, String a, String b) {
        Shape shape = n.output().shape();
        int width = shape.dim(-1);
        int rows = shape.size() / Math.max(1, width);
        boolean flat = shape.rank() == 2;
        Shape source = p.a().source().shape();
        String left = flat ? a : reshape(a, rows, source.dim(-1));
        String addend = name(p.addend());
        String c = flat || p.addend().shape().rank() == 1 ? addend : reshape(addend, rows, width);
        String y = flat ? name(n.output()) : model.fresh();
        model.node(
                "",
                "Gemm",
                List.of(left, b, c),
                List.of(y),
                attribute("transA", p.a().swapped() ? 1 : 0),
                attribute("transB", p.b().swapped() ? 1 : 0),
                attribute("alpha", p.alpha()));
        if (!flat) {
            result(n, "Reshape", List.of(y, integers(shape)));
        }
    }

    private void pad(Node n) {
        int before = n.attributes().integer("before");
        int after = n.attributes().integer("after");
        String axis = integer(n, "axis");
        with(n, model.integers(before, after), "", axis);
    }

    private void scatterAdd(Node n) {
        int[] indices = n.input(0).shape().dims();
        String column = model.node(
                "Reshape", List.of(name(n.input(0)), integers(Shape.of(indices).append(1))));
        String zeros = model.node(
                "Expand", List.of(model.scalar(0), integers(n.output().shape())));
        AttributeProto add = AttributeProto.newBuilder()
                .setName("reduction")
                .setType(AttributeProto.AttributeType.STRING)
                .setS(ByteString.copyFromUtf8("add"))
                .build();
        result(n, "ScatterND", List.of(zeros, column, name(n.input(1))), add);
    }

    private void oneHot(Node n) {
        String depth = model.constant(Tensor.scalar((long) n.attributes().integer("depth")));
        String values = model.constant(Tensor.of(Shape.of(2), 0f, 1f));
        if (n.input(0).shape().rank() == 0) {
            String row =
                    model.node("OneHot", List.of(reshape(name(n.input(0)), 1), depth, values), attribute("axis", -1));
            result(n, "Reshape", List.of(row, integers(n.output().shape())));
        } else {
            result(n, "OneHot", List.of(name(n.input(0)), depth, values), attribute("axis", -1));
        }
    }

    private void reduce(Node n) {
        int[] axes = n.attributes().integers("axes");
        String axis = model.integers(Arrays.stream(axes).asLongStream().toArray());
        result(
                n,
                n.op().onnxName(),
                List.of(name(n.input(0)), axis),
                attribute("keepdims", n.attributes().integer("keepdims")),
                attribute("noop_with_empty_axes", 1));
    }

    /** The engine's own where there is no gradient; else x Phi(x), so that the gradient can use Phi(x) too. */
    private void gelu(Node n) {
        Value x = n.input(0);
        if (differentiated.contains(x)) {
            result(n, "Mul", List.of(name(x), normalCdf(x)));
        } else {
            direct(n);
        }
    }

    /** dy (Phi(x) + x phi(x)), where with u = x / sqrt 2 the second term is u / exp(u u) / sqrt pi. */
    private void geluGradient(Node n) {
        String cdf = normalCdf(n.input(1));
        String u = scaled(n.input(1));
        String bell = model.node("Div", List.of(u, model.node("Exp", List.of(model.node("Mul", List.of(u, u))))));
        String second = model.node("Mul", List.of(bell, model.scalar(1 / Math.sqrt(Math.PI))));
        String slope = model.node("Add", List.of(second, cdf));
        result(n, "Mul", List.of(slope, name(n.input(0))));
    }

    /**
     * Phi(x) = (1 + erf(x / sqrt 2)) / 2; the hard sigmoid halves and shifts in one pass, what it clips does not occur.
     */
    private String normalCdf(Value x) {
        return normalCdfs.computeIfAbsent(
                x,
                v -> model.node(
                        "HardSigmoid",
                        List.of(model.node("Erf", List.of(scaled(v)))),
                        attribute("alpha", 0.5),
                        attribute("beta", 0.5)));
    }

    /** x / sqrt 2. */
    private String scaled(Value x) {
        return scaled.computeIfAbsent(x, v -> model.node("Mul", List.of(name(v), model.scalar(Math.sqrt(0.5)))));
    }
}
