package io.dlmone.backend.check;

import io.dlmone.backend.Backend;
import io.dlmone.graph.Graph;
import io.dlmone.graph.Value;
import io.dlmone.graph.Variable;
import io.dlmone.nn.Weights;
import io.dlmone.oracle.Interpreter;
import io.dlmone.oracle.NdArray;
import io.dlmone.tensor.DType;
import io.dlmone.tensor.Tensor;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A computation whose answer is known.
 *
 * @param frozen whether the weights are frozen, and not such as could be trained
 * @param expected the outputs in double arithmetic
 */
record CheckCase(
        Kind kind,
        String name,
        Map<String, Tensor> inputs,
        Map<String, Tensor> weights,
        boolean frozen,
        Body body,
        Map<String, NdArray> expected) {

    /** Records the computation. */
    interface Body {
        /** The outputs by name. */
        Map<String, Value> outputs(Function<String, Value> inputs, Weights weights);
    }

    /** A case whose answer the oracle gives, with weights that could be trained. */
    static CheckCase of(Kind kind, String name, Map<String, Tensor> inputs, Map<String, Tensor> weights, Body body) {
        Map<Variable, NdArray> values = new HashMap<>();
        CheckCase open = new CheckCase(kind, name, inputs, weights, false, body, Map.of());
        Graph graph = open.graph((variable, value) -> values.put(variable, NdArray.from(value)));
        Map<String, NdArray> exact = new HashMap<>();
        inputs.forEach((input, value) -> exact.put(input, NdArray.from(value)));
        return new CheckCase(kind, name, inputs, weights, false, body, Interpreter.run(graph, exact, values));
    }

    /** The same with frozen weights. */
    CheckCase withFrozenWeights(Kind as) {
        return new CheckCase(as, name, inputs, weights, true, body, expected);
    }

    /** Runs it and hands on the error of every output. Leaves nothing in the backend. */
    void run(Backend backend, BiConsumer<String, Double> errors) {
        Map<Variable, Tensor> variables = new LinkedHashMap<>();
        Graph graph = graph(variables::put);
        try {
            variables.forEach(backend::write);
            Map<String, Tensor> actual = backend.compile(graph).run(inputs);
            expected.forEach((output, exact) -> errors.accept(output, error(actual.get(output), exact)));
        } finally {
            variables.keySet().forEach(backend::release);
        }
    }

    private Graph graph(BiConsumer<Variable, Tensor> variables) {
        Graph graph = new Graph(name);
        Map<String, Value> x = new HashMap<>();
        inputs.forEach((input, value) ->
                x.put(input, graph.input(input, value.type(), value.shape().dims())));
        Map<String, Value> w = new HashMap<>();
        weights.forEach((weight, value) -> {
            Variable v = frozen ? Variable.frozen(weight, value.shape()) : Variable.of(weight, value.shape());
            variables.accept(v, value);
            w.put(weight, graph.read(v));
        });
        body.outputs(x::get, name -> Objects.requireNonNull(w.get(name), name)).forEach(graph::output);
        return graph;
    }

    private double error(@Nullable Tensor actual, NdArray exact) {
        if (actual == null || actual.type() != DType.FLOAT32 || !actual.shape().equals(exact.shape())) {
            return Double.POSITIVE_INFINITY;
        }
        double greatest = kind.scale();
        double difference = 0;
        for (int i = 0; i < exact.doubles().length; i++) {
            double e = exact.doubles()[i];
            double d = Math.abs(actual.floats()[i] - e);
            greatest = Math.max(greatest, Math.abs(e));
            difference = Double.isNaN(d) ? Double.POSITIVE_INFINITY : Math.max(difference, d);
        }
        return difference / greatest;
    }
}
