package io.dlmone.distill;

import io.dlmone.distill.kit.TargetSettings;
import io.dlmone.error.Problem;
import io.dlmone.model.DiscreteSchedule;
import io.dlmone.objective.DistillationContext;
import io.dlmone.objective.DistillationSettings;
import io.dlmone.objective.Objective;
import io.dlmone.objective.Setting;
import java.util.List;

/**
 * Progressive distillation (Salimans and Ho 2022): the student learns to make two DDIM steps in one, becomes the
 * teacher of the next round, and so on until one step is left.
 */
public final class ProgressiveObjective implements Objective {

    /** Steps of the first round's teacher; rounds follow until one is left. */
    public static final Setting<Integer> STEPS = Setting.calls(
            "progressive-steps",
            16,
            schedule -> Math.min(16, Integer.highestOneBit(schedule.maxCalls() / 2)),
            2,
            "Steps of the first round's teacher, a power of two");

    static final Setting<Integer> ROUND = Setting.whole("round", 1000, 1, "Iterations of a round but the last");

    @Override
    public String name() {
        return "progressive";
    }

    @Override
    public String description() {
        return "Two DDIM steps of the last round's student in one, until one step is left.";
    }

    @Override
    public List<Setting<?>> settings() {
        return List.of(STEPS, ROUND, TargetSettings.ROUNDING, TargetSettings.SHARPNESS);
    }

    @Override
    public DistillationSettings defaults(DistillationSettings settings) {
        return TargetSettings.trajectories(settings);
    }

    @Override
    public List<Problem> problems(DistillationSettings settings) {
        List<Problem> problems = TargetSettings.perPosition(settings);
        int steps = settings.get(STEPS);
        int times = settings.schedule() instanceof DiscreteSchedule
                ? (int) settings.initialTime()
                : settings.schedule().maxCalls();
        int most = Integer.highestOneBit(Math.max(2, times));
        if (Integer.bitCount(steps) != 1 || steps > most) {
            problems.add(STEPS.problem("a power of two up to " + most, steps));
        }
        return problems;
    }

    @Override
    public Phase begin(DistillationContext context) {
        return new ProgressivePhase(context);
    }
}
