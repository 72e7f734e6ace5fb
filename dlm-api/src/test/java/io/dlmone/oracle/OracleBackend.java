package io.dlmone.oracle;

import io.dlmone.backend.Backend;
import io.dlmone.backend.Program;
import io.dlmone.graph.Graph;
import io.dlmone.graph.TensorType;
import io.dlmone.graph.Value;
import io.dlmone.graph.Variable;
import io.dlmone.graph.Verifier;
import io.dlmone.tensor.Tensor;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Interprets graphs; variables keep float64 values between runs. */
final class OracleBackend implements Backend {

    private final Map<Variable, NdArray> variables = new HashMap<>();
    private final Set<Variable> baked = new HashSet<>();
    private final Set<OracleProgram> programs = new HashSet<>();
    private boolean closed;

    @Override
    public String name() {
        return "oracle";
    }

    @Override
    public Program compile(Graph graph) {
        requireOpen();
        Verifier.verify(graph);
        for (Variable v : graph.reads().keySet()) {
            if (v.isFrozen()) {
                value(v);
                baked.add(v);
            }
        }
        OracleProgram program = new OracleProgram(graph);
        programs.add(program);
        return program;
    }

    @Override
    public void write(Variable variable, Tensor value) {
        requireOpen();
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
        requireOpen();
        return value(variable).toTensor();
    }

    @Override
    public void release(Variable variable) {
        requireOpen();
        variables.remove(variable);
        baked.remove(variable);
        programs.removeIf(p -> p.uses(variable));
    }

    @Override
    public void close() {
        closed = true;
        programs.clear();
        variables.clear();
    }

    private NdArray value(Variable variable) {
        NdArray value = variables.get(variable);
        if (value == null) {
            throw new IllegalStateException("variable " + variable.name() + " has no value");
        }
        return value;
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("backend oracle is closed");
        }
    }

    private final class OracleProgram implements Program {

        private final Graph graph;

        OracleProgram(Graph graph) {
            this.graph = graph;
        }

        boolean uses(Variable variable) {
            return graph.reads().containsKey(variable) || graph.assignments().containsKey(variable);
        }

        @Override
        public Map<String, Tensor> run(Map<String, Tensor> inputs) {
            requireOpen();
            if (!programs.contains(this)) {
                throw new IllegalStateException("a variable of graph " + graph.name() + " was released");
            }
            graph.inputs().forEach((name, v) -> check(name, v, inputs.get(name)));
            for (String name : inputs.keySet()) {
                if (!graph.inputs().containsKey(name)) {
                    throw new IllegalArgumentException("graph " + graph.name() + " has no input " + name);
                }
            }
            graph.reads().keySet().forEach(OracleBackend.this::value);
            Map<String, NdArray> exact = new HashMap<>();
            inputs.forEach((name, t) -> exact.put(name, NdArray.from(t)));
            Map<String, Tensor> outputs = new LinkedHashMap<>();
            Interpreter.run(graph, exact, variables).forEach((name, a) -> outputs.put(name, a.toTensor()));
            return outputs;
        }

        private static void check(String name, Value declared, Tensor given) {
            if (given == null) {
                throw new IllegalArgumentException("input " + name + " is missing");
            }
            if (!declared.tensorType().equals(new TensorType(given.type(), given.shape()))) {
                throw new IllegalArgumentException(
                        "input " + name + " must be " + declared.tensorType() + ", is " + given);
            }
        }
    }
}
