package io.dlmone.optim;

import static io.dlmone.graph.Ops.*;

import io.dlmone.graph.Graph;
import io.dlmone.graph.Value;
import io.dlmone.graph.Variable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Muon (Jordan et al. 2024) as a graph function, numerically as optax's: matrices move along the orthogonalised mean of
 * their gradients, all other parameters by Adam with Nesterov's momentum. No decay of weights.
 */
public final class Muon implements Optimiser {

    private static final double MOMENTUM = 0.95;
    private static final double BETA1 = 0.9;
    private static final double BETA2 = 0.999;
    private static final double EPSILON = 1e-8;

    private static final int ITERATIONS = 5;
    private static final double A = 3.4445;
    private static final double B = -4.775;
    private static final double C = 2.0315;

    private final List<Variable> parameters;
    private final Set<Variable> inFirst;
    private final Map<Variable, Variable> means = new LinkedHashMap<>();
    private final Map<Variable, Variable> squares = new LinkedHashMap<>();

    /**
     * An optimiser for some parameters.
     *
     * @param parameters variables that it updates
     * @param inFirst the matrices among them that are {@code [in, out]}; others are {@code [out, in]}
     */
    public Muon(List<Variable> parameters, Set<Variable> inFirst) {
        this.parameters = List.copyOf(parameters);
        this.inFirst = Set.copyOf(inFirst);
        for (Variable p : parameters) {
            means.put(p, Variable.of("muon.m/" + p.name(), p.shape()));
            if (!isMatrix(p)) {
                squares.put(p, Variable.of("muon.v/" + p.name(), p.shape()));
            }
        }
    }

    private static boolean isMatrix(Variable p) {
        return p.shape().rank() == 2;
    }

    @Override
    public Map<String, Variable> state() {
        Map<String, Variable> all = new LinkedHashMap<>();
        means.values().forEach(v -> all.put(v.name(), v));
        squares.values().forEach(v -> all.put(v.name(), v));
        return all;
    }

    @Override
    public List<Value> update(Graph g, List<Value> gradients, Value rate, Value step) {
        Value inverse = reciprocal(sqrt(AdamW.biasCorrection(step, BETA2)));
        List<Value> updated = new ArrayList<>();
        for (int i = 0; i < parameters.size(); i++) {
            Variable p = parameters.get(i);
            Value gradient = gradients.get(i);
            Value mean = nesterov(g, p, gradient, step);
            Variable second = squares.get(p);
            Value direction;
            if (second == null) {
                direction = mul(orthogonal(mean), scale(p));
            } else {
                Value v = AdamW.average(g.read(second), square(gradient), BETA2);
                g.assign(second, v);
                direction = div(mean, add(mul(sqrt(v), inverse), EPSILON));
            }
            Value next = sub(g.read(p), mul(direction, rate));
            g.assign(p, next);
            updated.add(next);
        }
        return updated;
    }

    /**
     * The mean one gradient ahead, without the bias of its start: b m / (1 - b^(step + 1)) + (1 - b) g / (1 - b^step).
     */
    private Value nesterov(Graph g, Variable p, Value gradient, Value step) {
        double beta = isMatrix(p) ? MOMENTUM : BETA1;
        Variable first = means.get(p);
        Value m = AdamW.average(g.read(first), gradient, beta);
        g.assign(first, m);
        Value ahead = div(g.constant(beta), AdamW.biasCorrection(add(step, 1), beta));
        Value fresh = div(g.constant(1 - beta), AdamW.biasCorrection(step, beta));
        return add(mul(m, ahead), mul(gradient, fresh));
    }

    /** The nearest matrix with singular values about 1: five Newton-Schulz steps from the normalised matrix. */
    private static Value orthogonal(Value matrix) {
        boolean tall = matrix.shape().dim(0) > matrix.shape().dim(1);
        Value x = tall ? transposeMatrix(matrix) : matrix;
        x = div(x, add(sqrt(sum(square(x))), EPSILON));
        for (int i = 0; i < ITERATIONS; i++) {
            Value square = matmul(x, transposeMatrix(x));
            Value polynomial = add(mul(square, B), mul(matmul(square, square), C));
            x = add(mul(x, A), matmul(polynomial, x));
        }
        return tall ? transposeMatrix(x) : x;
    }

    private double scale(Variable p) {
        int in = p.shape().dim(inFirst.contains(p) ? 0 : 1);
        int out = p.shape().dim(inFirst.contains(p) ? 1 : 0);
        return Math.sqrt(Math.max(1, (double) out / in));
    }
}
