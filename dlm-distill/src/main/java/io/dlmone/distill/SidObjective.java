package io.dlmone.distill;

import io.dlmone.distill.kit.ScoreDistillation;
import io.dlmone.distill.kit.ScorePhase;
import io.dlmone.distill.kit.ScoreSettings;
import io.dlmone.error.Problem;
import io.dlmone.objective.DistillationContext;
import io.dlmone.objective.DistillationSettings;
import io.dlmone.objective.Objective;
import io.dlmone.objective.Setting;
import java.util.ArrayList;
import java.util.List;

/**
 * Score identity distillation with an adversarial term, the method of DLM-One: a fake score network psi follows the
 * student, and the student theta moves so that the teacher's and psi's scores of its noised outputs agree and that a
 * discriminator, which shares psi, takes them for real.
 */
public final class SidObjective implements Objective {

    @Override
    public String name() {
        return "sid";
    }

    @Override
    public String description() {
        return "Score identity distillation with an adversarial term, as in DLM-One.";
    }

    @Override
    public List<Setting<?>> settings() {
        List<Setting<?>> all = new ArrayList<>(List.of(ScoreSettings.MU));
        all.addAll(ScoreSettings.SHARED);
        return all;
    }

    @Override
    public List<Problem> problems(DistillationSettings settings) {
        return ScoreSettings.problems(settings);
    }

    @Override
    public Phase begin(DistillationContext context) {
        double mu = context.settings().get(ScoreSettings.MU);
        return new ScorePhase(context, ScoreDistillation.scoreIdentity(mu));
    }
}
