package io.dlmone.graph;

import io.dlmone.tensor.DType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reverse-mode differentiation: records the gradient of a scalar in the graph that computes it. */
public final class Gradients {

    private Gradients() {}

    /**
     * {@return the gradients of a scalar with respect to some values, each of its value's shape (zeros where the scalar
     * does not depend on it)} Only paths that lead to these values are differentiated, so that the weights of a frozen
     * network cost nothing.
     *
     * @param loss a FLOAT32 scalar
     * @param withRespectTo any values of the same graph: variables read, inputs or intermediate values
     */
    public static List<Value> of(Value loss, List<Value> withRespectTo) {
        if (loss.shape().size() != 1 || loss.type() != DType.FLOAT32) {
            throw new IllegalArgumentException("gradients need a scalar loss, got " + loss.tensorType());
        }
        Value one = Ops.expand(loss.graph().constant(1), loss.shape());
        Value[] found = backward(List.of(loss), new Value[] {one}, withRespectTo, false);
        List<Value> all = new ArrayList<>();
        for (int i = 0; i < found.length; i++) {
            all.add(
                    found[i] != null
                            ? found[i]
                            : Ops.zeros(loss.graph(), withRespectTo.get(i).shape()));
        }
        return all;
    }

    /**
     * @param stopThere whether gradients end at the values asked for, also where one of them depends on another: the
     *     partial gradients of one operator, not the total ones
     */
    private static Value[] backward(
            List<Value> outputs, Value[] outputGradients, List<Value> withRespectTo, boolean stopThere) {
        Graph graph = withRespectTo.isEmpty() ? null : withRespectTo.get(0).graph();
        if (graph == null) {
            return new Value[0];
        }
        List<Node> nodes = List.copyOf(graph.nodes());
        boolean[] wanted = wanted(nodes, withRespectTo);
        Map<Value, Value> gradients = new HashMap<>();
        for (int i = 0; i < outputGradients.length; i++) {
            accumulate(gradients, outputs.get(i), outputGradients[i]);
        }
        Set<Value> ends = stopThere ? Set.copyOf(withRespectTo) : Set.of();
        for (int i = nodes.size() - 1; i >= 0; i--) {
            Node node = nodes.get(i);
            if (!wanted[i] || !feeds(node, wanted) || node.outputs().stream().anyMatch(ends::contains)) {
                continue;
            }
            Value[] dy = node.outputs().stream().map(gradients::get).toArray(Value[]::new);
            if (Arrays.stream(dy).anyMatch(d -> d != null)) {
                Value[] dx = inputGradients(node, dy);
                for (int k = 0; k < dx.length; k++) {
                    if (wanted[node.input(k).node().id()]) {
                        accumulate(gradients, node.input(k), dx[k]);
                    }
                }
            }
        }
        return withRespectTo.stream().map(gradients::get).toArray(Value[]::new);
    }

    private static boolean feeds(Node node, boolean[] wanted) {
        return node.inputs().stream().anyMatch(v -> wanted[v.node().id()]);
    }

    private static Value[] inputGradients(Node node, Value[] dy) {
        Op.GradientRule rule = node.op().gradientRule();
        Value[] byRule = rule == null ? null : rule.gradients(node, dy);
        if (byRule != null) {
            return byRule;
        }
        Value[] dx = backward(node.op().decompose(node.inputs(), node.attributes()), dy, node.inputs(), true);
        for (int i = 0; i < dx.length; i++) {
            if (node.inputs().indexOf(node.input(i)) < i) {
                dx[i] = null; // an input that is given twice has its whole gradient at its first place
            }
        }
        return dx;
    }

    /** Which nodes depend on one of the values. */
    private static boolean[] wanted(List<Node> nodes, List<Value> withRespectTo) {
        boolean[] wanted = new boolean[nodes.size()];
        withRespectTo.forEach(v -> wanted[v.node().id()] = true);
        for (Node node : nodes) {
            boolean reached = node.op() != Op.STOP_GRADIENT
                    && node.inputs().stream().anyMatch(v -> wanted[v.node().id()]);
            wanted[node.id()] |= reached;
        }
        return wanted;
    }

    private static void accumulate(Map<Value, Value> gradients, Value value, Value gradient) {
        if (gradient == null) {
            return;
        }
        if (!gradient.shape().equals(value.shape())) {
            throw new IllegalStateException("gradient " + gradient.tensorType() + " for " + value.node());
        }
        gradients.merge(value, gradient, Ops::add);
    }
}
