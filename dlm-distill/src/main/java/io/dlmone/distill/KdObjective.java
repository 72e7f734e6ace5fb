package io.dlmone.distill;

import io.dlmone.objective.DistillationContext;
import io.dlmone.objective.Objective;

/**
 * Direct regression on the teacher's endpoints: the student learns, from the same noise, the sentence at which the
 * teacher's deterministic sampler arrives (knowledge distillation; Luhman and Luhman 2021). The cheapest warm start.
 */
public final class KdObjective implements Objective {

    @Override
    public String name() {
        return "kd";
    }

    @Override
    public Phase begin(DistillationContext context) {
        return new RegressionPhase(context, new EndpointPool(context));
    }
}
