package io.dlmone.sampling;

import io.dlmone.model.NoiseSchedule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Deterministic DDIM (Song et al. 2021, eta = 0): each step lands on the noise level at which the next begins, and the
 * last returns the prediction. (The official DiffuSeq code lands one timestep lower whatever the stride; see method
 * notes on its collapse at few steps.)
 */
public final class DdimSampler implements Sampler {

    @Override
    public String name() {
        return "ddim";
    }

    @Override
    public String description() {
        return "Deterministic DDIM, where each step lands on the noise level at which the next begins.";
    }

    @Override
    public Optional<String> obstacle(NoiseSchedule path) {
        return Optional.empty();
    }

    @Override
    public List<Step> plan(NoiseSchedule schedule, int steps) {
        double[] times = Respacing.even(schedule, steps);
        List<Step> plan = new ArrayList<>();
        for (int i = steps - 1; i > 0; i--) {
            double ratio = schedule.sigma(times[i - 1]) / schedule.sigma(times[i]);
            double clean = schedule.alpha(times[i - 1]) - ratio * schedule.alpha(times[i]);
            plan.add(new Step(times[i], clean, 0, ratio, 0));
        }
        plan.add(new Step(times[0], 1, 0, 0, 0));
        return plan;
    }
}
