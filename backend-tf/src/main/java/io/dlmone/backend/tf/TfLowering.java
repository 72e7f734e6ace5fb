package io.dlmone.backend.tf;

import static io.dlmone.backend.tf.GraphBuilder.Attribute.of;
import static io.dlmone.backend.tf.GraphBuilder.Attribute.shape;

import io.dlmone.backend.Precision;
import io.dlmone.backend.Probe;
import io.dlmone.graph.FreeRows;
import io.dlmone.graph.Graph;
import io.dlmone.graph.Lowering;
import io.dlmone.graph.Node;
import io.dlmone.graph.TensorType;
import io.dlmone.graph.Value;
import io.dlmone.graph.Variable;
import io.dlmone.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import org.tensorflow.proto.DataType;

/**
 * Turns a graph into a TensorFlow graph, each node by its {@link OperatorRules}. Where a special path is not trusted,
 * by plain operators.
 */
final class TfLowering {

    private final Graph graph;
    private final ToIntFunction<Variable> number;
    private final GraphBuilder builder = new GraphBuilder();
    private final NodeWriter writer;
    private final Map<String, String> fed = new LinkedHashMap<>();
    private final Map<String, Variable> variables = new LinkedHashMap<>();
    private final List<Variable> read = new ArrayList<>();

    private TfLowering(
            Graph graph, Precision precision, ToIntFunction<Variable> number, Predicate<Probe> trusted, FreeRows rows) {
        this.graph = graph;
        this.number = number;
        this.writer = new NodeWriter(
                builder, precision == Precision.BF16 ? DataType.DT_BFLOAT16 : DataType.DT_FLOAT, trusted, rows);
    }

    /**
     * The TensorFlow graph that computes a graph.
     *
     * @param number a number for each variable by which it is named; equal graphs over the same variables become equal
     * @param trusted which special paths are used
     */
    static TfModel lower(Graph graph, Precision precision, ToIntFunction<Variable> number, Predicate<Probe> trusted) {
        Predicate<Node> isNative =
                n -> OperatorRules.isNative(n) && trusted.test(Probe.cut("native " + n.op().onnxName(), n));
        return new TfLowering(Lowering.decompose(graph, isNative), precision, number, trusted, FreeRows.NONE).lower();
    }

    /**
     * The TensorFlow graph of a graph without variables that others are to run.
     *
     * @param anyRows whether it takes batches of any size
     */
    static TfModel file(Graph graph, boolean anyRows) {
        Graph lowered = Lowering.decompose(graph, OperatorRules::isNative);
        if (!lowered.reads().isEmpty()) {
            throw new IllegalArgumentException("graph " + graph.name() + " has variables: " + lowered.reads());
        }
        FreeRows rows = anyRows ? FreeRows.of(lowered) : FreeRows.NONE;
        return new TfLowering(lowered, Precision.FP32, v -> 0, p -> true, rows).lower();
    }

    private TfModel lower() {
        for (Node node : graph.liveNodes()) {
            writer.call(node.output(), write(node));
        }
        int outputs = 0;
        for (Value v : graph.outputs().values()) {
            builder.named(TfModel.output(outputs++), "Identity", List.of(writer.name(v)), type("T", v));
        }
        List<String> assignments = new ArrayList<>();
        graph.assignments().forEach((variable, v) -> assignments.add(assign(variable, v)));
        return new TfModel(
                builder.build(), types(graph.inputs()), types(graph.outputs()), fed, variables, read, assignments);
    }

    private String write(Node n) {
        return switch (n.op()) {
            case INPUT -> input(n);
            case VARIABLE -> read(n, n.attributes().object("variable", Variable.class));
            case CONSTANT -> builder.constant(n.attributes().object("value", Tensor.class));
            default -> OperatorRules.write(writer, n);
        };
    }

    private String input(Node n) {
        String name = builder.named(
                "input" + fed.size(),
                "Placeholder",
                List.of(),
                type("dtype", n.output()),
                shape("shape", writer.rows().dims(n.output())));
        fed.put(name, n.attributes().object("name", String.class));
        return name;
    }

    private String read(Node n, Variable variable) {
        String handle = handle(variable);
        read.add(variable);
        return builder.named(read(handle), "ReadVariableOp", List.of(handle), type("dtype", n.output()));
    }

    /** Waits until the variable has been read: what is read is the value from before the run. */
    private String assign(Variable variable, Value v) {
        List<String> inputs = new ArrayList<>(List.of(handle(variable), writer.name(v)));
        if (read.contains(variable)) {
            inputs.add("^" + read(handle(variable)));
        }
        return builder.node("AssignVariableOp", inputs, type("dtype", v));
    }

    private String handle(Variable variable) {
        String name = "variable" + number.applyAsInt(variable);
        if (variables.put(name, variable) == null) {
            builder.named(name, "Placeholder", List.of(), of("dtype", DataType.DT_RESOURCE));
        }
        return name;
    }

    private static String read(String handle) {
        return handle + "_value";
    }

    private static GraphBuilder.Attribute type(String name, Value v) {
        return of(name, NativeTensor.dataType(v.type()));
    }

    private static Map<String, TensorType> types(Map<String, Value> values) {
        Map<String, TensorType> types = new LinkedHashMap<>();
        values.forEach((name, v) -> types.put(name, v.tensorType()));
        return types;
    }
}
