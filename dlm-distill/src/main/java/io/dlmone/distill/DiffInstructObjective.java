package io.dlmone.distill;

import io.dlmone.distill.kit.ScoreDistillation;
import io.dlmone.distill.kit.ScorePhase;
import io.dlmone.distill.kit.ScoreSettings;
import io.dlmone.distill.kit.ThetaWeight;
import io.dlmone.error.Problem;
import io.dlmone.objective.DistillationContext;
import io.dlmone.objective.DistillationSettings;
import io.dlmone.objective.Objective;
import io.dlmone.objective.Setting;
import java.util.List;

/**
 * Diff-Instruct (Luo et al. 2023): the student descends the KL divergence from the teacher, integrated over noise
 * levels, along the difference of the fake and the teacher's score, alpha/sigma^2 (f - F).
 */
public final class DiffInstructObjective implements Objective {

    @Override
    public String name() {
        return "diff-instruct";
    }

    @Override
    public String description() {
        return "Distribution matching by the difference of scores itself (Diff-Instruct).";
    }

    @Override
    public List<Setting<?>> settings() {
        return ScoreSettings.SHARED;
    }

    @Override
    public DistillationSettings defaults(DistillationSettings settings) {
        return DmdObjective.withoutAdversary(settings).with(ScoreSettings.THETA_WEIGHT, ThetaWeight.SCORE);
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
