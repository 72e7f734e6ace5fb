package io.dlmone.graph;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** Prepares a graph for a backend: drops what nothing needs and decomposes composites that the engine does not have. */
public final class Lowering {

    private Lowering() {}

    /**
     * {@return an equivalent graph of live nodes in which every composite operator satisfies {@code isNative} and all
     * assignments are unconditional: those of a graph with a condition choose between the new value and the old}
     *
     * @param graph any graph
     * @param isNative which composite nodes the backend lowers itself
     */
    public static Graph decompose(Graph graph, Predicate<Node> isNative) {
        return chosen(decomposeConditional(graph, isNative));
    }

    /**
     * {@return the same for a backend that looks at {@link Graph#assignCondition} itself: the condition stays}
     *
     * @param graph any graph
     * @param isNative whether the backend has a lowering of a node
     */
    public static Graph decomposeConditional(Graph graph, Predicate<Node> isNative) {
        Verifier.verify(graph);
        Graph out = new Graph(graph.name());
        Map<Value, Value> images = new HashMap<>();
        graph.inputs()
                .forEach((name, v) ->
                        images.put(v, out.input(name, v.type(), v.shape().dims())));
        for (Node node : graph.liveNodes()) {
            if (!images.containsKey(node.output())) {
                List<Value> results = image(node, images, out, isNative);
                for (int i = 0; i < results.size(); i++) {
                    images.put(node.outputs().get(i), results.get(i));
                }
            }
        }
        graph.outputs().forEach((name, v) -> out.output(name, images.get(v)));
        graph.assignments().forEach((variable, v) -> out.assign(variable, images.get(v)));
        graph.assignCondition().ifPresent(out::assignOnlyIf);
        return isDone(out, isNative) ? out : decomposeConditional(out, isNative);
    }

    private static Graph chosen(Graph graph) {
        if (graph.assignCondition().isEmpty()) {
            return graph;
        }
        Graph out = new Graph(graph.name());
        Map<Value, Value> images = new HashMap<>();
        graph.inputs()
                .forEach((name, v) ->
                        images.put(v, out.input(name, v.type(), v.shape().dims())));
        for (Node node : graph.nodes()) {
            if (node.op() != Op.INPUT) {
                List<Value> results = image(node, images, out, n -> true);
                for (int i = 0; i < results.size(); i++) {
                    images.put(node.outputs().get(i), results.get(i));
                }
            }
        }
        graph.outputs().forEach((name, v) -> out.output(name, images.get(v)));
        Value condition = out.outputs().get(graph.assignCondition().get());
        graph.assignments()
                .forEach(
                        (variable, v) -> out.assign(variable, Ops.where(condition, images.get(v), out.read(variable))));
        return out;
    }

    private static List<Value> image(Node node, Map<Value, Value> images, Graph out, Predicate<Node> isNative) {
        if (node.op() == Op.VARIABLE) {
            return List.of(out.read(node.attributes().object("variable", Variable.class)));
        }
        List<Value> inputs = new ArrayList<>();
        node.inputs().forEach(v -> inputs.add(images.get(v)));
        if (node.op().isComposite() && !isNative.test(node)) {
            return node.op().decompose(inputs, node.attributes());
        }
        return out.applyAll(node.op(), node.attributes(), inputs.toArray(Value[]::new))
                .outputs();
    }

    /** Whether no decomposition has left composites that must be decomposed in turn, or results that nothing needs. */
    private static boolean isDone(Graph graph, Predicate<Node> isNative) {
        Set<Node> live = new HashSet<>(graph.liveNodes());
        return graph.nodes().stream()
                .allMatch(n -> n.op() == Op.INPUT || live.contains(n) && (!n.op().isComposite() || isNative.test(n)));
    }
}
