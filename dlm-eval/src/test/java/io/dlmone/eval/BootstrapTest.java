package io.dlmone.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BootstrapTest {

    @Test
    void sameSeedSameInterval() {
        double[] values = new SplittableRandom(5).doubles(50).toArray();
        assertThat(Bootstrap.DEFAULT.ofMean(values)).isEqualTo(Bootstrap.DEFAULT.ofMean(values));
        assertThat(new Bootstrap(1000, 1).ofMean(values)).isNotEqualTo(Bootstrap.DEFAULT.ofMean(values));
    }

    @Test
    void equalValuesHaveAnIntervalOfWidthZero() {
        assertThat(Bootstrap.DEFAULT.ofMean(new double[] {0.25, 0.25, 0.25}).interval())
                .isEqualTo(new Interval(0.25, 0.25));
    }

    @Test
    void coversTheTrueMeanAboutNineteenTimesOutOfTwenty() {
        SplittableRandom random = new SplittableRandom(6);
        int covered = 0;
        for (int i = 0; i < 400; i++) {
            covered += new Bootstrap(400, i)
                            .ofMean(random.doubles(60).toArray())
                            .interval()
                            .contains(0.5)
                    ? 1
                    : 0;
        }
        assertThat(covered).isBetween(360, 396);
    }

    @Test
    void aDifferenceOfSystemsOnTheSameSourcesIsSurerThanEither() {
        SplittableRandom random = new SplittableRandom(7);
        double[] one = random.doubles(100).toArray();
        double[] other = Arrays.stream(one)
                .map(value -> value + 0.1 + 0.01 * random.nextDouble())
                .toArray();
        Interval difference = Bootstrap.DEFAULT
                .ofMean(other)
                .minus(Bootstrap.DEFAULT.ofMean(one))
                .interval();
        assertThat(difference.low()).isBetween(0.1, 0.105);
        assertThat(difference.high()).isBetween(0.105, 0.11);
        assertThat(Bootstrap.DEFAULT.ofMean(one).interval())
                .satisfies(alone -> assertThat(alone.high() - alone.low()).isGreaterThan(0.1));
    }

    @Test
    void theMeanOfSystemsIsTakenDrawByDraw() {
        assertThat(Resamples.mean(List.of(new Resamples(1, 2, 3), new Resamples(3, 2, 7))))
                .isEqualTo(new Resamples(2, 2, 5));
        assertThatThrownBy(() -> new Resamples(1, 2).minus(new Resamples(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("found 2 and 1");
    }

    @Test
    void refusesNonsense() {
        assertThatThrownBy(() -> new Bootstrap(0, 0)).hasMessageContaining("at least 1, found 0");
        assertThatThrownBy(() -> Bootstrap.DEFAULT.ofMean(new double[0])).hasMessageContaining("at least one source");
        assertThatThrownBy(() -> new Interval(1, 0)).isInstanceOf(IllegalArgumentException.class);
    }
}
