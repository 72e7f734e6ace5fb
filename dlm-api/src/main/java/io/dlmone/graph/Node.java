package io.dlmone.graph;

import java.util.List;
import java.util.stream.Collectors;

/** One application of an operator in a graph. */
public final class Node {

    private final Graph graph;
    private final int id;
    private final Op op;
    private final List<Value> inputs;
    private final Attributes attributes;
    private final List<Value> outputs;

    Node(Graph graph, int id, Op op, List<Value> inputs, Attributes attributes, List<TensorType> types) {
        this.graph = graph;
        this.id = id;
        this.op = op;
        this.inputs = inputs;
        this.attributes = attributes;
        Value[] out = new Value[types.size()];
        for (int i = 0; i < out.length; i++) {
            out[i] = new Value(this, i, types.get(i));
        }
        this.outputs = List.of(out);
    }

    /** {@return the graph that it stands in} */
    public Graph graph() {
        return graph;
    }

    /** {@return its position in the graph: nodes only read values of smaller ids} */
    public int id() {
        return id;
    }

    /** {@return its operator} */
    public Op op() {
        return op;
    }

    /** {@return the values that it reads} */
    public List<Value> inputs() {
        return inputs;
    }

    /**
     * {@return one of the values that it reads}
     *
     * @param i which, from 0
     */
    public Value input(int i) {
        return inputs.get(i);
    }

    /** {@return the operator's attributes} */
    public Attributes attributes() {
        return attributes;
    }

    /** {@return the values that it gives} */
    public List<Value> outputs() {
        return outputs;
    }

    /** {@return the first output} */
    public Value output() {
        return outputs.get(0);
    }

    @Override
    public String toString() {
        return outputs.stream().map(v -> v + ":" + v.tensorType()).collect(Collectors.joining(", "))
                + " = "
                + op.onnxName()
                + inputs.stream().map(Value::toString).collect(Collectors.joining(", ", "(", ")"))
                + attributes;
    }
}
