package io.dlmone.graph;

import io.dlmone.tensor.DType;
import io.dlmone.tensor.Shape;
import io.dlmone.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A pure function on tensors, recorded as an ordered list of nodes in single-assignment form. Besides named inputs and
 * outputs it can read variables and assign them; all reads see the values from before the run, all assignments take
 * effect after it.
 *
 * <p>Recording the same operator on the same inputs twice gives the same value, so common subexpressions exist once.
 * Not thread-safe while it is recorded.
 */
public final class Graph {

    private final String name;
    private final List<Node> nodes = new ArrayList<>();
    private final Map<List<Object>, Node> known = new HashMap<>();
    private final Map<String, Value> inputs = new LinkedHashMap<>();
    private final Map<String, Value> outputs = new LinkedHashMap<>();
    private final Map<Variable, Value> reads = new LinkedHashMap<>();
    private final Map<Variable, Value> assignments = new LinkedHashMap<>();
    private String condition;

    /**
     * A graph without nodes.
     *
     * @param name for messages
     */
    public Graph(String name) {
        this.name = name;
    }

    /** {@return its name, for messages} */
    public String name() {
        return name;
    }

    /**
     * {@return the value of a new input}
     *
     * @param inputName unique in the graph
     * @param type element type
     * @param dims its shape
     */
    public Value input(String inputName, DType type, int... dims) {
        if (inputs.containsKey(inputName)) {
            throw new IllegalArgumentException("graph " + name + " has an input " + inputName + " already");
        }
        Value v = record(Op.INPUT, Attributes.of("name", inputName).and("type", new TensorType(type, Shape.of(dims))));
        inputs.put(inputName, v);
        return v;
    }

    /**
     * {@return a constant}
     *
     * @param tensor its value, which must not change any more
     */
    public Value constant(Tensor tensor) {
        return record(Op.CONSTANT, Attributes.of("value", tensor));
    }

    /**
     * {@return a FLOAT32 scalar constant}
     *
     * @param value its value
     */
    public Value constant(double value) {
        return constant(Tensor.scalar((float) value));
    }

    /**
     * {@return the value that a variable has before the run}
     *
     * @param variable one of the backend that will run the graph
     */
    public Value read(Variable variable) {
        return reads.computeIfAbsent(variable, v -> record(Op.VARIABLE, Attributes.of("variable", v)));
    }

    /**
     * Makes {@code value} the variable's value after the run. At most once for each variable.
     *
     * @param variable one that is not frozen
     * @param value of the variable's type and shape
     */
    public void assign(Variable variable, Value value) {
        if (variable.isFrozen()) {
            throw new IllegalArgumentException("variable " + variable.name() + " is frozen and cannot be assigned");
        }
        if (!variable.shape().equals(value.shape()) || value.type() != variable.type()) {
            throw new IllegalArgumentException(
                    "variable " + variable + " cannot take a value of " + value.tensorType());
        }
        own(value);
        if (assignments.putIfAbsent(variable, value) != null) {
            throw new IllegalArgumentException("variable " + variable.name() + " is assigned twice");
        }
    }

    /**
     * Makes the assignments take effect only in runs in which an output is true; otherwise all variables keep their
     * values, which they must have.
     *
     * @param outputName an output of this graph, a BOOL scalar
     */
    public void assignOnlyIf(String outputName) {
        Value flag = outputs.get(outputName);
        if (flag == null || flag.type() != DType.BOOL || flag.shape().size() != 1) {
            throw new IllegalArgumentException(
                    "graph " + name + " needs an output " + outputName + " that is a BOOL scalar, has " + flag);
        }
        condition = outputName;
    }

    /** {@return the output on which the assignments depend; empty if they always take effect} */
    public Optional<String> assignCondition() {
        return Optional.ofNullable(condition);
    }

    /**
     * Names a result.
     *
     * @param outputName unique in the graph
     * @param value one of this graph
     */
    public void output(String outputName, Value value) {
        own(value);
        value.shape().requireArray(value.type().bytes(), "output " + outputName + " of " + name);
        if (outputs.putIfAbsent(outputName, value) != null) {
            throw new IllegalArgumentException("graph " + name + " has an output " + outputName + " already");
        }
    }

