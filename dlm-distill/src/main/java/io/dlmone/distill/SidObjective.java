package io.dlmone.distill;

import io.dlmone.objective.DistillationContext;
import io.dlmone.objective.Objective;

/**
 * Score identity distillation: a fake score network psi follows the student, and the student theta moves so that the
 * teacher's and psi's scores of its noised outputs agree. One psi step and one theta step in turn (DLM-One without the
 * adversarial term).
 */
public final class SidObjective implements Objective {

    @Override
    public String name() {
        return "sid";
    }

    @Override
    public Phase begin(DistillationContext context) {
        return new SidPhase(context);
    }
}
