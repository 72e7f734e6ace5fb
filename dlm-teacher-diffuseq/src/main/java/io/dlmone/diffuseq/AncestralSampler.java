package io.dlmone.diffuseq;

import io.dlmone.model.NoiseSchedule;
import io.dlmone.sampling.Sampler;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * DDPM's ancestral sampler as the official script runs it: posterior mean of x_{t-1} with the variance beta_t ("fixed
 * large"; the posterior's at t = 0). With fewer steps than T the schedule is respaced to evenly spread times (official
 * SpacedDiffusion).
 */
public final class AncestralSampler implements Sampler {

    @Override
    public String name() {
        return "ancestral";
    }

    @Override
    public String description() {
        return "DDPM's ancestral sampler, which adds noise at every step, as the official script runs it.";
    }

    @Override
    public Optional<String> obstacle(NoiseSchedule path) {
        return path.variancePreserving() ? Optional.empty() : Optional.of("does not preserve variance");
    }

    @Override
    public List<Step> plan(NoiseSchedule schedule, int steps) {
        int[] times = Respacing.withEnds(schedule.steps(), steps);
        List<Step> plan = new ArrayList<>();
        for (int i = steps - 1; i >= 0; i--) {
            plan.add(step(schedule, times, i));
        }
        return plan;
    }

    private static Step step(NoiseSchedule s, int[] times, int i) {
        double now = s.alphaBar(times[i]);
        double before = i == 0 ? 1 : s.alphaBar(times[i - 1]);
        double beta = 1 - now / before;
        double clean = beta * Math.sqrt(before) / (1 - now);
        double current = (1 - before) * Math.sqrt(1 - beta) / (1 - now);
        return new Step(times[i], clean, 0, current, i == 0 ? 0 : Math.sqrt(beta));
    }
}
