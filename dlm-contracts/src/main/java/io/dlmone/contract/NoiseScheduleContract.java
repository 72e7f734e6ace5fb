package io.dlmone.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.dlmone.model.NoiseSchedule;
import io.dlmone.model.NoiseScheduleProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What every noise schedule must do. One proves itself with a subclass:
 *
 * <pre>{@code
 * class MyScheduleTest extends NoiseScheduleContract {
 *     @Override
 *     protected NoiseScheduleProvider plugin() {
 *         return new MySchedule();
 *     }
 * }
 * }</pre>
 */
public abstract class NoiseScheduleContract extends PluginContract<NoiseScheduleProvider> {

    @Override
    final Class<NoiseScheduleProvider> kind() {
        return NoiseScheduleProvider.class;
    }

    @Test
    final void aScheduleBearsTheNameThatFindsItAgain() {
        assertThat(plugin().create(10).name()).isEqualTo(plugin().name());
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 50, 1000, 2000})
    final void fallsFromDataToNoise(int steps) {
        NoiseSchedule path = plugin().create(steps);
        assertThat(path.steps()).isEqualTo(steps);
        for (int t = 0; t < steps; t++) {
            assertThat(path.alpha(t)).as("alpha(%d)", t).isBetween(0.0, 1.0);
            assertThat(path.sigma(t)).as("sigma(%d)", t).isPositive().isFinite();
            if (t > 0) {
                assertThat(path.alpha(t)).as("alpha(%d)", t).isLessThanOrEqualTo(path.alpha(t - 1));
                assertThat(path.noiseRatio(t)).as("sigma/alpha at %d", t).isGreaterThan(path.noiseRatio(t - 1));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 50, 2000})
    final void whatFollowsFromAlphaAndSigmaFollows(int steps) {
        NoiseSchedule path = plugin().create(steps);
        for (int t = 0; t < steps; t++) {
            double alphaBar = path.alpha(t) * path.alpha(t);
            double variance = path.sigma(t) * path.sigma(t);
            assertThat(path.alphaBar(t)).isCloseTo(alphaBar, within(1e-9));
            assertThat(path.sigmaSquared(t)).isCloseTo(variance, within(1e-9 * Math.max(1, variance)));
            assertThat(path.snr(t)).isCloseTo(alphaBar / variance, within(1e-6 * Math.max(1, alphaBar / variance)));
            assertThat(path.timeOfNoiseRatio(path.noiseRatio(t))).isEqualTo(t);
        }
    }
}
