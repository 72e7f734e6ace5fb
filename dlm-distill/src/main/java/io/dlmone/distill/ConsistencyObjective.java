package io.dlmone.distill;

import io.dlmone.distill.kit.Distance;
import io.dlmone.distill.kit.LossPhase;
import io.dlmone.distill.kit.TargetSettings;
import io.dlmone.error.Problem;
import io.dlmone.objective.DistillationContext;
import io.dlmone.objective.DistillationSettings;
import io.dlmone.objective.Objective;
import io.dlmone.objective.Setting;
import java.util.List;

/**
 * Consistency distillation (Song et al. 2023): the student predicts the same clean embeddings from two neighbouring
 * points of one trajectory of the teacher's DDIM, the nearer one being judged by a moving average of itself; at the
 * clean end the teacher's own prediction is the truth.
 */
public final class ConsistencyObjective implements Objective {

    static final Setting<Integer> LEVELS = Setting.calls("levels", 40, 2, "Noise levels of a trajectory");

    static final Setting<Distance> DISTANCE =
            Setting.choice("distance", Distance.MSE, "Distance of the two predictions");

    static final Setting<Boolean> AVERAGED = Setting.toggle(
            "averaged-target", true, "Judge by the moving average of the student (see setting ema) instead of itself");

    private static final double EMA = 0.99;

    @Override
    public String name() {
        return "consistency";
    }

    @Override
    public String description() {
        return "Consistency of predictions along trajectories of the teacher's DDIM.";
    }

    @Override
    public List<Setting<?>> settings() {
        return List.of(
                LEVELS,
                DISTANCE,
                AVERAGED,
                TargetSettings.TARGET_GUIDANCE,
                TargetSettings.ROUNDING,
                TargetSettings.SHARPNESS);
    }

    @Override
    public DistillationSettings defaults(DistillationSettings settings) {
        return TargetSettings.trajectories(settings).with(DistillationSettings.EMA, EMA);
    }

    @Override
    public List<Problem> problems(DistillationSettings settings) {
        return TargetSettings.perPosition(settings);
    }

    @Override
    public Phase begin(DistillationContext context) {
        ConsistencyStep step = new ConsistencyStep(context);
        return new LossPhase(context, step.loss(), step::inputs);
    }
}
