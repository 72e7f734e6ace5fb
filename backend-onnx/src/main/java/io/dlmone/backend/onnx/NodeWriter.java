package io.dlmone.backend.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import io.dlmone.graph.FreeRows;
import io.dlmone.graph.Node;
import io.dlmone.graph.Value;
import io.dlmone.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Writes the nodes of one graph into a model, and knows the names that values have there. */
final class NodeWriter {

    private final ModelBuilder model;
    private final Fusion fusion;
    private final FreeRows rows;
    private final Map<Value, String> names = new HashMap<>();
    private final Map<Object, String> shared = new HashMap<>();

    /** @param rows which values have a first axis of any size */
    NodeWriter(ModelBuilder model, Fusion fusion, FreeRows rows) {
        this.model = model;
        this.fusion = fusion;
        this.rows = rows;
    }

    ModelBuilder model() {
        return model;
    }

    Fusion fusion() {
        return fusion;
    }

    /** The name of a value, a new one if it has none. */
    String name(Value v) {
        return names.computeIfAbsent(v, x -> model.fresh());
    }

    List<String> names(List<Value> values) {
        return values.stream().map(this::name).toList();
    }

    /** Lets a value have this name, unless it has one. */
    void call(Value v, String name) {
        names.putIfAbsent(v, name);
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

    /** A shape as a constant. */
    String shape(Shape shape) {
        return model.integers(NativeTensor.dims(shape));
    }

    /**
     * The shape that Reshape brings a value to. A first axis of any size is the input's where it stays as long, which
     * an engine's inference of shapes follows, else what the other axes leave.
     */
    String reshaped(Node n) {
        long[] dims = Arrays.stream(rows.dims(n.output())).asLongStream().toArray();
        if (rows.grows(n.output())
                && n.input(0).shape().dim(0) == n.output().shape().dim(0)) {
            dims[0] = 0;
        }
        return model.integers(dims);
    }

    /** The shape that a value is brought to by Expand: along a first axis of any size it stays as long as it is. */
    String expanded(Value v) {
        return shape(rows.grows(v) ? v.shape().with(0, 1) : v.shape());
    }

    /** An integer attribute of a node as a constant. */
    String integer(Node n, String attribute) {
        return model.integers(n.attributes().integer(attribute));
    }

    String reshape(String value, int... shape) {
        return model.node("Reshape", List.of(value, shape(Shape.of(shape))));
    }

    /** A value with its axes permuted, written once. */
    String transpose(Value v, List<Integer> perm) {
        int[] axes = perm.stream().mapToInt(i -> i).toArray();
        return once(
                List.of("Transpose", v, perm),
                () -> model.node("Transpose", List.of(name(v)), ModelBuilder.attribute("perm", axes)));
    }

    /**
     * A value as bytes by its range in a run, written once: the bytes, what one of them is worth, and which is zero.
     */
    List<String> bytes(Value v) {
        String prefix = once(List.of("DynamicQuantizeLinear", v), () -> {
            String first = model.fresh();
            model.node(
                    "", "DynamicQuantizeLinear", List.of(name(v)), List.of(first, first + ".scale", first + ".zero"));
            return first;
        });
        return List.of(prefix, prefix + ".scale", prefix + ".zero");
    }

    /** Writes a node as its one result from some inputs. */
    void result(Node n, String op, List<String> inputs, AttributeProto... attributes) {
        model.node("", op, inputs, List.of(name(n.output())), attributes);
    }

    /** Writes a node as the operator of the same name on the same inputs. */
    void direct(Node n, AttributeProto... attributes) {
        result(n, n.op().onnxName(), names(fusion.inputs(n)), attributes);
    }

    /** Writes a node as the operator of the same name, with constants after its input. */
    void with(Node n, String... more) {
        List<String> inputs = new ArrayList<>(names(n.inputs()));
        inputs.addAll(Arrays.asList(more));
        result(n, n.op().onnxName(), inputs);
    }
}
