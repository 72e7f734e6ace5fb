package io.dlmone.distill;

import io.dlmone.distill.kit.TargetSettings;
import io.dlmone.error.Problem;
import io.dlmone.objective.DistillationContext;
import io.dlmone.objective.DistillationSettings;
import io.dlmone.objective.Objective;
import java.util.List;

/**
 * Fuses the two calls in which a student writes, where its family reads tokens by a call of its own: the student learns
 * to read, within the call that denoises, the tokens that it wrote in two calls from the same noise when the phase
 * began. It then writes a sentence in one call altogether. The last objective of a recipe.
 */
public final class FuseObjective implements Objective {

    @Override
    public String name() {
        return "fuse";
    }

    @Override
    public String description() {
        return "Cross entropy of the tokens that the student wrote in two calls, read within the first.";
    }

    @Override
    public DistillationSettings defaults(DistillationSettings settings) {
        return TargetSettings.regression(settings);
    }

    @Override
    public List<Problem> problems(DistillationSettings settings) {
        int calls = settings.get(DistillationSettings.STUDENT_STEPS);
        return calls == 1
                ? List.of()
                : List.of(DistillationSettings.STUDENT_STEPS.problem(
                        "1, because tokens are read in the only call", calls));
    }

    @Override
    public boolean fuses() {
        return true;
    }

    @Override
    public Phase begin(DistillationContext context) {
        return new FusePhase(context);
    }
}
