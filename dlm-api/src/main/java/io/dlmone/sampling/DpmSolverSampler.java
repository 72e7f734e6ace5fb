package io.dlmone.sampling;

import io.dlmone.model.NoiseSchedule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * DPM-Solver++(2M): the multistep solver of second order in data prediction form, with lambda = ln(alpha / sigma),
 *
 * <pre>
 * x_t = (sigma_t / sigma_s) x_s - alpha_t (e^-h - 1) [D + (D - D_before) h / (2 h_before)],  h = lambda_t - lambda_s,
 * </pre>
 *
 * where D is the prediction at s. The first step has no prediction before it, and the last, to the clean end, would
 * have h without bound: both are of first order, which is DDIM. So is the second on a path that begins in pure noise,
 * where the first h has no bound either. Times are those of {@link DdimSampler}. On the sqrt schedule lambda falls
 * steeply at the noisiest time, so that the error of the first step is much of the whole.
 *
 * <p>Source: Lu et al. 2022, "DPM-Solver++: fast solver for guided sampling of diffusion probabilistic models",
 * algorithm 2.
 */
public final class DpmSolverSampler implements Sampler {

    @Override
    public String name() {
        return "dpm-solver++";
    }

    @Override
    public String description() {
        return "DPM-Solver++(2M), the multistep relative of ddim of second order.";
    }

    @Override
    public Optional<String> obstacle(NoiseSchedule path) {
        return Optional.empty();
    }

    @Override
    public List<Step> plan(NoiseSchedule schedule, int steps) {
        double[] times = Respacing.even(schedule, steps);
        List<Step> plan = new ArrayList<>();
        double hBefore = Double.POSITIVE_INFINITY;
        for (int i = steps - 1; i > 0; i--) {
            double s = times[i];
            double t = times[i - 1];
            double h = Math.log(schedule.noiseRatio(s) / schedule.noiseRatio(t));
            double weight = -schedule.alpha(t) * Math.expm1(-h);
            double change = Double.isInfinite(hBefore) ? 0 : h / (2 * hBefore);
            double current = schedule.sigma(t) / schedule.sigma(s);
            plan.add(new Step(s, weight * (1 + change), -weight * change, current, 0));
            hBefore = h;
        }
        plan.add(new Step(times[0], 1, 0, 0, 0));
        return plan;
    }
}
