package io.dlmone.distill.kit;

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
     * @param from the lowest
     * @param to above the highest
     * @param random of the draw
     * @param number of the draw
     * @param n number of sequences
     */
    public long[] draw(NoiseSchedule schedule, int from, int to, CounterRandom random, long number, int n) {
        if (this == UNIFORM) {
            return Arrays.stream(random.integers(number, n, to - from))
                    .map(t -> t + from)
                    .toArray();
        }
        double low = Math.log(schedule.noiseRatio(from));
        double high = Math.log(schedule.noiseRatio(to - 1));
        return Arrays.stream(random.uniforms(number, n))
                .mapToLong(u -> schedule.timeOfNoiseRatio(Math.exp(low + u * (high - low))))
                .map(t -> Math.max(from, Math.min(to - 1, t)))
                .toArray();
    }

    /**
     * {@return the lowest time at which the student's scores are compared at one of its updates: the range widens
     * evenly}
     *
     * @param s settings of the distillation
     * @param update number of the student's update
     */
    public static int lowest(DistillationSettings s, long update) {
        int end = s.get(ScoreSettings.MIN_TIME);
        int begin = Math.max(end, s.get(ScoreSettings.FIRST_MIN_TIME));
        double left = Math.max(0, 1 - (double) update / s.get(ScoreSettings.WIDENING));
        return end + (int) Math.round(left * (begin - end));
    }
}
