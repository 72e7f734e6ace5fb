package io.dlmone.optim;

import static io.dlmone.graph.Ops.*;

import io.dlmone.graph.Value;
import java.util.List;

/** Gradient clipping by the global norm (Pascanu et al. 2013). */
public final class Clipping {

    private Clipping() {}

    /** The L2 norm of all gradients together, a scalar. */
    public static Value globalNorm(List<Value> gradients) {
        return sqrt(gradients.stream()
                .map(g -> sum(square(g)))
                .reduce(io.dlmone.graph.Ops::add)
                .orElseThrow());
    }

    /**
     * The gradients scaled so that {@code norm}, their global norm, is at most {@code limit}; unchanged for limit 0.
     */
    public static List<Value> byNorm(List<Value> gradients, Value norm, double limit) {
        if (limit <= 0) {
            return gradients;
        }
        Value scale = min(div(norm.graph().constant(limit), add(norm, 1e-6)), 1);
        return gradients.stream().map(g -> mul(g, scale)).toList();
    }
}
