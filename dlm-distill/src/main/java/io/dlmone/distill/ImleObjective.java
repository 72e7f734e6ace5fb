package io.dlmone.distill;

import io.dlmone.objective.DistillationContext;
import io.dlmone.objective.Objective;

/**
 * Regression on the teacher's endpoints in which the student chooses the noise: of several noises, the one from which it comes
 * nearest to a target is trained towards it (implicit maximum likelihood estimation, Li and Malik 2018). Every target finds
 * some noise, so no mode is lost; and the student need not learn which noise leads the teacher's long trajectory where, which
 * is what holds back {@code kd}.
 */
public final class ImleObjective implements Objective {

    @Override
    public String name() {
        return "imle";
    }

    @Override
    public Phase begin(DistillationContext context) {
        return new EndpointPhase(context, context.settings().choices());
    }
}
