package io.dlmone.sampling;

import io.dlmone.model.DiscreteSchedule;
import io.dlmone.model.NoiseSchedule;

/** Chooses the times of a sampler's calls. */
final class Respacing {

    private Respacing() {}

    /**
     * {@code count} times spread evenly over a path, becoming noisier, the last always the noisiest; all of them if
     * count is that of a discrete path. The first is as far from the clean end as from the second.
     */
    static double[] even(NoiseSchedule path, int count) {
        check(path, count);
        double[] times = new double[count];
        for (int i = 0; i < count; i++) {
            times[i] = path instanceof DiscreteSchedule d
                    ? (i + 1L) * d.steps() / count - 1
                    : path.timeAt((i + 1.0) / count);
        }
        return times;
    }

    /**
     * {@code count} times with both ends of a discrete path, becoming noisier (official space_timesteps); the noisiest
     * alone if count is 1. On a continuous path as {@link #even}, since there is no noise at its clean end.
     */
    static double[] withEnds(NoiseSchedule path, int count) {
        if (!(path instanceof DiscreteSchedule)) {
            return even(path, count);
        }
        check(path, count);
        double[] times = new double[count];
        for (int i = 0; i < count; i++) {
            times[i] = count == 1 ? path.noisiest() : Math.rint(i * path.noisiest() / (count - 1));
        }
        return times;
    }

    static void check(NoiseSchedule path, int count) {
        if (count < 1 || count > path.maxCalls()) {
            throw new IllegalArgumentException("steps must be from 1 to " + path.maxCalls() + ", got " + count);
        }
    }
}
