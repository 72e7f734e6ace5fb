package io.dlmone.nn;

import io.dlmone.backend.Backend;
import io.dlmone.graph.Graph;
import io.dlmone.graph.Value;
import io.dlmone.graph.Variable;
import io.dlmone.tensor.DType;
import io.dlmone.tensor.Shape;
import io.dlmone.tensor.Tensor;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The parameters of one copy of a network, as variables: teacher, fake score network and student each have their own.
 */
public final class Parameters {

    private final Map<String, Variable> variables = new LinkedHashMap<>();
    private final Map<String, Variable> scales = new LinkedHashMap<>();

    private Parameters() {}

    /**
     * {@return variables that graphs may assign, named {@code owner/parameter}}
     *
     * @param owner begins the names of the variables
     * @param specs the parameters
     */
    public static Parameters trained(String owner, List<ParameterSpec> specs) {
        Parameters p = new Parameters();
        specs.forEach(s -> p.variables.put(s.name(), Variable.of(owner + "/" + s.name(), s.shape())));
        return p;
    }

    /**
     * {@return variables of which some stay as they are, and graphs may assign the others}
     *
     * @param owner begins the names of the variables
     * @param specs the parameters
     * @param frozen the names of those that stay
     */
    public static Parameters trained(String owner, List<ParameterSpec> specs, Collection<String> frozen) {
        return trained(owner, specs).sharing(frozen(owner, specs), frozen);
    }

    /**
     * {@return variables that stay as they are, which backends pack for speed}
     *
     * @param owner begins the names of the variables
     * @param specs the parameters
     */
    public static Parameters frozen(String owner, List<ParameterSpec> specs) {
        Parameters p = new Parameters();
        specs.forEach(s -> p.variables.put(s.name(), Variable.frozen(owner + "/" + s.name(), s.shape())));
        return p;
    }

    /**
     * {@return variables that stay as they are, those in 8 bits that are kept in 8 bits}
     *
     * @param owner begins the names of the variables
     * @param specs the parameters
     * @param stored their values, as {@link Int8Weights} keeps them; to be {@linkplain #write written} too
     */
    public static Parameters frozen(String owner, List<ParameterSpec> specs, Map<String, Tensor> stored) {
        Parameters p = frozen(owner, specs);
        for (String name : Int8Weights.names(stored)) {
            String scale = Int8Weights.scaleOf(name);
            Variable numbers =
                    Variable.frozen(owner + "/" + name, DType.INT8, p.get(name).shape());
            p.variables.put(name, numbers);
            Shape shape = Int8Weights.scale(stored, name).shape();
            p.scales.put(name, Variable.frozen(owner + "/" + scale, shape));
        }
        return p;
    }

    /**
     * {@return these parameters with some of them replaced by another copy's, which are shared}
     *
     * @param other parameters of an equal network
     * @param names those to share
     */
    public Parameters sharing(Parameters other, Collection<String> names) {
        Parameters p = new Parameters();
        variables.forEach((n, v) -> p.variables.put(n, names.contains(n) ? other.get(n) : v));
        return p;
    }

    /**
     * Looks a variable up.
     *
     * @param name checkpoint name
     * @return the parameter's variable
     */
    public Variable get(String name) {
        Variable v = variables.get(name);
        if (v == null) {
            throw new IllegalArgumentException("no parameter " + name);
        }
        return v;
    }

    /** {@return the variables by checkpoint name, in the network's order} */
    public Map<String, Variable> asMap() {
        return Collections.unmodifiableMap(variables);
    }

    /** {@return the parameters that are trained, in the network's order} */
    public List<Variable> trainable() {
        return variables.values().stream().filter(v -> !v.isFrozen()).toList();
    }

    /**
     * {@return the values these parameters have in a graph}
     *
     * @param graph graph that reads them
     */
    public Weights in(Graph graph) {
        return name -> {
            Value value = graph.read(get(name));
            Variable scale = scales.get(name);
            return scale == null ? value : Int8Weights.of(value, graph.read(scale));
        };
    }

    /**
     * Writes values by checkpoint name; every parameter must have one, and its scales where it is in 8 bits.
     *
     * @param backend where they lie
     * @param values tensors by checkpoint name
     */
    public void write(Backend backend, Map<String, Tensor> values) {
        variables.forEach((name, variable) -> {
            Tensor value = values.get(name);
            if (value == null) {
                throw new IllegalArgumentException("no value for parameter " + name);
            }
            backend.write(variable, value);
        });
        scales.forEach((name, scale) -> backend.write(scale, Int8Weights.scale(values, name)));
    }

    /**
     * Writes the parameters that are trained and leaves the frozen ones, which may be shared, as they are.
     *
     * @param backend where they lie
     * @param values tensors by checkpoint name
     */
    public void writeTrainable(Backend backend, Map<String, Tensor> values) {
        variables.forEach((name, variable) -> {
            if (!variable.isFrozen()) {
                backend.write(variable, Objects.requireNonNull(values.get(name), name));
            }
        });
    }

    /**
     * Gives the parameters that are trained the values of another network's, one at a time.
     *
     * @param backend where both lie
     * @param from parameters of an equal network
     */
    public void copyTrainable(Backend backend, Parameters from) {
        variables.forEach((name, variable) -> {
            if (!variable.isFrozen()) {
                backend.write(variable, backend.read(from.get(name)));
            }
        });
    }

    /**
     * {@return copies of the values by checkpoint name}
     *
     * @param backend where they lie
     */
    public Map<String, Tensor> read(Backend backend) {
        Map<String, Tensor> values = new LinkedHashMap<>();
        variables.forEach((name, variable) -> values.put(name, backend.read(variable)));
        scales.forEach((name, scale) -> values.put(Int8Weights.scaleOf(name), backend.read(scale)));
        return values;
    }

    /**
     * Frees the values.
     *
     * @param backend where they lie
     */
    public void release(Backend backend) {
        variables.values().forEach(backend::release);
        scales.values().forEach(backend::release);
    }
}
