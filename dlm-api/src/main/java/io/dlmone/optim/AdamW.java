package io.dlmone.optim;

import static io.dlmone.graph.Ops.*;

import io.dlmone.graph.Graph;
import io.dlmone.graph.Value;
import io.dlmone.graph.Variable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * AdamW (Loshchilov and Hutter 2019) as a graph function, numerically as PyTorch's. With beta1 = 0 no first moment is
 * kept. Holds the variables of the moments of one set of parameters.
 */
public final class AdamW implements Optimiser {

    /**
     * The hyper-parameters.
     *
     * @param beta1 decay of the mean of gradients, in [0, 1)
     * @param beta2 decay of the mean of squared gradients, in [0, 1)
     * @param epsilon added to the square root of the second moment
     * @param weightDecay share of a weight that is taken off it at rate 1
     */
    public record Settings(double beta1, double beta2, double epsilon, double weightDecay) {

        /** betas (0.9, 0.999), eps 1e-8, no decay: the usual ones. */
        public static final Settings STANDARD = new Settings(0.9, 0.999, 1e-8, 0);

        /**
         * {@return these with another decay of the weights}
         *
         * @param decay share of a weight that is taken off it at rate 1
         */
        public Settings withWeightDecay(double decay) {
            return new Settings(beta1, beta2, epsilon, decay);
        }

        /** betas (0, 0.999), eps 1e-8, no decay: SiD's and DLM-One's. */
        public static final Settings SID = new Settings(0, 0.999, 1e-8, 0);
    }

    private final Settings settings;
    private final List<Variable> parameters;
    private final Map<Variable, Variable> first = new HashMap<>();
    private final Map<Variable, Variable> second = new HashMap<>();

    /**
     * An optimiser for some parameters, with a first and a second moment for each.
     *
     * @param settings its constants
     * @param parameters variables that it updates
     */
    public AdamW(Settings settings, List<Variable> parameters) {
        this.settings = settings;
        this.parameters = List.copyOf(parameters);
        for (Variable p : parameters) {
            if (settings.beta1 != 0) {
                first.put(p, Variable.of("adam.m/" + p.name(), p.shape()));
            }
            second.put(p, Variable.of("adam.v/" + p.name(), p.shape()));
        }
    }

    @Override
    public Map<String, Variable> state() {
        Map<String, Variable> all = new LinkedHashMap<>();
        for (Variable p : parameters) {
            if (first.containsKey(p)) {
                all.put(moment(first, p).name(), moment(first, p));
            }
            all.put(moment(second, p).name(), moment(second, p));
        }
        return all;
    }

    @Override
    public List<Value> update(Graph g, List<Value> gradients, Value rate, Value step) {
        Value scaledRate = mul(div(rate, biasCorrection(step, settings.beta1)), -1);
        Value inverse = reciprocal(sqrt(biasCorrection(step, settings.beta2)));
        List<Value> updated = new ArrayList<>();
        for (int i = 0; i < parameters.size(); i++) {
            Variable p = parameters.get(i);
            Value grad = gradients.get(i);
            Value m = grad;
            if (settings.beta1 != 0) {
                m = average(g.read(moment(first, p)), grad, settings.beta1);
                g.assign(moment(first, p), m);
            }
            Value v = average(g.read(moment(second, p)), square(grad), settings.beta2);
            g.assign(moment(second, p), v);
            Value direction = div(m, add(mul(sqrt(v), inverse), settings.epsilon));
            Value old = g.read(p);
            if (settings.weightDecay != 0) {
                old = sub(old, mul(old, mul(rate, settings.weightDecay)));
            }
            Value next = add(old, mul(direction, scaledRate));
            g.assign(p, next);
            updated.add(next);
        }
        return updated;
    }

    static Value average(Value old, Value fresh, double beta) {
        return add(mul(old, beta), mul(fresh, 1 - beta));
    }

    /** 1 - beta^step, as -expm1(step ln beta) by way of tanh, which keeps its digits in float32 for small steps. */
    static Value biasCorrection(Value step, double beta) {
        if (beta == 0) {
            return step.graph().constant(1);
        }
        Value half = tanh(mul(step, 0.5 * Math.log(beta)));
        return div(mul(half, -2), add(neg(half), 1));
    }

    private static Variable moment(Map<Variable, Variable> moments, Variable parameter) {
        return Objects.requireNonNull(moments.get(parameter), parameter.name());
    }
}
