package io.dlmone.contract;

import io.dlmone.backend.EngineAdapter;
import io.dlmone.backend.EngineProgram;
import io.dlmone.backend.Probe;
import io.dlmone.backend.ProgramInputs;
import io.dlmone.graph.Graph;
import io.dlmone.graph.TensorType;
import io.dlmone.graph.Variable;
import io.dlmone.graph.Verifier;
import io.dlmone.oracle.Interpreter;
import io.dlmone.oracle.NdArray;
import io.dlmone.tensor.Tensor;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** Interprets graphs; variables keep float32 values between runs, as those of engines do. */
final class OracleEngine implements EngineAdapter {

    private final Map<Variable, NdArray> variables = new HashMap<>();
    private final Set<Variable> baked = new HashSet<>();

    @Override
    public String name() {
        return "oracle";
    }

    @Override
    public Lowered lower(Graph graph, Predicate<Probe> trusted) {
        Verifier.verify(graph);
        return new Lowered(graph, () -> load(graph));
    }

    private OracleProgram load(Graph graph) {
        for (Variable v : graph.reads().keySet()) {
            if (v.isFrozen()) {
                value(v);
                baked.add(v);
            }
        }
        return new OracleProgram(graph);
    }

    @Override
    public void write(Variable variable, Tensor value) {
        if (value.type() != variable.type() || !value.shape().equals(variable.shape())) {
            throw new IllegalArgumentException("variable " + variable + " cannot take a value of " + value);
        }
        if (baked.contains(variable)) {
            throw new IllegalStateException("variable " + variable.name() + " is frozen and compiled into a program");
        }
        variables.put(variable, NdArray.from(value));
    }

    @Override
    public Tensor read(Variable variable) {
        return value(variable).toTensor();
    }

    @Override
    public void release(Variable variable) {
        variables.remove(variable);
        baked.remove(variable);
    }

    @Override
    public void close() {
        variables.clear();
    }

    private NdArray value(Variable variable) {
        NdArray value = variables.get(variable);
        if (value == null) {
            throw new IllegalStateException("variable " + variable.name() + " has no value");
        }
        return value;
    }

    private final class OracleProgram implements EngineProgram {

        private final Graph graph;
        private final Map<String, TensorType> inputs = new LinkedHashMap<>();

        OracleProgram(Graph graph) {
            this.graph = graph;
            graph.inputs().forEach((name, v) -> inputs.put(name, v.tensorType()));
        }

        @Override
        public boolean uses(Variable variable) {
            return graph.reads().containsKey(variable) || graph.assignments().containsKey(variable);
        }

        @Override
        public Map<String, Tensor> run(Map<String, Tensor> given) {
            ProgramInputs.require(inputs, given);
            graph.reads().keySet().forEach(OracleEngine.this::value);
            Map<String, NdArray> exact = new HashMap<>();
            given.forEach((name, t) -> exact.put(name, NdArray.from(t)));
            Map<String, Tensor> outputs = new LinkedHashMap<>();
            Interpreter.run(graph, exact, variables).forEach((name, a) -> outputs.put(name, a.toTensor()));
            graph.assignments()
                    .keySet()
                    .forEach(v -> variables.computeIfPresent(v, (same, a) -> NdArray.from(a.toTensor())));
            return outputs;
        }

        @Override
        public void close() {}
    }
}
