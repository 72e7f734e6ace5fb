package io.dlmone.backend.onnx;

import ai.onnx.proto.OnnxMl.ModelProto;
import io.dlmone.backend.Probe;
import io.dlmone.graph.FreeRows;
import io.dlmone.graph.Graph;
import io.dlmone.graph.Lowering;
import io.dlmone.graph.Node;
import io.dlmone.graph.Op;
import io.dlmone.graph.TensorType;
import io.dlmone.graph.Value;
import io.dlmone.graph.Variable;
import io.dlmone.tensor.Tensor;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;

/**
 * Turns a graph into an ONNX model: what {@link Fusion} leaves to compute, each node by its {@link OperatorRules}.
 * Where a special path of the graph is not trusted, the model is one of plain operators, and the engine leaves it as it
 * is.
 */
final class OnnxLowering {

    private final Graph graph;
    private final ToIntFunction<Variable> number;
    private final boolean plain;
    private final boolean file;
    private final FreeRows rows;
    private final ModelBuilder model = new ModelBuilder();
    private final NodeWriter writer;
    private final Map<String, String> fed = new LinkedHashMap<>();
    private final Map<String, Variable> reads = new LinkedHashMap<>();
    private final Map<String, Variable> frozen = new LinkedHashMap<>();
    private final Map<String, Variable> assignments = new LinkedHashMap<>();

    private OnnxLowering(Graph graph, ToIntFunction<Variable> number, boolean plain) {
        this(graph, number, plain, false, FreeRows.NONE);
    }

    private OnnxLowering(Graph graph, ToIntFunction<Variable> number, boolean plain, boolean file, FreeRows rows) {
        this.graph = graph;
        this.number = number;
        this.plain = plain;
        this.file = file;
        this.rows = rows;
        this.writer = new NodeWriter(model, new Fusion(graph, !plain, !plain || file), rows);
    }

    /**
     * The model of a graph without variables that others are to run: of the standard's operators alone, its inputs and
     * outputs named as the graph's.
     *
     * @param anyRows whether it takes batches of any size
     */
    static ModelProto file(Graph graph, boolean anyRows) {
        Graph lowered = Lowering.decompose(graph, OperatorRules::isNative);
        if (!lowered.reads().isEmpty()) {
            throw new IllegalArgumentException("graph " + graph.name() + " has variables: " + lowered.reads());
        }
        FreeRows rows = anyRows ? FreeRows.of(lowered) : FreeRows.NONE;
        return new OnnxLowering(lowered, v -> 0, true, true, rows).lower().proto();
    }

    /**
     * The model that computes a graph.
     *
     * @param number a number for each variable by which the model names it; equal graphs over the same variables become
     *     equal models
     * @param trusted which special paths are used; asked by several threads at once, each about a probe with variables
     *     of its own
     */
    static OnnxModel lower(Graph graph, ToIntFunction<Variable> number, Predicate<Probe> trusted) {
        OnnxLowering special =
                new OnnxLowering(Lowering.decomposeConditional(graph, OperatorRules::isNative), number, false);
        return allTrusted(SpecialPaths.of(special.writer.fusion()), trusted)
                ? special.lower()
                : new OnnxLowering(Lowering.decomposeConditional(graph, n -> false), number, true).lower();
    }

    /** Asks on all cores; when this returns or throws nobody is asked any more. */
    private static boolean allTrusted(Collection<Probe> probes, Predicate<Probe> trusted) {
        Queue<RuntimeException> failures = new ConcurrentLinkedQueue<>();
        boolean all = probes.parallelStream().allMatch(probe -> {
            try {
                return trusted.test(probe);
            } catch (RuntimeException e) {
                failures.add(e);
                return false;
            }
        });
        if (!failures.isEmpty()) {
            throw failures.remove();
        }
        return all;
    }

    private OnnxModel lower() {
        Map<String, Value> results = results();
        results.forEach((name, v) -> {
            if (!v.node().op().isLeaf() && v.node().op() != Op.STOP_GRADIENT) {
                writer.call(v, name);
            }
        });
        writer.fusion().needed().forEach(this::write);
        results.forEach((name, v) -> {
            if (!writer.name(v).equals(name)) {
                model.node("", "Identity", List.of(writer.name(v)), List.of(name));
            }
            model.output(name, v.type(), rows.dims(v));
        });
        return new OnnxModel(
                model.build(),
                types(graph.inputs()),
                types(graph.outputs()),
                fed,
                reads,
                assignments,
                graph.assignCondition(),
                frozen,
                plain);
    }

    /** The model's outputs: the graph's own and the new values of variables. */
    private Map<String, Value> results() {
        Map<String, Value> results = new LinkedHashMap<>();
        graph.outputs().forEach((name, v) -> results.put(file ? name : OnnxModel.output(name), v));
        graph.assignments().forEach((variable, v) -> {
            String name = "new:" + number.applyAsInt(variable);
            results.put(name, v);
            assignments.put(name, variable);
        });
        return results;
    }

    private void write(Node n) {
        switch (n.op()) {
            case INPUT -> {
                String name = n.attributes().object("name", String.class);
                fed.put(input(n, file ? name : "in:" + name), name);
            }
            case VARIABLE -> variable(n, n.attributes().object("variable", Variable.class));
            case CONSTANT -> {
                writer.call(n.output(), model.constant(n.attributes().object("value", Tensor.class)));
            }
            default ->
                writer.fusion()
                        .product(n)
                        .ifPresentOrElse(p -> ProductWriter.write(writer, n, p), () -> OperatorRules.write(writer, n));
        }
    }

    private void variable(Node n, Variable v) {
        String name = "var:" + number.applyAsInt(v);
        if (v.isFrozen() && !plain) {
            model.external(name, n.output().tensorType());
            writer.call(n.output(), name);
            frozen.put(name, v);
        } else {
            reads.put(input(n, name), v);
        }
    }

    private String input(Node n, String name) {
        model.input(name, n.output().type(), rows.dims(n.output()));
        writer.call(n.output(), name);
        return name;
    }

    private static Map<String, TensorType> types(Map<String, Value> values) {
        Map<String, TensorType> types = new LinkedHashMap<>();
        values.forEach((name, v) -> types.put(name, v.tensorType()));
        return types;
    }
}
