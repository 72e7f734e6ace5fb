package io.dlmone.sampling;

import io.dlmone.model.NoiseSchedule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Samples from the posterior of the next noise level given the prediction (Ho et al. 2020, equation 7). Where variance
 * is preserved, as the official DiffuSeq script runs it: with the variance beta_t ("fixed large"; the posterior's at t
 * = 0), and with fewer steps than T respaced to evenly spread times (official SpacedDiffusion). On other paths, where
 * beta_t would be more noise than the path has, with the posterior's own variance.
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
        return Optional.empty();
    }

    @Override
    public List<Step> plan(NoiseSchedule schedule, int steps) {
        double[] times = Respacing.withEnds(schedule, steps);
        boolean preserving = schedule.variancePreserving();
        List<Step> plan = new ArrayList<>();
        for (int i = steps - 1; i >= 0; i--) {
            plan.add(preserving ? step(schedule, times, i) : posterior(schedule, times, i));
        }
        return plan;
    }

    private static Step step(NoiseSchedule s, double[] times, int i) {
        double now = s.alphaBar(times[i]);
        double before = i == 0 ? 1 : s.alphaBar(times[i - 1]);
        double beta = 1 - now / before;
        double clean = beta * Math.sqrt(before) / (1 - now);
        double current = (1 - before) * Math.sqrt(1 - beta) / (1 - now);
        return new Step(times[i], clean, 0, current, i == 0 ? 0 : Math.sqrt(beta));
    }

    /** From t to s: q(x_s | x_t, x_0) with r = alpha_t / alpha_s, of which x_t is r x_s and noise. */
    private static Step posterior(NoiseSchedule path, double[] times, int i) {
        double t = times[i];
        if (i == 0) {
            return new Step(t, 1, 0, 0, 0);
        }
        double s = times[i - 1];
        double r = path.alpha(t) / path.alpha(s);
        double kept = path.sigmaSquared(s) / path.sigmaSquared(t);
        double clean = path.alpha(s) * (1 - r * r * kept);
        double variance = path.sigmaSquared(s) * (1 - r * r * kept);
        return new Step(t, clean, 0, r * kept, Math.sqrt(variance));
    }
}
