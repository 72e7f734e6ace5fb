package io.dlmone.diffuseq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.dlmone.Plugins;
import io.dlmone.error.UserException;
import io.dlmone.model.DiscreteSchedule;
import io.dlmone.model.LinearPath;
import io.dlmone.model.NoiseSchedule;
import io.dlmone.sampling.AncestralSampler;
import io.dlmone.sampling.DdimSampler;
import io.dlmone.sampling.EulerSampler;
import io.dlmone.sampling.HeunSampler;
import io.dlmone.sampling.Sampler;
import io.dlmone.sampling.SamplingPlan;
import io.dlmone.sampling.SdeSampler;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which sampler walks which path, and that what walks stays on it. */
class SamplerPathsTest {

    /** A straight line of flow matching; {@code noise} is sigma at its end, {@code rest} how far that is from pure. */
    private record Line(String name, int steps, double noise, int rest) implements DiscreteSchedule {

        @Override
        public double alpha(int t) {
            return 1 - (t + 1.0) / (steps + rest);
        }

        @Override
        public double sigma(int t) {
            return noise * (t + 1.0) / (steps + rest);
        }
    }

    private static final NoiseSchedule SQRT = new SqrtSchedule(200);
    private static final NoiseSchedule LINE = new Line("line", 200, 1, 1);
    private static final NoiseSchedule PURE = new Line("pure", 200, 1, 0);
    private static final NoiseSchedule DOUBLE = new Line("double", 200, 2, 0);

    @Test
    void aScheduleSaysWhatItIs() {
        assertThat(SQRT.variancePreserving()).isTrue();
        assertThat(LINE.variancePreserving()).isFalse();
    }

    @Test
    void eulerRefusesWholeTimes() {
        assertThatThrownBy(() -> SamplingPlan.of(new EulerSampler(), LINE, 10))
                .isInstanceOf(UserException.class)
                .hasMessageContainingAll(
                        "[DLM-SAMPLER-1] sampler euler",
                        "line, which has whole times, in which it has no slope",
                        "Choose one of [ancestral, ddim, ddim-official, dpm-solver++, heun].");
    }

    @Test
    void theOfficialDdimRefusesContinuousTimes() {
        assertThatThrownBy(() -> SamplingPlan.of(new OfficialDdimSampler(), new LinearPath(1), 10))
                .hasMessageContainingAll(
                        "linear, which has continuous times",
                        "Choose one of [ancestral, ddim, dpm-solver++, euler, heun, sde].");
    }

    @Test
    void samplingBeginsAtTheNoiseOfThePath() {
        assertThat(SQRT.startScale()).isEqualTo(1);
        assertThat(LINE.startScale()).isEqualTo(1);
        assertThat(DOUBLE.startScale()).isEqualTo(2);
        assertThat(new LinearPath(2).startScale()).isEqualTo(2);
    }

    @Test
    void eulerOnAStraightPathIsDdim() {
        for (NoiseSchedule path : List.of(new LinearPath(1), new LinearPath(2))) {
            List<Sampler.Step> euler = SamplingPlan.of(new EulerSampler(), path, 20);
            List<Sampler.Step> ddim = SamplingPlan.of(new DdimSampler(), path, 20);
            for (int i = 0; i < 20; i++) {
                assertThat(euler.get(i).t()).isEqualTo(ddim.get(i).t()).isCloseTo(i / 20.0, within(1e-12));
                assertThat(euler.get(i).clean()).isCloseTo(ddim.get(i).clean(), within(1e-9));
                assertThat(euler.get(i).current()).isCloseTo(ddim.get(i).current(), within(1e-9));
            }
        }
    }

    static Stream<Arguments> walks() {
        List<Arguments> all = new ArrayList<>();
        for (Sampler sampler : Plugins.all(Sampler.class)) {
            for (NoiseSchedule path : List.of(SQRT, LINE, PURE, DOUBLE, new LinearPath(1), new LinearPath(2))) {
                if (sampler.obstacle(path).isEmpty()) {
                    int steps = sampler.name().equals("ddim-official") ? path.maxCalls() : 9;
                    all.add(Arguments.of(sampler.name(), path, steps));
                }
            }
        }
        return all.stream();
    }

    /** All data are one point x_0, so that the prediction is x_0: each step must arrive at alpha x_0 + sigma eps. */
    @ParameterizedTest(name = "{0} on {1}")
    @MethodSource("walks")
    void whoWalksStaysOnThePath(String sampler, NoiseSchedule path, int steps) {
        List<Sampler.Step> plan = SamplingPlan.of(Plugins.sampler(sampler), path, steps);
        assertThat(plan).hasSize(steps);
        double data = path.alpha(plan.get(0).t());
        double noise = path.startScale() == 1 ? path.sigma(plan.get(0).t()) : path.startScale();
        for (int i = 0; i < steps; i++) {
            Sampler.Step step = plan.get(i);
            data = step.clean() + (i == 0 ? 0 : step.previous()) + step.current() * data;
            noise = step.current() * noise;
            boolean last = i == steps - 1;
            assertThat(data).isCloseTo(last ? 1 : path.alpha(plan.get(i + 1).t()), within(1e-9));
            if (!sampler.equals("ancestral") && !sampler.equals("sde")) {
                assertThat(noise)
                        .isCloseTo(last ? 0 : path.sigma(plan.get(i + 1).t()), within(1e-9));
            }
        }
    }

