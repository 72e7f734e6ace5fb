package io.dlmone.optim;

import static io.dlmone.graph.Ops.*;

import io.dlmone.graph.Value;
import java.util.List;

/** Gradient clipping by the global norm (Pascanu et al. 2013). */
public final class Clipping {

    private Clipping() {}

    /**
     * {@return the gradients scaled so that {@code norm}, their {@link GradientNorms#global}, is at most {@code limit};
     * unchanged for limit 0}
     *
     * @param gradients gradients of a loss
     * @param norm their global norm, a scalar
     * @param limit the greatest norm, or 0 for no limit
     */
    public static List<Value> byNorm(List<Value> gradients, Value norm, double limit) {
        if (limit <= 0) {
            return gradients;
        }
        Value scale = min(div(norm.graph().constant(limit), add(norm, 1e-6)), 1);
        return gradients.stream().map(g -> mul(g, scale)).toList();
    }
}
