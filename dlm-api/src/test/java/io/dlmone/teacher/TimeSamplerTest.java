package io.dlmone.teacher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.dlmone.model.EvenSchedule;
import io.dlmone.model.LinearPath;
import io.dlmone.random.CounterRandom;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class TimeSamplerTest {

    private static final CounterRandom RANDOM = CounterRandom.of(1, "times");

    private static TimeSampler warm(double... losses) {
        TimeSampler sampler = new TimeSampler(new EvenSchedule(losses.length), true);
        for (int k = 0; k < 10; k++) {
            for (int t = 0; t < losses.length; t++) {
                sampler.observe(new double[] {t}, new float[] {(float) losses[t]});
            }
        }
        return sampler;
    }

    private static double[] frequencies(TimeSampler sampler, int steps) {
        double[] f = new double[steps];
        for (double t : sampler.draw(RANDOM, 0, 20_000).times()) {
            f[(int) t] += 1 / 20_000.0;
        }
        return f;
    }

    @Test
    void timesAreUniformUntilEveryTimeHasTenLosses() {
        TimeSampler sampler = new TimeSampler(new EvenSchedule(2), true);
        for (int k = 0; k < 10; k++) {
            sampler.observe(new double[] {0}, new float[] {100});
        }
        for (int k = 0; k < 9; k++) {
            sampler.observe(new double[] {1}, new float[] {1});
        }
        TimeSampler.Draw draw = sampler.draw(RANDOM, 0, 1000);
        assertThat(draw.weights()).containsOnly(1);
        assertThat(frequencies(sampler, 2)[0]).isCloseTo(0.5, within(0.02));
        sampler.observe(new double[] {1}, new float[] {1});
        assertThat(frequencies(sampler, 2)[0]).isCloseTo(0.99, within(0.01));
    }

    @Test
    void thenTheyFollowTheRootMeanSquareOfTheLosses() {
        TimeSampler sampler = warm(1, 3, 4);
        double[] p = sampler.probabilities();
        for (int t = 0; t < 3; t++) {
            double share = new double[] {1, 3, 4}[t] / 8;
            assertThat(p[t]).isCloseTo(0.999 * share + 0.001 / 3, within(1e-9));
            assertThat(frequencies(sampler, 3)[t]).isCloseTo(p[t], within(0.015));
        }
        TimeSampler.Draw draw = sampler.draw(RANDOM, 1, 100);
        for (int i = 0; i < 100; i++) {
            assertThat(draw.weights()[i])
                    .as("weights keep the mean loss unbiased")
                    .isCloseTo((float) (1 / (3 * p[(int) draw.times()[i]])), within(1e-6f));
        }
    }

    @Test
    void onlyTheLastTenLossesCount() {
        TimeSampler sampler = warm(5, 5);
        for (int k = 0; k < 25; k++) {
            sampler.observe(new double[] {0}, new float[] {15});
        }
        assertThat(sampler.probabilities()[0]).isCloseTo(0.999 * 0.75 + 0.0005, within(1e-9));
    }

    @Test
    void lossesThatAreNotFiniteAreForgotten() {
        TimeSampler sampler = warm(5, 5);
        sampler.observe(new double[] {0, 1}, new float[] {Float.NaN, Float.POSITIVE_INFINITY});
        assertThat(sampler.probabilities()).containsExactly(0.5, 0.5);
    }

    @Test
    void withoutImportanceTimesStayUniform() {
        TimeSampler sampler = new TimeSampler(new EvenSchedule(4), false);
        for (int k = 0; k < 100; k++) {
            sampler.observe(new double[] {0}, new float[] {100});
        }
        for (double f : frequencies(sampler, 4)) {
            assertThat(f).isCloseTo(0.25, within(0.02));
        }
    }

    @Test
    void continuousTimesAreUniformOverThePath() {
        TimeSampler sampler = new TimeSampler(new LinearPath(1), false);
        double[] times = sampler.draw(RANDOM, 0, 20_000).times();
        assertThat(Arrays.stream(times)).allMatch(t -> t >= 0 && t <= 1);
        for (int bin = 0; bin < 10; bin++) {
            double from = bin / 10.0;
            double share = Arrays.stream(times)
                            .filter(t -> t >= from && t < from + 0.1)
                            .count()
                    / 20_000.0;
            assertThat(share).isCloseTo(0.1, within(0.01));
        }
    }

    @Test
    void continuousTimesHaveNoImportance() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TimeSampler(new LinearPath(1), true))
                .withMessageContaining("discrete");
    }
}