    /** With all its calls, whatever the path, a stochastic sampler keeps about the noise that the path has. */
    @Test
    void stochasticSamplersKeepTheNoiseOfThePath() {
        assertThat(greatestExcessOfNoise(new AncestralSampler(), SQRT)).isBetween(1.0, 1.2);
        assertThat(greatestExcessOfNoise(new AncestralSampler(), LINE)).isBetween(0.99, 1.01);
        assertThat(greatestExcessOfNoise(new AncestralSampler(), new LinearPath(2)))
                .isBetween(0.99, 1.01);
        assertThat(greatestExcessOfNoise(new SdeSampler(), new LinearPath(1))).isBetween(0.99, 1.01);
        assertThat(greatestExcessOfNoise(new SdeSampler(), new LinearPath(2))).isBetween(0.99, 1.01);
    }

    private static double greatestExcessOfNoise(Sampler sampler, NoiseSchedule path) {
        List<Sampler.Step> plan = sampler.plan(path, Math.min(200, path.maxCalls()));
        double variance = Math.pow(path.sigma(path.noisiest()), 2);
        double worst = 0;
        for (int i = 0; i < plan.size() - 1; i++) {
            Sampler.Step step = plan.get(i);
            variance = step.current() * step.current() * variance + step.noise() * step.noise();
            worst = Math.max(
                    worst, Math.sqrt(variance) / path.sigma(plan.get(i + 1).t()));
        }
        return worst;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 7, 10, 199, 200})
    void heunMakesAsManyCallsAsAskedFor(int calls) {
        assertThat(SamplingPlan.of(new HeunSampler(), SQRT, calls)).hasSize(calls);
    }

    /** Normal data N(0.7, 0.36), for which prediction and end are known, along the textbook's Heun over w. */
    @Test
    void heunIsTheTextbooksOverTheTimeOfTheLine() {
        List<Sampler.Step> plan = SamplingPlan.of(new HeunSampler(), SQRT, 9);
        double x = follow(SQRT, plan);
        double[] times = new DdimSampler()
                .plan(SQRT, 5).stream().mapToDouble(Sampler.Step::t).sorted().toArray();
        double y = start(SQRT, times[4]) / scale(SQRT, times[4]);
        for (int i = 4; i > 0; i--) {
            double from = SQRT.sigma(times[i]) / scale(SQRT, times[i]);
            double to = SQRT.sigma(times[i - 1]) / scale(SQRT, times[i - 1]);
            double slope = (y - denoise(SQRT, y * scale(SQRT, times[i]), times[i])) / from;
            double euler = y + (to - from) * slope;
            double end = (euler - denoise(SQRT, euler * scale(SQRT, times[i - 1]), times[i - 1])) / to;
            y += (to - from) * (slope + end) / 2;
        }
        assertThat(x).isCloseTo(denoise(SQRT, y * scale(SQRT, times[0]), times[0]), within(1e-12));
    }

    @Test
    void heunIsOfSecondOrderOnALineAndDdimOfFirst() {
        NoiseSchedule line = new Line("line", 12_800, 1, 0);
        double exact = 0.7 + 0.6 * 1.3;
        for (int calls = 32; calls <= 128; calls *= 2) {
            double heun = error(line, new HeunSampler(), 2 * calls + 1, exact);
            assertThat(error(line, new HeunSampler(), calls + 1, exact) / heun).isBetween(3.4, 4.6);
            double ddim = error(line, new DdimSampler(), 2 * calls, exact);
            assertThat(error(line, new DdimSampler(), calls, exact) / ddim).isBetween(1.8, 2.2);
            assertThat(heun).isLessThan(ddim / 4);
        }
    }

    private static double error(NoiseSchedule path, Sampler sampler, int calls, double exact) {
        return Math.abs(follow(path, SamplingPlan.of(sampler, path, calls)) - exact);
    }

    private static double follow(NoiseSchedule path, List<Sampler.Step> plan) {
        double x = start(path, plan.get(0).t());
        double before = 0;
        for (Sampler.Step step : plan) {
            double clean = denoise(path, x, step.t());
            x = step.clean() * clean + step.previous() * before + step.current() * x;
            before = clean;
        }
        return x;
    }

    private static double scale(NoiseSchedule path, double t) {
        return path.alpha(t) + path.sigma(t);
    }

    private static double spread(NoiseSchedule path, double t) {
        return path.alphaBar(t) * 0.36 + path.sigmaSquared(t);
    }

    private static double start(NoiseSchedule path, double t) {
        return path.alpha(t) * 0.7 + Math.sqrt(spread(path, t)) * 1.3;
    }

    private static double denoise(NoiseSchedule path, double x, double t) {
        return 0.7 + path.alpha(t) * 0.36 * (x - path.alpha(t) * 0.7) / spread(path, t);
    }
}
