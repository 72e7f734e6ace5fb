package io.dlmone.diffuseq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.dlmone.golden.Golden;
import io.dlmone.sampling.AncestralSampler;
import io.dlmone.sampling.Sampler;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

class SqrtScheduleTest {

    private final Golden golden = Golden.of("schedule");
    private final SqrtSchedule schedule = new SqrtSchedule(2000);

    private void assertTable(String name, IntToDoubleFunction actual) {
        double[] expected = golden.doubles(name);
        for (int t = 0; t < expected.length; t++) {
            double tolerance = 1e-12 * Math.max(1, Math.abs(expected[t]));
            assertThat(actual.applyAsDouble(t)).as("%s[%d]", name, t).isCloseTo(expected[t], within(tolerance));
        }
    }

    @Test
    void tablesAreTheOfficialOnes() {
        assertTable("betas", schedule::beta);
        assertTable("alphas_cumprod", schedule::alphaBar);
        assertTable("alphas_cumprod_prev", t -> t == 0 ? 1 : schedule.alphaBar(t - 1));
        assertTable("sqrt_alphas_cumprod", schedule::alpha);
        assertTable("sqrt_one_minus_alphas_cumprod", schedule::sigma);
        assertTable("sqrt_recip_alphas_cumprod", t -> 1 / schedule.alpha(t));
        assertTable("sqrt_recipm1_alphas_cumprod", schedule::noiseRatio);
    }

    @Test
    void theAncestralStepHasTheOfficialPosterior() {
        List<Sampler.Step> plan = new AncestralSampler().plan(schedule, 2000);
        assertTable("posterior_mean_coef1", t -> plan.get(1999 - t).clean());
        assertTable("posterior_mean_coef2", t -> plan.get(1999 - t).current());
        double[] logVariance = golden.doubles("p_sample_log_variance");
        for (int t = 1; t < 2000; t++) {
            double noise = plan.get(1999 - t).noise();
            assertThat(2 * Math.log(noise)).as("t = %d", t).isCloseTo(logVariance[t], within(1e-11));
        }
        assertThat(plan.get(1999).noise()).isZero();
    }

    @Test
    void constantsCarryOverByTheNoiseRatio() {
        assertThat(schedule.timeOfNoiseRatio(2.5017)).isEqualTo(1490);
        assertThat(schedule.timeOfNoiseRatio(13.1)).isEqualTo(1976);
        assertThat(schedule.timeOfNoiseRatio(0)).isZero();
        assertThat(schedule.timeOfNoiseRatio(1e9)).isEqualTo(1999);
    }

    @Test
    void oneStepIsNoSchedule() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SqrtSchedule(1))
                .withMessageContaining("1");
    }
}
