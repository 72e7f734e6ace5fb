package io.dlmone.sampling;

import io.dlmone.model.NoiseSchedule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Heun's method, of second order with two calls an update (Karras et al. 2022, algorithm 1, with the time of a straight
 * line). With w = sigma / (alpha + sigma) every Gaussian path is y = (1 - w) x_0 + w eps for y = x / (alpha + sigma),
 * whose flow is dy/dw = (y - D) / w for the prediction D. Euler's step from s to t is DDIM's; the second call, D' at t,
 * corrects it by the mean of both slopes,
 *
 * <pre>
 * y' = (w_t / w_s) y + (1 - w_t / w_s) D,    y_t = y' + (w_s - w_t) / (2 w_t) (D' - D).
 * </pre>
 *
 * The last step, to the clean end, returns the prediction; with an even number of calls so is the first without its
 * correction. (In the published time, sigma / alpha, the first steps on the sqrt schedule have no bound.)
 */
public final class HeunSampler implements Sampler {

    @Override
    public String name() {
        return "heun";
    }

    @Override
    public String description() {
        return "Heun's method, of second order with two calls an update.";
    }

    @Override
    public Optional<String> obstacle(NoiseSchedule path) {
        return Optional.empty();
    }

    @Override
    public List<Step> plan(NoiseSchedule schedule, int steps) {
        double[] times = Respacing.even(schedule, steps / 2 + 1);
        List<Step> plan = new ArrayList<>();
        for (int i = times.length - 1; i > 0; i--) {
            double s = times[i];
            double t = times[i - 1];
            double ratio = schedule.sigma(t) / schedule.sigma(s);
            plan.add(new Step(s, schedule.alpha(t) - ratio * schedule.alpha(s), 0, ratio, 0));
            if (steps % 2 == 1 || i < times.length - 1) {
                double scale = schedule.alpha(t) + schedule.sigma(t);
                double correction = scale * (w(schedule, s) / w(schedule, t) - 1) / 2;
                plan.add(new Step(t, correction, -correction, 1, 0));
            }
        }
        plan.add(new Step(times[0], 1, 0, 0, 0));
        return plan;
    }

    private static double w(NoiseSchedule schedule, double t) {
        return schedule.sigma(t) / (schedule.alpha(t) + schedule.sigma(t));
    }
}
