package io.dlmone.sampling;

import io.dlmone.model.ContinuousSchedule;
import io.dlmone.model.NoiseSchedule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A stochastic sampler for continuous paths: before Euler's step of length h the sample is taken back towards the noise
 * by as much, with fresh noise, so that it has the distribution of the earlier time (the "churn" of Karras et al. 2022,
 * algorithm 2; ELF, 2026, goes back as far, with less noise). The last step, and the first, where all is noise, add
 * none.
 */
public final class SdeSampler implements Sampler {

    @Override
    public String name() {
        return "sde";
    }

    @Override
    public String description() {
        return "Euler's method with fresh noise before each step, on continuous paths.";
    }

    @Override
    public Optional<String> obstacle(NoiseSchedule path) {
        return new EulerSampler().obstacle(path);
    }

    @Override
    public List<Step> plan(NoiseSchedule path, int steps) {
        ContinuousSchedule continuous = (ContinuousSchedule) path;
        double[] grid = EulerSampler.grid(path, steps);
        List<Step> plan = new ArrayList<>();
        double from = grid[0];
        for (int i = 0; i < steps; i++) {
            ContinuousSchedule.Slope slope = continuous.slope(from);
            double h = grid[i + 1] - from;
            boolean last = i == steps - 1;
            double back = last ? grid[i + 1] : back(path, grid[i + 1], i + 2 == steps ? 0 : grid[i + 2] - grid[i + 1]);
            double kept = last ? 1 : path.alpha(back) / path.alpha(grid[i + 1]);
            double noise = last
                    ? 0
                    : Math.sqrt(Math.max(0, path.sigmaSquared(back) - kept * kept * path.sigmaSquared(grid[i + 1])));
            plan.add(new Step(from, kept * h * slope.clean(), 0, kept * (1 + h * slope.current()), noise));
            from = back;
        }
        return plan;
    }

    /** The time to which a sample is taken back before a step of length h from t; h = 0: nowhere. */
    private static double back(NoiseSchedule path, double t, double h) {
        return path.noisiest() + (t - path.noisiest()) * Math.max(0, 1 - Math.abs(h));
    }
}