    /**
     * Applies an operator; returns its first output.
     *
     * @param op the operator
     * @param attributes its attributes
     * @param arguments values of this graph
     * @return its first output
     */
    public Value apply(Op op, Attributes attributes, Value... arguments) {
        return applyAll(op, attributes, arguments).output();
    }

    /**
     * Applies an operator that has several outputs.
     *
     * @param op the operator
     * @param attributes its attributes
     * @param arguments values of this graph
     * @return the node, with all outputs
     */
    public Node applyAll(Op op, Attributes attributes, Value... arguments) {
        List<Value> args = List.of(arguments);
        args.forEach(this::own);
        List<Object> key = List.of(op, attributes, args);
        Node same = known.get(key);
        if (same != null) {
            return same;
        }
        op.checkArity(args.size());
        Node node;
        try {
            if (op != Op.CAST && args.stream().anyMatch(x -> x.type() == DType.INT8)) {
                throw new IllegalArgumentException("INT8 is cast before it is computed with");
            }
            node = new Node(this, nodes.size(), op, args, attributes, op.types(args, attributes));
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new IllegalArgumentException(
                    "graph " + name + ": " + op.onnxName() + attributes + " on "
                            + args.stream().map(Value::tensorType).toList() + ": " + e.getMessage(),
                    e);
        }
        for (Value output : node.outputs()) {
            output.shape().requireArray(op == Op.INPUT ? output.type().bytes() : 1, "tensor " + output + " of " + name);
        }
        nodes.add(node);
        known.put(key, node);
        return node;
    }

    private Value record(Op op, Attributes attributes) {
        return apply(op, attributes);
    }

    private void own(Value v) {
        if (v.graph() != this) {
            throw new IllegalArgumentException(
                    "value " + v + " belongs to graph " + v.graph().name + ", not to " + name);
        }
    }

    /** {@return all nodes in the order in which they were recorded} */
    public List<Node> nodes() {
        return Collections.unmodifiableList(nodes);
    }

    /** {@return the inputs by name} */
    public Map<String, Value> inputs() {
        return Collections.unmodifiableMap(inputs);
    }

    /** {@return the named results} */
    public Map<String, Value> outputs() {
        return Collections.unmodifiableMap(outputs);
    }

    /** {@return the variables read, with the values that stand for them} */
    public Map<Variable, Value> reads() {
        return Collections.unmodifiableMap(reads);
    }

    /** {@return what variables become after the run} */
    public Map<Variable, Value> assignments() {
        return Collections.unmodifiableMap(assignments);
    }

    /** {@return the nodes that some output or assignment needs, in order} */
    public List<Node> liveNodes() {
        boolean[] live = new boolean[nodes.size()];
        outputs.values().forEach(v -> live[v.node().id()] = true);
        assignments.values().forEach(v -> live[v.node().id()] = true);
        for (int i = nodes.size() - 1; i >= 0; i--) {
            if (live[i]) {
                nodes.get(i).inputs().forEach(v -> live[v.node().id()] = true);
            }
        }
        return nodes.stream().filter(n -> live[n.id()]).toList();
    }

    @Override
    public String toString() {
        StringBuilder s = new StringBuilder("graph ").append(name).append('\n');
        nodes.forEach(n -> s.append("  ").append(n).append('\n'));
        outputs.forEach((k, v) ->
                s.append("  output ").append(k).append(" = ").append(v).append('\n'));
        assignments.forEach((k, v) ->
                s.append("  assign ").append(k.name()).append(" = ").append(v).append('\n'));
        assignCondition().ifPresent(c -> s.append("  assign only if ").append(c).append('\n'));
        return s.toString();
    }

    static int[] range(int from, int to) {
        int[] r = new int[to - from];
        Arrays.setAll(r, i -> from + i);
        return r;
    }
}
