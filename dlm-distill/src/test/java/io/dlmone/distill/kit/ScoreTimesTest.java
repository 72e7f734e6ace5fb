package io.dlmone.distill.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.dlmone.Plugins;
import io.dlmone.model.NoiseSchedule;
import io.dlmone.objective.DistillationSettings;
import io.dlmone.random.CounterRandom;
import java.util.Arrays;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ScoreTimesTest {

    private static final int MANY = 4000;

    private final NoiseSchedule schedule = Plugins.schedule("sqrt").create(2000);
    private final CounterRandom random = CounterRandom.of(3, "test");

    private long[] draw(ScoreTimes times, int from, int to) {
        return times.draw(schedule, from, to, random, 0, MANY);
    }

    @Test
    void uniformTimesAreThoseOfBefore() {
        assertThat(draw(ScoreTimes.UNIFORM, 300, 1500))
                .isEqualTo(LongStream.of(random.integers(0, MANY, 1200))
                        .map(t -> t + 300)
                        .toArray());
    }

    @Test
    void timesEvenInLogSnrAre() {
        long[] times = draw(ScoreTimes.LOG_SNR, 200, 1900);
        assertThat(Arrays.stream(times).min().orElseThrow()).isBetween(200L, 215L);
        assertThat(Arrays.stream(times).max().orElseThrow()).isBetween(1890L, 1899L);
        double low = Math.log(schedule.snr(200));
        double high = Math.log(schedule.snr(1899));
        for (double share : new double[] {0.25, 0.5, 0.75}) {
            double below = Arrays.stream(times)
                    .filter(t -> Math.log(schedule.snr((int) t)) > low + share * (high - low))
                    .count();
            assertThat(below / MANY).isCloseTo(share, within(0.03));
        }
        assertThat(draw(ScoreTimes.LOG_SNR, 7, 8)).containsOnly(7L);
    }

    @Test
    void aRangeWidensEvenlyAndOnlyIfItBeginsAboveItsEnd() {
        DistillationSettings s = DistillationSettings.defaults(schedule, 1)
                .with(ScoreSettings.MIN_TIME, 200)
                .with(ScoreSettings.WIDENING, 100);
        assertThat(ScoreTimes.lowest(s, 0)).isEqualTo(200);
        DistillationSettings widening = s.with(ScoreSettings.FIRST_MIN_TIME, 1200);
        assertThat(LongStream.of(0, 25, 50, 100, 5000).map(i -> ScoreTimes.lowest(widening, i)))
                .containsExactly(1200L, 950L, 700L, 200L, 200L);
    }
}
