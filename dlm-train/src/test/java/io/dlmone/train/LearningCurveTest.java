package io.dlmone.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.dlmone.train.LearningCurve.Verdict;
import io.dlmone.train.report.Plot;
import io.dlmone.train.report.TrainingPlots;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

/** What a curve says is held against curves whose course is known, and against some that were measured. */
class LearningCurveTest {

    private static MetricsRow row(long step, String stage, double score) {
        return new MetricsRow.Validated(step, stage, 60.0 * step, Map.of("bleu", score), List.of());
    }

    private static LearningCurve curve(int validations, double noise, DoubleUnaryOperator score) {
        Random random = new Random(7);
        List<MetricsRow> rows = new ArrayList<>();
        for (int i = 1; i <= validations; i++) {
            double u = (double) i / validations;
            rows.add(row(1000L * i, "teacher", score.applyAsDouble(u) + noise * random.nextGaussian()));
        }
        return LearningCurve.of(rows, "bleu");
    }

    private static LearningCurve measured(long every, double... scores) {
        List<MetricsRow> rows = new ArrayList<>();
        for (double score : scores) {
            rows.add(row(every * (rows.size() + 1), "teacher", score));
        }
        return LearningCurve.of(rows, "bleu");
    }

    @Test
    void aCurveGoesOnAsItWent() {
        LearningCurve.Forecast straight = curve(20, 0, u -> 0.3 * u).forecast().orElseThrow();
        assertThat(straight.gain()).isCloseTo(0.3, within(1e-9));
        LearningCurve.Forecast rest =
                curve(20, 0, u -> 0.4 - 0.05 / u).forecast().orElseThrow();
        assertThat(rest.gain()).isCloseTo(0.025, within(1e-9));
        assertThat(rest.verdict()).isEqualTo(Verdict.LONGER);
    }

    @Test
    void itsIntervalHoldsWhatComes() {
        LearningCurve.Forecast f =
                curve(20, 0.004, u -> 0.1 + 0.05 * Math.log(u)).forecast().orElseThrow();
        assertThat(f.low()).isLessThan(0.05 * Math.log(2));
        assertThat(f.high()).isGreaterThan(0.05 * Math.log(2)).isLessThan(0.1);
        assertThat(f.noise()).isBetween(0.002, 0.006);
    }

    @Test
    void flatIsEnoughRisingIsNotAndNoiseIsNeither() {
        assertThat(curve(12, 0.001, u -> 0.5).forecast().orElseThrow().verdict())
                .isEqualTo(Verdict.ENOUGH);
        assertThat(curve(12, 0.05, u -> 0.5).forecast().orElseThrow().verdict()).isEqualTo(Verdict.UNSURE);
        // a teacher of the built-in task that came to .249 after 20,000 updates and was still rising
        LearningCurve teacher = measured(2000, .075, .114, .122, .147, .183, .199, .209, .224, .249, .249);
        assertThat(teacher.forecast().orElseThrow().verdict()).isEqualTo(Verdict.LONGER);
        assertThat(teacher.text()).contains("should change bleu by +0.0", "a longer training is worth its time");
        // its first half forecast the second, over which .074 came
        LearningCurve.Forecast half =
                measured(2000, .075, .114, .122, .147, .183).forecast().orElseThrow();
        assertThat(half.low()).isLessThan(.074);
        assertThat(half.high()).isGreaterThan(.074);
        // a student that had come to rest
        assertThat(measured(300, .241, .251, .258, .25, .254, .257, .253, .254, .252, .249)
                        .forecast()
                        .orElseThrow()
                        .verdict())
                .isEqualTo(Verdict.ENOUGH);
    }

    @Test
    void onlyTheLastStageCountsAndFourValidationsAreTooFew() {
        List<MetricsRow> rows = new ArrayList<>(List.of(row(0, "kd", .1), row(300, "kd", .9)));
        for (int i = 1; i <= 4; i++) {
            rows.add(row(300 + 100 * i, "refine", .2 + .01 * i));
        }
        LearningCurve curve = LearningCurve.of(rows, "bleu");
        assertThat(curve.points()).hasSize(4).startsWith(new LearningCurve.Point(100, .2 + .01));
        assertThat(curve.forecast()).isEmpty();
        assertThat(curve.text()).startsWith("4 validations");
        Plot plot = TrainingPlots.learning(rows, curve);
        assertThat(plot.series()).extracting(Plot.Series::name).containsExactly("BLEU", "the best, 0.240 after 400");
        assertThat(TrainingPlots.learning(List.of(), LearningCurve.of(List.of(), "bleu"))
                        .isEmpty())
                .isTrue();
    }
}
