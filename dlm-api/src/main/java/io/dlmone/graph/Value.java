package io.dlmone.graph;

import io.dlmone.tensor.DType;
import io.dlmone.tensor.Shape;

/** One result of a node: its shape and element type are known when it is recorded. */
public final class Value {

    private final Node node;
    private final int index;
    private final TensorType type;

    Value(Node node, int index, TensorType type) {
        this.node = node;
        this.index = index;
        this.type = type;
    }

    /** {@return the node that computes this value} */
    public Node node() {
        return node;
    }

    /** {@return which of its node's outputs this is} */
    public int index() {
        return index;
    }

    /** {@return the graph that records it} */
    public Graph graph() {
        return node.graph();
    }

    /** {@return its element type and shape} */
    public TensorType tensorType() {
        return type;
    }

    /** {@return its shape} */
    public Shape shape() {
        return type.shape();
    }

    /** {@return its element type} */
    public DType type() {
        return type.type();
    }

    @Override
    public String toString() {
        return "%" + node.id() + (index == 0 ? "" : "." + index);
    }
}
