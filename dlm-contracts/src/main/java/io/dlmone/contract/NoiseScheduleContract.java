package io.dlmone.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.dlmone.backend.Backend;
import io.dlmone.backend.BackendOptions;
import io.dlmone.graph.Graph;
import io.dlmone.graph.Value;
import io.dlmone.model.ContinuousSchedule;
import io.dlmone.model.DiscreteSchedule;
import io.dlmone.model.NoiseSchedule;
import io.dlmone.model.NoiseScheduleProvider;
import io.dlmone.model.Noising;
import io.dlmone.tensor.Tensor;
import java.util.Map;
import java.util.stream.IntStream;
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
    final void goesFromDataToNoise(int steps) {
        NoiseSchedule path = plugin().create(steps);
        if (path instanceof DiscreteSchedule discrete) {
            assertThat(discrete.steps()).isEqualTo(steps);
            assertThat(path.sigma(0)).as("sigma(0)").isPositive();
        }
        double[] times = times(path, steps);
        assertThat(times[times.length - 1]).isEqualTo(path.noisiest());
        for (int i = 0; i < times.length; i++) {
            double t = times[i];
            assertThat(path.contains(t)).isTrue();
            assertThat(path.alpha(t)).as("alpha(%s)", t).isBetween(0.0, 1.0);
            assertThat(path.sigma(t)).as("sigma(%s)", t).isPositive().isFinite();
            if (i > 0) {
                assertThat(path.noisier(t, times[i - 1])).isTrue();
                assertThat(path.alpha(t)).as("alpha(%s)", t).isLessThanOrEqualTo(path.alpha(times[i - 1]));
                assertThat(path.noiseRatio(t)).as("sigma/alpha at %s", t).isGreaterThan(path.noiseRatio(times[i - 1]));
            }
        }
    }

    /** All times of a discrete path; as many of a continuous one, but its clean end, where there may be no noise. */
    private static double[] times(NoiseSchedule path, int steps) {
        return path instanceof DiscreteSchedule
                ? IntStream.range(0, steps).asDoubleStream().toArray()
                : IntStream.rangeClosed(1, steps)
                        .mapToDouble(i -> path.timeAt((double) i / steps))
                        .toArray();
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 50, 2000})
    final void whatFollowsFromAlphaAndSigmaFollows(int steps) {
        NoiseSchedule path = plugin().create(steps);
        for (double t : times(path, steps)) {
            double alphaBar = path.alpha(t) * path.alpha(t);
            double variance = path.sigma(t) * path.sigma(t);
            assertThat(path.alphaBar(t)).isCloseTo(alphaBar, within(1e-9));
            assertThat(path.sigmaSquared(t)).isCloseTo(variance, within(1e-9 * Math.max(1, variance)));
            assertThat(path.snr(t)).isCloseTo(alphaBar / variance, within(1e-6 * Math.max(1, alphaBar / variance)));
            if (path.alpha(t) > 0) {
                assertThat(path.timeOfNoiseRatio(path.noiseRatio(t))).isCloseTo(t, within(1e-9));
            }
        }
    }

    @Test
    final void graphsSeeTheSamePath() {
        NoiseSchedule path = plugin().create(50);
        double[] times = times(path, 50);
        Graph g = new Graph("path");
        Value t = g.input("t", path.timeType(), times.length);
        g.output("alpha", new Noising(path).alpha(t));
        g.output("sigma", new Noising(path).sigma(t));
        try (Backend oracle = new OracleProvider().open(BackendOptions.defaults())) {
            Map<String, Tensor> out = oracle.compile(g).run(Map.of("t", path.tensor(times)));
            for (int i = 0; i < times.length; i++) {
                assertThat(out.get("alpha").floats()[i]).isCloseTo((float) path.alpha(times[i]), within(1e-6f));
                assertThat(out.get("sigma").floats()[i]).isCloseTo((float) path.sigma(times[i]), within(1e-6f));
            }
        }
    }

    /** Where data and noise are single points, the slope of a continuous path is that of the line between them. */
    @Test
    final void theSlopeOfAContinuousPathIsItsDerivative() {
        NoiseSchedule path = plugin().create(50);
        assumeTrue(path instanceof ContinuousSchedule, "the path has whole times");
        double step = 1e-6 * (path.noisiest() - path.cleanest());
        for (double ratio : new double[] {0.25, 0.5, 1, 2, 10}) {
            double t = path.timeOfNoiseRatio(ratio);
            ContinuousSchedule.Slope slope = ((ContinuousSchedule) path).slope(t);
            double data = (path.alpha(t + step) - path.alpha(t - step)) / (2 * step);
            double noise = (path.sigma(t + step) - path.sigma(t - step)) / (2 * step);
            assertThat(slope.clean() + slope.current() * path.alpha(t)).isCloseTo(data, within(1e-5));
            assertThat(slope.current() * path.sigma(t)).isCloseTo(noise, within(1e-5));
        }
    }
}
