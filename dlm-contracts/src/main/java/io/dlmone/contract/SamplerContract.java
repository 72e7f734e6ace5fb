package io.dlmone.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.dlmone.model.EvenSchedule;
import io.dlmone.model.LinearPath;
import io.dlmone.model.NoiseSchedule;
import io.dlmone.sampling.Sampler;
import io.dlmone.sampling.Sampler.Step;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What every sampler must do on each path that it says it can walk: one over whole times that preserves variance, and
 * straight ones over real times that do not. One proves itself with a subclass:
 *
 * <pre>{@code
 * class MySamplerTest extends SamplerContract {
 *     @Override
 *     protected Sampler plugin() {
 *         return new MySampler();
 *     }
 * }
 * }</pre>
 */
public abstract class SamplerContract extends PluginContract<Sampler> {

    private static final int TIMES = 240;
    private static final List<NoiseSchedule> PATHS =
            List.of(new EvenSchedule(TIMES), new LinearPath(1), new LinearPath(2));

    @Override
    final Class<Sampler> kind() {
        return Sampler.class;
    }

    static Stream<NoiseSchedule> paths() {
        return PATHS.stream();
    }

    private void assumeWalks(NoiseSchedule path) {
        assumeTrue(
                plugin().obstacle(path).isEmpty(), () -> plugin().obstacle(path).orElse(""));
    }

    @Test
    final void walksAPathOrSaysWhyNot() {
        assertThat(PATHS).anyMatch(path -> plugin().obstacle(path).isEmpty());
        PATHS.forEach(
                path -> plugin().obstacle(path).ifPresent(why -> assertThat(why).isNotBlank()));
    }

    @ParameterizedTest
    @MethodSource("paths")
    final void makesAsManyCallsAsAskedForFromNoiseToData(NoiseSchedule path) {
        assumeWalks(path);
        for (int steps : new int[] {1, 2, 3, 10, 24, TIMES}) {
            List<Step> plan = plugin().plan(path, steps);
            assertThat(plan).hasSize(steps);
            assertThat(plan).allSatisfy(s -> {
                assertThat(path.contains(s.t())).as("time " + s.t()).isTrue();
                assertThat(new double[] {s.clean(), s.previous(), s.current(), s.noise()})
                        .doesNotContain(Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY);
            });
            for (int i = 1; i < steps; i++) {
                assertThat(path.noisier(plan.get(i).t(), plan.get(i - 1).t())).isFalse();
            }
            assertThat(plugin().plan(path, steps)).isEqualTo(plan);
        }
    }

    /**
     * Data that are normal have an exact prediction, which is linear; with it the sample is a linear function of the
     * noises, and its mean and deviation are those of the data when the path is walked in small steps.
     */
    @ParameterizedTest
    @MethodSource("paths")
    final void smallStepsArriveAtTheData(NoiseSchedule path) {
        assumeWalks(path);
        double mean = 0.7;
        double deviation = 0.5;
        List<Step> plan = plugin().plan(path, TIMES);
        double[] x = new double[plan.size() + 2]; // constant, starting noise, noise of each step
        double[] before = new double[x.length];
        x[1] = path.startScale();
        for (int i = 0; i < plan.size(); i++) {
            Step s = plan.get(i);
            double a = path.alpha(s.t());
            double v = deviation * deviation;
            double gain = a * v / (a * a * v + path.sigmaSquared(s.t()));
            double[] next = new double[x.length];
            double[] clean = new double[x.length];
            for (int k = 0; k < x.length; k++) {
                clean[k] = gain * x[k] + (k == 0 ? mean * (1 - gain * a) : 0);
                next[k] = s.clean() * clean[k] + s.previous() * before[k] + s.current() * x[k];
            }
            next[i + 2] = s.noise();
            before = clean;
            x = next;
        }
        double spread = Math.sqrt(Arrays.stream(x, 1, x.length).map(c -> c * c).sum());
        assertThat(x[0]).as("mean").isCloseTo(mean, within(0.05));
        assertThat(spread).as("deviation").isCloseTo(deviation, within(0.05));
    }
}
