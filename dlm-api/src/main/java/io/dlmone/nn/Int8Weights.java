package io.dlmone.nn;

import io.dlmone.graph.Graph;
import io.dlmone.graph.Node;
import io.dlmone.graph.Op;
import io.dlmone.graph.Ops;
import io.dlmone.graph.Value;
import io.dlmone.tensor.DType;
import io.dlmone.tensor.Shape;
import io.dlmone.tensor.Tensor;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Weights of matrix products in 8 bits. A weight {@code w} is kept as whole numbers from -64 to 64 and, beside them
 * under the name {@code w_scale}, what one of them is worth in each output of the product: the greatest magnitude there
 * is 64 of them (symmetric, per channel). In a graph the weight is their product; backends that know better multiply
 * the whole numbers themselves.
 */
public final class Int8Weights {

    /**
     * Greatest magnitude of a whole number. Processors without instructions for products of bytes add two of them, each
     * with a factor of at most 255, in 16 bits: up to here the sum is right everywhere.
     */
    public static final int GREATEST = 64;

    private static final String SCALE = "_scale";

    private Int8Weights() {}

    /**
     * {@return the name of the scales of a weight}
     *
     * @param name of the weight
     */
    public static String scaleOf(String name) {
        return name + SCALE;
    }

    /**
     * {@return the shape of the scales of a weight}
     *
     * @param shape the weight's, a matrix
     * @param outputs the axis of the product's outputs, 0 or 1
     */
    public static Shape scaleShape(Shape shape, int outputs) {
        return shape.with(1 - outputs, 1);
    }

    /**
     * Finds the weights that serve in a graph as right factors of matrix products and as nothing else: tables from
     * which rows are taken, biases and scales are not among them.
     *
     * @param graph which reads the weights
     * @param weights values of the graph by name
     * @return for each such weight the axis of the products' outputs: 1 for {@code x W}, 0 for {@code x W^T}
     */
    public static Map<String, Integer> products(Graph graph, Map<String, Value> weights) {
        Map<Value, Set<Node>> readers = new HashMap<>();
        for (Node node : graph.liveNodes()) {
            node.inputs().forEach(v -> readers.computeIfAbsent(v, x -> new HashSet<>())
                    .add(node));
        }
        Map<String, Integer> axes = new LinkedHashMap<>();
        weights.forEach((name, value) -> outputs(value, readers).ifPresent(axis -> axes.put(name, axis)));
        return axes;
    }

    private static OptionalInt outputs(Value weight, Map<Value, Set<Node>> readers) {
        Set<Node> by = readers.getOrDefault(weight, Set.of());
        if (weight.shape().rank() != 2 || by.isEmpty()) {
            return OptionalInt.empty();
        }
        if (by.stream().allMatch(node -> isRightFactor(weight, node))) {
            return OptionalInt.of(1);
        }
        boolean turned = by.stream()
                .allMatch(node -> node.op() == Op.TRANSPOSE
                        && readers.getOrDefault(node.output(), Set.of()).stream()
                                .allMatch(product -> isRightFactor(node.output(), product)));
        return turned ? OptionalInt.of(0) : OptionalInt.empty();
    }

    private static boolean isRightFactor(Value weight, Node node) {
        return node.op() == Op.MATMUL
                && node.input(1).equals(weight)
                && !node.input(0).equals(weight);
    }

    /**
     * {@return weights of which some are kept in 8 bits, with their scales}
     *
     * @param weights FLOAT32, by name
     * @param outputs for each weight to be kept so the axis of its outputs, as {@link #products} finds it
     */
    public static Map<String, Tensor> quantized(Map<String, Tensor> weights, Map<String, Integer> outputs) {
        Map<String, Tensor> stored = new LinkedHashMap<>();
        weights.forEach((name, tensor) -> {
            Integer axis = outputs.get(name);
            if (axis == null) {
                stored.put(name, tensor);
            } else {
                float[] scales = scales(tensor, axis);
                stored.put(name, rounded(tensor, axis, scales));
                stored.put(scaleOf(name), Tensor.of(scaleShape(tensor.shape(), axis), scales));
            }
        });
        return stored;
    }

    private static float[] scales(Tensor weight, int axis) {
        int columns = weight.shape().dim(1);
        float[] greatest = new float[weight.shape().dim(axis)];
        for (int i = 0; i < weight.floats().length; i++) {
            int output = axis == 0 ? i / columns : i % columns;
            greatest[output] = Math.max(greatest[output], Math.abs(weight.floats()[i]));
        }
        for (int i = 0; i < greatest.length; i++) {
            greatest[i] = greatest[i] == 0 ? 1 : Math.max(greatest[i] / GREATEST, Float.MIN_NORMAL);
        }
        return greatest;
    }

    private static Tensor rounded(Tensor weight, int axis, float... scales) {
        int columns = weight.shape().dim(1);
        byte[] numbers = new byte[weight.floats().length];
        for (int i = 0; i < numbers.length; i++) {
            double scale = scales[axis == 0 ? i / columns : i % columns];
            numbers[i] = (byte) Math.rint(weight.floats()[i] / scale);
        }
        return Tensor.of(weight.shape(), numbers);
    }

    /**
     * {@return the same weights in FLOAT32, without scales, as trainings want them; those that are in 8 bits have lost
     * what these do not hold}
     *
     * @param stored as they are kept
     */
    public static Map<String, Tensor> floats(Map<String, Tensor> stored) {
        Map<String, Tensor> all = new LinkedHashMap<>(stored);
        stored.forEach((name, tensor) -> {
            if (tensor.type() == DType.INT8) {
                all.put(name, product(tensor, scale(stored, name)));
                all.remove(scaleOf(name));
            }
        });
        return all;
    }

    private static Tensor product(Tensor numbers, Tensor scales) {
        int columns = numbers.shape().dim(1);
        boolean byRow = scales.shape().dim(1) == 1;
        float[] values = new float[numbers.bytes().length];
        for (int i = 0; i < values.length; i++) {
            values[i] = numbers.bytes()[i] * scales.floats()[byRow ? i / columns : i % columns];
        }
        return Tensor.of(numbers.shape(), values);
    }

    /**
     * {@return kept weights as constants of a graph}
     *
     * @param graph where to
     * @param stored as they are kept, by name
     */
    public static Weights constants(Graph graph, Map<String, Tensor> stored) {
        return name -> {
            Tensor tensor = Objects.requireNonNull(stored.get(name), name);
            Value value = graph.constant(tensor);
            return tensor.type() == DType.INT8 ? of(value, graph.constant(scale(stored, name))) : value;
        };
    }

    /** The weight that whole numbers and scales mean. */
    static Value of(Value numbers, Value scales) {
        return Ops.mul(Ops.cast(numbers, DType.FLOAT32), scales);
    }

    static Tensor scale(Map<String, Tensor> stored, String name) {
        return Objects.requireNonNull(stored.get(scaleOf(name)), scaleOf(name));
    }

    /** Names of weights in 8 bits. */
    static List<String> names(Map<String, Tensor> stored) {
        return stored.entrySet().stream()
                .filter(entry -> entry.getValue().type() == DType.INT8)
                .map(Map.Entry::getKey)
                .toList();
    }
}
