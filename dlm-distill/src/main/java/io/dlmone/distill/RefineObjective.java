package io.dlmone.distill;

import io.dlmone.distill.kit.RegressionPhase;
import io.dlmone.distill.kit.TargetSettings;
import io.dlmone.objective.DistillationContext;
import io.dlmone.objective.DistillationSettings;
import io.dlmone.objective.Objective;
import io.dlmone.objective.Setting;
import java.util.List;

/**
 * Regression on the teacher's refinement of the student's own output: the output is noised a little and denoised by the
 * teacher (SDEdit; Meng et al. 2022), and the student learns to write the refined sentence at once. The student keeps
 * its own choice of which noise writes what, and so need not learn, as {@code kd} must, where the teacher's long
 * trajectory leads.
 */
public final class RefineObjective implements Objective {

    /**
     * How far the student's output is noised. The default, t = 240 of 2,000 in the sqrt schedule, is enough for the
     * teacher to mend words that do not go together and too little to forget which sentence was begun; from 1.2 on the
     * student's sentences for a source soon become one.
     */
    public static final Setting<Double> REFINE_NOISE = Setting.real(
            "refine-noise",
            0.7,
            Double.MIN_VALUE,
            1e4,
            "sigma/alpha up to which the student's output is noised before the teacher denoises it in the steps of DDIM that"
                    + " are left: more mends more, and keeps less of the sentence that was begun");

    @Override
    public String name() {
        return "refine";
    }

    @Override
    public String description() {
        return "Regression on the teacher's refinement of the student's own outputs.";
    }

    @Override
    public List<Setting<?>> settings() {
        return List.of(TargetSettings.ENDPOINT_STEPS, TargetSettings.ENDPOINT_GUIDANCE, REFINE_NOISE);
    }

    @Override
    public DistillationSettings defaults(DistillationSettings settings) {
        return TargetSettings.regression(settings);
    }

    @Override
    public Phase begin(DistillationContext context) {
        return new RegressionPhase(context, new Refinement(context));
    }
}
