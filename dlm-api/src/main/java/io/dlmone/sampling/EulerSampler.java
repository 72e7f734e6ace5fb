package io.dlmone.sampling;

import io.dlmone.model.ContinuousSchedule;
import io.dlmone.model.NoiseSchedule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Euler's method on the probability flow in the path's own time, from its noisiest time to its cleanest. On a straight
 * path it is {@link DdimSampler}.
 */
public final class EulerSampler implements Sampler {

    @Override
    public String name() {
        return "euler";
    }

    @Override
    public String description() {
        return "Euler's method in the time of a continuous path, of first order.";
    }

    @Override
    public Optional<String> obstacle(NoiseSchedule path) {
        return path instanceof ContinuousSchedule
                ? Optional.empty()
                : Optional.of("has whole times, in which it has no slope");
    }

    @Override
    public List<Step> plan(NoiseSchedule path, int steps) {
        return over((ContinuousSchedule) path, grid(path, steps));
    }

    /** The times of the calls, noisiest first, and after them the cleanest. */
    static double[] grid(NoiseSchedule path, int steps) {
        Respacing.check(path, steps);
        double[] grid = new double[steps + 1];
        for (int i = 0; i <= steps; i++) {
            grid[i] = path.timeAt(1 - (double) i / steps);
        }
        return grid;
    }

    /**
     * {@return the calls of a grid of one's own}
     *
     * @param path the path
     * @param grid times of the calls, noisiest first, and after them where the last call arrives
     */
    public static List<Step> over(ContinuousSchedule path, double... grid) {
        List<Step> plan = new ArrayList<>();
        for (int i = 0; i < grid.length - 1; i++) {
            ContinuousSchedule.Slope slope = path.slope(grid[i]);
            double h = grid[i + 1] - grid[i];
            plan.add(new Step(grid[i], h * slope.clean(), 0, 1 + h * slope.current(), 0));
        }
        return plan;
    }
}
