package io.dlmone.backend.tf;

import static io.dlmone.backend.tf.GraphBuilder.Attribute.of;

import io.dlmone.backend.Probe;
import io.dlmone.backend.tf.GraphBuilder.Attribute;
import io.dlmone.graph.FreeRows;
import io.dlmone.graph.Node;
import io.dlmone.graph.Value;
import io.dlmone.tensor.DType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.tensorflow.proto.DataType;

/** Writes the nodes of one graph into a TensorFlow graph, and knows the names that values have there. */
final class NodeWriter {

    private final GraphBuilder graph;
    private final DataType products;
    private final Predicate<Probe> trusted;
    private final FreeRows rows;
    private final Map<Value, String> names = new HashMap<>();
    private final Map<Object, String> shared = new HashMap<>();

    /**
     * @param products the type in which matrices are multiplied where that is trusted
     * @param trusted which special paths are used
     * @param rows which values have a first axis of any size
     */
    NodeWriter(GraphBuilder graph, DataType products, Predicate<Probe> trusted, FreeRows rows) {
        this.graph = graph;
        this.products = products;
        this.trusted = trusted;
        this.rows = rows;
    }

    GraphBuilder graph() {
        return graph;
    }

    DataType products() {
        return products;
    }

    /** Whether a special path is to be used. */
    boolean trusts(Probe probe) {
        return trusted.test(probe);
    }

    FreeRows rows() {
        return rows;
    }

    String name(Value v) {
        String name = names.get(v);
        if (name == null) {
            throw new IllegalStateException("value " + v + " has not been written");
        }
        return name;
    }

    /** Lets a value be known by this name. */
    void call(Value v, String name) {
        names.put(v, name);
    }

    /** What was written for this key before, or what is written now. */
    String once(List<?> key, Supplier<String> writing) {
        String known = shared.get(key);
        if (known == null) {
            known = writing.get();
            shared.put(key, known);
        }
        return known;
    }

    /** An operator on values, the first of which gives it its type {@code T}. */
    String apply(String op, List<Value> inputs, Attribute... attributes) {
        return apply(op, inputs.get(0).type(), inputs.stream().map(this::name).toList(), attributes);
    }

    /** An operator of type {@code T}. */
    String apply(String op, DType type, List<String> inputs, Attribute... attributes) {
        return apply(op, NativeTensor.dataType(type), inputs, attributes);
    }

    /** An operator of type {@code T}. */
    String apply(String op, DataType type, List<String> inputs, Attribute... attributes) {
        List<Attribute> all = new ArrayList<>(List.of(attributes));
        all.add(of("T", type));
        return graph.node(op, inputs, all.toArray(Attribute[]::new));
    }

    /** An operator on the input of a node and on constants. */
    String with(String op, Node n, String... constants) {
        List<String> inputs = new ArrayList<>(List.of(name(n.input(0))));
        inputs.addAll(Arrays.asList(constants));
        return apply(op, n.input(0).type(), inputs);
    }

    String reshape(String value, DataType type, int... dims) {
        return apply("Reshape", type, List.of(value, graph.integers(dims)));
    }

    /** A value with its axes permuted, written once. */
    String transpose(String value, DataType type, int[] perm) {
        String axes = graph.integers(perm);
        return once(List.of("Transpose", value, axes), () -> apply("Transpose", type, List.of(value, axes)));
    }

    /** A value converted to another type, written once. */
    String cast(String value, DataType from, DataType to) {
        return from == to
                ? value
                : once(
                        List.of("Cast", value, to),
                        () -> graph.node("Cast", List.of(value), of("SrcT", from), of("DstT", to)));
    }
}
