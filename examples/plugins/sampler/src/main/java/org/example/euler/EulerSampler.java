package org.example.euler;

import io.dlmone.model.NoiseSchedule;
import io.dlmone.sampling.Sampler;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Euler's method in sigma / alpha: the deterministic path of Song et al. 2021 (DDIM), of first order. */
public final class EulerSampler implements Sampler {

    @Override
    public String name() {
        return "euler-ratio";
    }

    @Override
    public String description() {
        return "Euler's method in sigma / alpha (an example).";
    }

    @Override
    public Optional<String> obstacle(NoiseSchedule path) {
        return path.alpha(path.noisiest()) > 0 ? Optional.empty() : Optional.of("ends in pure noise");
    }

    @Override
    public List<Step> plan(NoiseSchedule path, int steps) {
        List<Step> plan = new ArrayList<>();
        for (int i = 0; i < steps; i++) {
            double t = time(path, i, steps);
            if (i == steps - 1) {
                plan.add(new Step(t, 1, 0, 0, 0)); // the last call's prediction is the result
            } else {
                double next = time(path, i + 1, steps);
                double kept = path.sigma(next) / path.sigma(t);
                plan.add(new Step(t, path.alpha(next) - kept * path.alpha(t), 0, kept, 0));
            }
        }
        return plan;
    }

    /** Evenly from the noisiest time to the data. */
    private static double time(NoiseSchedule path, int call, int calls) {
        return path.timeAt(1 - (double) call / calls);
    }
}
