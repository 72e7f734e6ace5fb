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
     * A value as bytes by the range of each of its rows, written once: the bytes, of which 128 is zero, and what one of
     * them is worth in each row, {@code [..., 1]}. So a sequence's bytes do not depend on what else is in the batch.
     */
    Bytes bytes(Value v) {
        String prefix = once(List.of("Bytes", v), () -> {
            String bytes = model.fresh();
            String sizes = model.node("Abs", List.of(name(v)));
            String largest =
                    model.node("ReduceMax", List.of(sizes, model.integers(-1)), ModelBuilder.attribute("keepdims", 1));
            String some = model.node("Max", List.of(largest, model.scalar(Float.MIN_NORMAL * Bytes.GREATEST)));
            String worth = bytes + ".worth";
            model.node("", "Div", List.of(some, model.scalar(Bytes.GREATEST)), List.of(worth));
            String whole = model.node("Div", List.of(name(v), worth));
            model.node(
                    "",
                    "QuantizeLinear",
                    List.of(whole, model.scalar(1), model.byteScalar(Bytes.ZERO)),
                    List.of(bytes));
            return bytes;
        });
        return new Bytes(prefix, prefix + ".worth");
    }

    /** Names of a value's bytes and of what they are worth. */
    record Bytes(String numbers, String worth) {

        /** The byte that is zero. */
        static final int ZERO = 128;

        private static final int GREATEST = 127;
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
