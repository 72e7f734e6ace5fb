package io.dlmone.diffuseq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.dlmone.Plugins;
import io.dlmone.model.DiscreteSchedule;
import io.dlmone.model.NoiseSchedule;
import io.dlmone.sampling.Sampler;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * On normal data N(m, s^2) the prediction and the path are known: E[x_0 | x_t] = m + alpha s^2 (x_t - alpha m) /
 * (alpha^2 s^2 + sigma^2), and (x_t - alpha m) / sqrt(alpha^2 s^2 + sigma^2) stays constant along the probability-flow
 * ODE.
 */
class DpmSolverSamplerTest {

    private static final double MEAN = 0.7;
    private static final double VARIANCE = 0.36;
    private static final double START = 1.3;

    private final Sampler solver = Plugins.sampler("dpm-solver++");

    /** A schedule whose lambda = ln(alpha / sigma) falls linearly from 3 to -3: smooth everywhere. */
    private record LinearLambda(int steps) implements DiscreteSchedule {

        @Override
        public String name() {
            return "linear-lambda";
        }

        @Override
        public double alpha(int t) {
            return Math.sqrt(1 / (1 + Math.exp(-2 * (3 - 6.0 * t / (steps - 1)))));
        }

        @Override
        public double sigma(int t) {
            return Math.sqrt(1 - alphaBar(t));
        }
    }

    private static double spread(NoiseSchedule s, double t) {
        return Math.sqrt(s.alphaBar(t) * VARIANCE + s.sigmaSquared(t));
    }

    private static double exact(NoiseSchedule s, double t) {
        return s.alpha(t) * MEAN + spread(s, t) * START;
    }

    private static double denoise(NoiseSchedule s, double x, double t) {
        return MEAN + s.alpha(t) * VARIANCE * (x - s.alpha(t) * MEAN) / Math.pow(spread(s, t), 2);
    }

    /** Follows a plan down to the time {@code end}, which must be one of its times. */
    private static double follow(List<Sampler.Step> plan, NoiseSchedule s, double end) {
        double x = exact(s, plan.get(0).t());
        double before = 0;
        for (Sampler.Step step : plan) {
            if (step.t() == end) {
                return x;
            }
            double clean = denoise(s, x, step.t());
            x = step.clean() * clean + step.previous() * before + step.current() * x;
            before = clean;
        }
        throw new AssertionError("the plan has no time " + end);
    }

    private static double error(String sampler, NoiseSchedule s, int steps) {
        int end = s.maxCalls() / 2 - 1;
        return Math.abs(follow(Plugins.sampler(sampler).plan(s, steps), s, end) - exact(s, end));
    }

    @Test
    void theErrorFallsWithTheSquareOfTheStep() {
        NoiseSchedule s = new LinearLambda(12800);
        for (int steps = 32; steps <= 256; steps *= 2) {
            assertThat(error("dpm-solver++", s, steps) / error("dpm-solver++", s, 2 * steps))
                    .as("second order at %d steps", steps)
                    .isBetween(3.6, 4.4);
            assertThat(error("ddim", s, steps) / error("ddim", s, 2 * steps))
                    .as("ddim, of first order")
                    .isBetween(1.8, 2.2);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 20, 50, 100})
    void itFollowsTheSqrtScheduleCloserThanDdim(int steps) {
        NoiseSchedule s = new SqrtSchedule(2000);
        assertThat(error("dpm-solver++", s, steps)).isLessThan(error("ddim", s, steps));
    }

    /** The published update, written with logarithms of alpha and sigma and r = h_before / h. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 7, 50})
    void theStepsAreThoseOfThePaper(int steps) {
        NoiseSchedule s = new SqrtSchedule(2000);
        List<Sampler.Step> plan = solver.plan(s, steps);
        assertThat(plan).hasSize(steps);
        double x = exact(s, plan.get(0).t());
        double ours = x;
        double before = Double.NaN;
        double hBefore = Double.NaN;
        for (int i = 0; i < steps - 1; i++) {
            double from = plan.get(i).t();
            double to = plan.get(i + 1).t();
            double h =
                    Math.log(s.alpha(to)) - Math.log(s.sigma(to)) - Math.log(s.alpha(from)) + Math.log(s.sigma(from));
            double d = denoise(s, x, from);
            double r = hBefore / h;
            double direction = i == 0 ? d : (1 + 1 / (2 * r)) * d - 1 / (2 * r) * before;
            double next = s.sigma(to) / s.sigma(from) * x - s.alpha(to) * (Math.exp(-h) - 1) * direction;
            Sampler.Step step = plan.get(i);
            ours = step.clean() * d + (i == 0 ? 0 : step.previous() * before) + step.current() * ours;
            assertThat(ours).isCloseTo(next, within(1e-10));
            assertThat(step.noise()).isZero();
            x = next;
            before = d;
            hBefore = h;
        }
        assertThat(plan.get(steps - 1))
                .isEqualTo(new Sampler.Step(plan.get(steps - 1).t(), 1, 0, 0, 0));
    }

    @Test
    void itsFirstStepAndItsTimesAreThoseOfDdim() {
        NoiseSchedule s = new SqrtSchedule(2000);
        List<Sampler.Step> ddim = Plugins.sampler("ddim").plan(s, 20);
        List<Sampler.Step> plan = solver.plan(s, 20);
        assertThat(plan)
                .extracting(Sampler.Step::t)
                .isEqualTo(ddim.stream().map(Sampler.Step::t).toList());
        assertThat(plan.get(0).clean()).isCloseTo(ddim.get(0).clean(), within(1e-12));
        assertThat(plan.get(0).current()).isEqualTo(ddim.get(0).current());
        assertThat(plan.get(0).previous()).isZero();
    }
}
