package io.dlmone.oracle;

import io.dlmone.graph.Graph;
import io.dlmone.graph.Node;
import io.dlmone.graph.TensorType;
import io.dlmone.graph.Value;
import io.dlmone.graph.Variable;
import io.dlmone.graph.Verifier;
import io.dlmone.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Runs graphs in float64 on the Java heap, slowly and plainly: the oracle that engines and decompositions are compared
 * with. Composite operators are computed by direct formulas, not by their decompositions.
 */
public final class Interpreter {

    private Interpreter() {}

    /**
     * Runs a graph that reads no variables.
     *
     * @param graph any graph that verifies
     * @param inputs by name
     * @return the results by name
     */
    public static Map<String, NdArray> run(Graph graph, Map<String, NdArray> inputs) {
        return run(graph, inputs, new HashMap<>());
    }

    /**
     * Runs a graph once.
     *
     * @param graph any graph that verifies
     * @param inputs by name
     * @param variables their values before; assigned ones are replaced after the run
     * @return the outputs by name
     */
    public static Map<String, NdArray> run(Graph graph, Map<String, NdArray> inputs, Map<Variable, NdArray> variables) {
        Verifier.verify(graph);
        Map<Value, NdArray> values = new HashMap<>();
        for (Node node : graph.liveNodes()) {
            List<NdArray> results = evaluate(node, values, inputs, variables);
            for (int i = 0; i < results.size(); i++) {
                values.put(node.outputs().get(i), checked(node, i, results.get(i)));
            }
        }
        Map<String, NdArray> outputs = new LinkedHashMap<>();
        graph.outputs().forEach((name, v) -> outputs.put(name, values.get(v)));
        if (graph.assignCondition()
                .map(name ->
                        Objects.requireNonNull(outputs.get(name)).toTensor().booleans()[0])
                .orElse(true)) {
            graph.assignments().forEach((variable, v) -> variables.put(variable, values.get(v)));
        }
        return outputs;
    }

    private static List<NdArray> evaluate(
            Node node, Map<Value, NdArray> values, Map<String, NdArray> inputs, Map<Variable, NdArray> variables) {
        return switch (node.op()) {
            case INPUT -> List.of(inputs.get(node.attributes().object("name", String.class)));
            case CONSTANT -> List.of(NdArray.from(node.attributes().object("value", Tensor.class)));
            case VARIABLE -> List.of(variables.get(node.attributes().object("variable", Variable.class)));
            default -> {
                List<NdArray> in = new ArrayList<>();
                node.inputs().forEach(v -> in.add(values.get(v)));
                yield node.op().isComposite()
                        ? Composites.evaluate(node.op(), in, node.attributes())
                        : List.of(Primitives.evaluate(node.op(), in, node.attributes()));
            }
        };
    }

    /** A result whose shape and type are those that were recorded. */
    private static NdArray checked(Node node, int index, NdArray result) {
        TensorType recorded = node.outputs().get(index).tensorType();
        if (!recorded.equals(new TensorType(result.type(), result.shape()))) {
            throw new AssertionError(node + " gave " + result.type() + result.shape() + " for " + recorded);
        }
        return result;
    }
}
