package io.dlmone.elf;

import io.dlmone.model.ContinuousSchedule;
import io.dlmone.sampling.Sampler;
import java.util.ArrayList;
import java.util.List;

/**
 * The official stochastic sampler (sampling_utils) as steps of the ordinary loop: before each of Euler's steps but the
 * last the sample is mixed with fresh noise and taken back along the line, z = a z + (1 - a) scale eps at time a t,
 * with a = 1 - gamma h for a step of length h. The mixture has less noise than the path has at that time, so that small
 * steps do not arrive at the data's distribution; the sampler {@code sde} takes as much as it needs.
 */
final class OfficialSde {

    private OfficialSde() {}

    /**
     * A sample taken back.
     *
     * @param time where to
     * @param kept factor of the sample
     * @param noise factor of standard normal noise
     */
    record Back(double time, double kept, double noise) {

        static Back before(double t, double next, double gamma, double scale) {
            double a = Math.min(1, Math.max(0, 1 - gamma * (next - t)));
            return new Back(a * t, a, (1 - a) * scale);
        }
    }

    /** The calls of a grid; the sample has been taken back before the first. */
    static List<Sampler.Step> over(ContinuousSchedule path, double gamma, double... grid) {
        double scale = path.sigma(path.noisiest());
        int last = grid.length - 2;
        List<Sampler.Step> plan = new ArrayList<>();
        double from = Back.before(grid[0], grid[1], gamma, scale).time();
        for (int i = 0; i <= last; i++) {
            Back next =
                    i + 1 < last ? Back.before(grid[i + 1], grid[i + 2], gamma, scale) : new Back(grid[i + 1], 1, 0);
            ContinuousSchedule.Slope slope = path.slope(from);
            double h = grid[i + 1] - from;
            plan.add(new Sampler.Step(
                    from, next.kept * h * slope.clean(), 0, next.kept * (1 + h * slope.current()), next.noise));
            from = next.time;
        }
        return plan;
    }
}
