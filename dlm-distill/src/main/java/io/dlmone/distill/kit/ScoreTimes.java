package io.dlmone.distill.kit;

import io.dlmone.model.DiscreteSchedule;
import io.dlmone.model.NoiseSchedule;
import io.dlmone.objective.DistillationSettings;
import io.dlmone.random.CounterRandom;
import java.util.Arrays;

/** How the times at which scores are compared are spread over their range, on any path. */
public enum ScoreTimes {
    /** All times alike, as in DLM-One. */
    UNIFORM,
    /** Evenly over the logarithm of alpha^2/sigma^2: whatever the schedule, as much noise as signal comes as often. */
    LOG_SNR;

    /**
     * {@return times for so many sequences}
     *
     * @param schedule the teacher's
     * @param from the least noisy
     * @param to where the noise ends; a discrete schedule's own time there is left out
     * @param random of the draw
     * @param number of the draw
     * @param n number of sequences
     */
    public double[] draw(NoiseSchedule schedule, double from, double to, CounterRandom random, long number, int n) {
        boolean discrete = schedule instanceof DiscreteSchedule;
        double last = discrete ? to - 1 : to;
        if (this == UNIFORM) {
            return discrete
                    ? Arrays.stream(random.integers(number, n, (int) (to - from)))
                            .mapToDouble(t -> t + from)
                            .toArray()
                    : Arrays.stream(random.uniforms(number, n))
                            .map(u -> from + u * (to - from))
                            .toArray();
        }
        double low = Math.log(schedule.noiseRatio(from));
        double high = Math.log(schedule.noiseRatio(last));
        return Arrays.stream(random.uniforms(number, n))
                .map(u -> schedule.timeOfNoiseRatio(Math.exp(low + u * (high - low))))
                .map(t -> Math.max(Math.min(from, last), Math.min(Math.max(from, last), t)))
                .toArray();
    }

    /**
     * {@return the least noisy time at which the student's scores are compared at one of its updates: the range widens
     * evenly}
     *
     * @param s settings of the distillation
     * @param update number of the student's update
     */
    public static double lowest(DistillationSettings s, long update) {
        NoiseSchedule schedule = s.schedule();
        double end = s.get(ScoreSettings.MIN_TIME);
        double first = s.get(ScoreSettings.FIRST_MIN_TIME);
        double begin = schedule.noisier(first, end) ? first : end;
        double left = Math.max(0, 1 - (double) update / s.get(ScoreSettings.WIDENING));
        double way = left * (begin - end);
        return end + (schedule instanceof DiscreteSchedule ? Math.round(way) : way);
    }
}
