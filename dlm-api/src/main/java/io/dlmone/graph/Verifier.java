package io.dlmone.graph;

import java.util.ArrayList;
import java.util.List;

/** Checks that a graph is sound before it is lowered, and prints the offending nodes in their surroundings. */
public final class Verifier {

    private static final int CONTEXT = 5;

    private Verifier() {}

    /**
     * Checks order, ownership, shapes and types of every node, and that the graph computes something.
     *
     * @param graph any graph
     * @return the same graph
     * @throws IllegalStateException with every fault found
     */
    public static Graph verify(Graph graph) {
        List<String> faults = new ArrayList<>();
        List<Node> nodes = graph.nodes();
        for (int i = 0; i < nodes.size(); i++) {
            String fault = fault(graph, nodes.get(i), i);
            if (fault != null) {
                faults.add(fault + context(nodes, i));
            }
        }
        if (graph.outputs().isEmpty() && graph.assignments().isEmpty()) {
            faults.add("it has neither outputs nor assignments");
        }
        if (!faults.isEmpty()) {
            throw new IllegalStateException("graph " + graph.name() + " is not sound: " + String.join("\n", faults));
        }
        return graph;
    }

    private static String fault(Graph graph, Node node, int position) {
        if (node.id() != position || node.graph() != graph) {
            return "node " + node + " is out of place";
        }
        for (Value v : node.inputs()) {
            if (v.graph() != graph || v.node().id() >= position) {
                return "node " + node + " reads " + v + ", which is not computed before it";
            }
        }
        List<TensorType> recorded =
                node.outputs().stream().map(Value::tensorType).toList();
        try {
            List<TensorType> types = node.op().types(node.inputs(), node.attributes());
            return types.equals(recorded) ? null : "node " + node + " should have types " + types;
        } catch (IllegalArgumentException e) {
            return "node " + node + ": " + e.getMessage();
        }
    }

    private static String context(List<Node> nodes, int at) {
        StringBuilder s = new StringBuilder("\n");
        for (int i = Math.max(0, at - CONTEXT); i < Math.min(nodes.size(), at + CONTEXT + 1); i++) {
            s.append(i == at ? "> " : "  ").append(nodes.get(i)).append('\n');
        }
        return s.toString();
    }
}
