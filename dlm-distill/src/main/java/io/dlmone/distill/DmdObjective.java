package io.dlmone.distill;

import io.dlmone.distill.kit.ScoreDistillation;
import io.dlmone.distill.kit.ScorePhase;
import io.dlmone.distill.kit.ScoreSettings;
import io.dlmone.error.Problem;
import io.dlmone.objective.DistillationContext;
import io.dlmone.objective.DistillationSettings;
import io.dlmone.objective.Objective;
import io.dlmone.objective.Setting;
import java.util.List;

/**
 * Distribution matching: the student moves along the difference of the teacher's and a fake score network's predictions
 * for its noised outputs, relative to its distance from the teacher's, without gradients through either network (DMD2;
 * Yin et al. 2024), with five updates of the fake score network for one of the student. Without an adversarial term
 * unless shares of it are set.
 */
public final class DmdObjective implements Objective {

    private static final int PSI_STEPS = 5;

    @Override
    public String name() {
        return "dmd";
    }

    @Override
    public String description() {
        return "Distribution matching by the difference of scores, relative to the distance from the teacher (DMD2).";
    }

    @Override
    public List<Setting<?>> settings() {
        return ScoreSettings.SHARED;
    }

    @Override
    public DistillationSettings defaults(DistillationSettings settings) {
        return withoutAdversary(settings).with(ScoreSettings.PSI_STEPS, PSI_STEPS);
    }

    static DistillationSettings withoutAdversary(DistillationSettings settings) {
        return settings.with(ScoreSettings.PSI_SCORE, 1.0)
                .with(ScoreSettings.PSI_ADVERSARIAL, 0.0)
                .with(ScoreSettings.THETA_SCORE, 1.0)
                .with(ScoreSettings.THETA_ADVERSARIAL, 0.0);
    }

    @Override
    public List<Problem> problems(DistillationSettings settings) {
        return ScoreSettings.problems(settings);
    }

    @Override
    public Phase begin(DistillationContext context) {
        return new ScorePhase(context, ScoreDistillation::distributionMatching);
    }
}
