package io.dlmone.distill.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.dlmone.Plugins;
import io.dlmone.model.LinearPath;
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

    private double[] draw(ScoreTimes times, int from, int to) {
        return times.draw(schedule, from, to, random, 0, MANY);
    }

    @Test
    void uniformTimesAreThoseOfBefore() {
        assertThat(draw(ScoreTimes.UNIFORM, 300, 1500))
                .isEqualTo(LongStream.of(random.integers(0, MANY, 1200))
                        .mapToDouble(t -> t + 300)
                        .toArray());
    }

    @Test
    void timesEvenInLogSnrAre() {
        double[] times = draw(ScoreTimes.LOG_SNR, 200, 1900);
        assertThat(Arrays.stream(times).min().orElseThrow()).isBetween(200.0, 215.0);
        assertThat(Arrays.stream(times).max().orElseThrow()).isBetween(1890.0, 1899.0);
        double low = Math.log(schedule.snr(200));
        double high = Math.log(schedule.snr(1899));
        for (double share : new double[] {0.25, 0.5, 0.75}) {
            double below = Arrays.stream(times)
                    .filter(t -> Math.log(schedule.snr(t)) > low + share * (high - low))
                    .count();
            assertThat(below / MANY).isCloseTo(share, within(0.03));
        }
        assertThat(draw(ScoreTimes.LOG_SNR, 7, 8)).containsOnly(7);
    }

    @Test
    void aRangeWidensEvenlyAndOnlyIfItBeginsAboveItsEnd() {
        DistillationSettings s = DistillationSettings.defaults(schedule, 1)
                .with(ScoreSettings.MIN_TIME, 200)
                .with(ScoreSettings.WIDENING, 100);
        assertThat(ScoreTimes.lowest(s, 0)).isEqualTo(200);
        DistillationSettings widening = s.with(ScoreSettings.FIRST_MIN_TIME, 1200);
        assertThat(LongStream.of(0, 25, 50, 100, 5000).mapToDouble(i -> ScoreTimes.lowest(widening, i)))
                .containsExactly(1200.0, 950.0, 700.0, 200.0, 200.0);
    }

    /** On a path with data at 1 the range runs from numbers that are higher to lower ones. */
    @Test
    void continuousTimesStayBetweenTheirEnds() {
        LinearPath path = new LinearPath(1);
        double clean = DistillationSettings.leastNoisy(path);
        double noisy = path.timeOfNoiseRatio(DistillationSettings.MAX_NOISE_RATIO);
        assertThat(clean).isCloseTo(0.8913, within(1e-4));
        assertThat(noisy).isCloseTo(0.0709, within(1e-4));
        for (ScoreTimes times : ScoreTimes.values()) {
            double[] drawn = times.draw(path, clean, noisy, random, 0, MANY);
            assertThat(Arrays.stream(drawn)).allMatch(t -> t >= noisy && t <= clean);
            double middle = times == ScoreTimes.UNIFORM
                    ? (clean + noisy) / 2
                    : path.timeOfNoiseRatio(Math.sqrt(path.noiseRatio(clean) * path.noiseRatio(noisy)));
            double share = Arrays.stream(drawn).filter(t -> t > middle).count() / (double) MANY;
            assertThat(share).isCloseTo(0.5, within(0.03));
        }
        DistillationSettings s = DistillationSettings.defaults(path, 1)
                .with(ScoreSettings.WIDENING, 100)
                .with(ScoreSettings.FIRST_MIN_TIME, 0.3);
        assertThat(ScoreTimes.lowest(s, 0)).isCloseTo(0.3, within(1e-9));
        assertThat(ScoreTimes.lowest(s, 50)).isCloseTo((0.3 + clean) / 2, within(1e-9));
        assertThat(ScoreTimes.lowest(s, 100)).isCloseTo(clean, within(1e-9));
    }
}
