package io.dlmone.diffuseq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.dlmone.Plugins;
import io.dlmone.golden.Golden;
import io.dlmone.model.NoiseSchedule;
import io.dlmone.sampling.Sampler;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RespacingTest {

    private final NoiseSchedule schedule = new SqrtSchedule(2000);

    /** The times of a sampler's calls, least noisy first. */
    private double[] times(String sampler, int count) {
        return Plugins.sampler(sampler).plan(schedule, count).stream()
                .mapToDouble(Sampler.Step::t)
                .sorted()
                .toArray();
    }

    @Test
    void twentyTimesAreTheOfficialOnes() {
        Golden golden = Golden.of("schedule");
        double[] times = times("ancestral", 20);
        assertThat(Arrays.stream(times).mapToLong(t -> (long) t).toArray())
                .isEqualTo(golden.tensor("respaced20_timestep_map").longs());
        double[] bars = golden.doubles("respaced20_alphas_cumprod");
        double[] betas = golden.doubles("respaced20_betas");
        for (int i = 0; i < 20; i++) {
            double before = i == 0 ? 1 : schedule.alphaBar(times[i - 1]);
            assertThat(schedule.alphaBar(times[i])).isCloseTo(bars[i], within(1e-12));
            assertThat(1 - schedule.alphaBar(times[i]) / before).isCloseTo(betas[i], within(1e-12));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 10, 50, 999, 1999, 2000})
    void timesRiseToTheNoisiestAndReachItOnce(int count) {
        for (double[] times : List.of(times("ddim", count), times("ancestral", count))) {
            assertThat(times).hasSize(count).doesNotHaveDuplicates().isSorted().endsWith(1999.0);
        }
    }

    @Test
    void allTimesAreAllTimes() {
        double[] all = IntStream.range(0, 2000).asDoubleStream().toArray();
        assertThat(times("ddim", 2000)).isEqualTo(all);
        assertThat(times("ancestral", 2000)).isEqualTo(all);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 2001})
    void countsOutsideTheScheduleAreRefused(int count) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> times("ddim", count))
                .withMessageContaining("from 1 to 2000")
                .withMessageContaining("" + count);
    }

    /** On data of one point the prediction is exact, and DDIM keeps x on the line between it and the noise. */
    @ParameterizedTest
    @ValueSource(ints = {1, 5, 20, 2000})
    void ddimOfAPerfectPredictionStaysOnItsPath(int steps) {
        double clean = 0.7;
        double noise = -1.3;
        List<Sampler.Step> plan = Plugins.sampler("ddim").plan(schedule, steps);
        assertThat(plan).hasSize(steps);
        double x = schedule.alpha(1999) * clean + schedule.sigma(1999) * noise;
        for (int i = 0; i < steps; i++) {
            Sampler.Step s = plan.get(i);
            x = s.clean() * clean + s.current() * x;
            double expected = i == steps - 1
                    ? clean
                    : schedule.alpha(plan.get(i + 1).t()) * clean
                            + schedule.sigma(plan.get(i + 1).t()) * noise;
            assertThat(x).isCloseTo(expected, within(1e-10));
        }
    }

    @Test
    void theOfficialDdimLandsOneTimeLowerWhateverItsStride() {
        List<Sampler.Step> full = Plugins.sampler("ddim").plan(schedule, 2000);
        List<Sampler.Step> plan = Plugins.sampler("ddim-official").plan(schedule, 65);
        assertThat(plan).hasSize(67); // stride 30
        for (int i = 0; i < plan.size(); i++) {
            assertThat(plan.get(i)).isEqualTo(full.get(30 * i));
        }
    }
}
