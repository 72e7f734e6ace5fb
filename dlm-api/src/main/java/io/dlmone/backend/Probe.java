package io.dlmone.backend;

import io.dlmone.graph.Graph;
import io.dlmone.graph.Node;
import io.dlmone.graph.Op;
import io.dlmone.graph.Ops;
import io.dlmone.graph.TensorType;
import io.dlmone.graph.Value;
import io.dlmone.graph.Variable;
import io.dlmone.nn.Int8Weights;
import io.dlmone.random.CounterRandom;
import io.dlmone.tensor.DType;
import io.dlmone.tensor.Shape;
import io.dlmone.tensor.Tensor;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * A part of a graph that an engine computes by a special path, cut out as a small graph of its own with known numbers
 * for its inputs. It has the shapes of the part, since other kernels run for others, and the part's frozen variables
 * can be frozen again. Inputs are spread out of one short table inside the graph, and results are brought down to
 * weighted sums of their rows and columns there, so that a check moves little memory.
 *
 * <p>For backends; see {@link PathChecks}.
 */
public final class Probe {

    private static final String TABLE = "table";
    private static final int PERIOD = 4099; // a prime, so that no two rows are alike
    private static final float[] NUMBERS = CounterRandom.of(0, "probe").gaussians(0, PERIOD);

    private final String path;
    private final double tolerance;
    private final boolean keepsFrozen;
    private final Graph graph;
    private final Map<String, Tensor> inputs = new LinkedHashMap<>();
    private final Map<Variable, Tensor> frozen = new LinkedHashMap<>();
    private final Map<Value, Value> images = new HashMap<>();
    private final Map<Value, TensorType> given = new LinkedHashMap<>();
    private int drawn;

    private Probe(String path, double tolerance, boolean keepsFrozen) {
        this.path = path;
        this.tolerance = tolerance;
        this.keepsFrozen = keepsFrozen;
        this.graph = new Graph(path);
        inputs.put(TABLE, Tensor.of(Shape.of(PERIOD), NUMBERS));
        graph.input(TABLE, DType.FLOAT32, PERIOD);
    }

    /**
     * Cuts out what computes some values from others.
     *
     * @param path the special path's name
     * @param results FLOAT32 values that are computed in a special way
     * @param boundary values that are taken as given: the cut ends there, and at the leaves of the graph
     * @param keepsFrozen whether frozen variables are frozen in the probe too; otherwise they are fed
     * @return the small graph with numbers for it
     */
    public static Probe cut(String path, List<Value> results, Collection<Value> boundary, boolean keepsFrozen) {
        return cut(path, 0, results, boundary, keepsFrozen);
    }

    /**
     * Cuts out what is computed with less precision than the engine has.
     *
     * @param path the special path's name
     * @param tolerance greatest difference that is right, relative to the greatest magnitude; what the engine's
     *     precision allows is always right
     * @param results FLOAT32 values that are computed in a special way
     * @param boundary values that are taken as given: the cut ends there, and at the leaves of the graph
     * @param keepsFrozen whether frozen variables are frozen in the probe too; otherwise they are fed
     * @return the small graph with numbers for it
     */
    public static Probe cut(
            String path, double tolerance, List<Value> results, Collection<Value> boundary, boolean keepsFrozen) {
        Probe probe = new Probe(path, tolerance, keepsFrozen);
        for (int i = 0; i < results.size(); i++) {
            probe.sum("result" + i, probe.image(results.get(i), boundary));
        }
        return probe;
    }

    /**
     * {@return one node with all its results, cut out}
     *
     * @param path name of the special path
     * @param node the node
     */
    public static Probe cut(String path, Node node) {
        return cut(path, node.outputs(), node.inputs(), true);
    }

    /** {@return the special path's name} */
    public String path() {
        return path;
    }

    /** {@return the greatest difference that is right beyond what the engine's precision allows, relative} */
    public double tolerance() {
        return tolerance;
    }

    /** {@return the small graph} */
    public Graph graph() {
        return graph;
    }

    /** {@return values for the small graph's inputs} */
    public Map<String, Tensor> inputs() {
        return inputs;
    }

    /** {@return values for the small graph's frozen variables, which are the probe's own} */
    public Map<Variable, Tensor> frozen() {
        return frozen;
    }

    /** {@return types of what was taken as given, for people} */
    public String where() {
        return given.entrySet().stream()
                .map(e -> e.getValue() + (e.getKey().node().op() == Op.VARIABLE ? " frozen" : ""))
                .collect(Collectors.joining(", "));
    }

    /** Whether there is nothing to compute. */
    boolean isEmpty() {
        return images.values().stream().anyMatch(v -> v.shape().size() == 0);
    }

    private Value image(Value v, Collection<Value> boundary) {
        Value known = images.get(v);
        if (known == null) {
            Node n = v.node();
            if (n.op() == Op.CONSTANT) {
                known = graph.constant(n.attributes().object("value", Tensor.class));
            } else if (n.op().isLeaf() || boundary.contains(v)) {
                known = given(v);
            } else {
                Value[] in = n.inputs().stream().map(x -> image(x, boundary)).toArray(Value[]::new);
                known = graph.applyAll(n.op(), n.attributes(), in).outputs().get(v.index());
            }
            images.put(v, known);
        }
        return known;
    }

    private Value given(Value v) {
        if (keepsFrozen
                && v.node().op() == Op.VARIABLE
                && v.node().attributes().object("variable", Variable.class).isFrozen()) {
            Variable copy = Variable.frozen("frozen" + frozen.size(), v.type(), v.shape());
            float[] numbers = numbers(v.shape().size());
            frozen.put(copy, v.type() == DType.INT8 ? bytes(v.shape(), numbers) : Tensor.of(v.shape(), numbers));
            given.put(graph.read(copy), v.tensorType());
            return graph.read(copy);
        }
        Value image = v.type() == DType.FLOAT32 ? spread(v.shape()) : fed(v);
        given.put(image, v.tensorType());
        return image;
    }

    /** Indices are 0 and 1 in turn, which every table of two rows has. */
    private Value fed(Value v) {
        String name = "input" + inputs.size();
        int n = v.shape().size();
        Tensor values =
                v.type() == DType.BOOL ? Tensor.of(v.shape(), new boolean[n]) : Tensor.of(v.shape(), new long[n]);
        for (int i = 1; i < n; i += 2) {
            if (v.type() == DType.BOOL) {
                values.booleans()[i] = true;
            } else {
                values.longs()[i] = 1;
            }
        }
        inputs.put(name, values);
        return graph.input(name, v.type(), v.shape().dims());
    }

    /** Weights of 8 bits as great as they can be: sums that an engine cannot hold show. */
    private static Tensor bytes(Shape shape, float... numbers) {
        byte[] bytes = new byte[numbers.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (numbers[i] < 0 ? -Int8Weights.GREATEST : Int8Weights.GREATEST);
        }
        return Tensor.of(shape, bytes);
    }

    /** A value of that shape, filled from the table. */
    private Value spread(Shape shape) {
        int n = shape.size();
        int start = start(n);
        int repeats = (start + n + PERIOD - 1) / PERIOD;
        Value table = Ops.reshape(Objects.requireNonNull(graph.inputs().get(TABLE)), 1, PERIOD);
        Value all = Ops.reshape(Ops.expand(table, Shape.of(repeats, PERIOD)), repeats * PERIOD);
        return Ops.reshape(Ops.slice(all, 0, start, start + n), shape);
    }

    private float[] numbers(int n) {
        int start = start(n);
        float[] all = new float[n];
        for (int i = 0; i < n; ) {
            int from = (start + i) % PERIOD;
            int length = Math.min(n - i, PERIOD - from);
            System.arraycopy(NUMBERS, from, all, i, length);
            i += length;
        }
        return all;
    }

    /** Where in the table a given value of so many elements starts, another place for each. */
    private int start(int n) {
        int start = drawn;
        drawn = (drawn + n % PERIOD + 997) % PERIOD;
        return start;
    }

    /** What is compared of a result. */
    private void sum(String name, Value result) {
        int n = result.shape().size();
        int columns = result.shape().rank() == 0 ? 1 : result.shape().dim(-1);
        int rows = n / Math.max(1, columns);
        Value matrix = Ops.reshape(result, rows, columns);
        graph.output(name + " rows", Ops.sum(Ops.mul(matrix, spread(Shape.of(columns))), false, 1));
        graph.output(name + " columns", Ops.sum(Ops.mul(matrix, spread(Shape.of(rows, 1))), false, 0));
    }
}
