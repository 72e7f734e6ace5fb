package io.dlmone.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JointScoreTest {

    private static Evaluation evaluation(double bleu, double div4) {
        return new Evaluation(
                10, 3, new EnumMap<>(Map.of(Measure.BLEU, new Estimate(bleu), Measure.DIV_4, new Estimate(div4))));
    }

    private static Evaluation evaluation(double bleu, double div4, double meaning) {
        return evaluation(bleu, div4).with(Measure.MEANING_ACCURACY, new Estimate(meaning));
    }

    @Test
    void itIsTheHarmonicMeanOfTheSharesOfTheTeachers() {
        JointScore score = new JointScore(Optional.of(evaluation(0.4, 0.8)));
        assertThat(score.of(evaluation(0.4, 0.8))).isEqualTo(1);
        assertThat(score.of(evaluation(0.2, 0.8))).isCloseTo(2 / (1 / 0.5 + 1), within(1e-12));
        assertThat(score.of(evaluation(0.3, 0.4))).isCloseTo(2 / (1 / 0.75 + 1 / 0.5), within(1e-12));
        JointScore judged = new JointScore(Optional.of(evaluation(0.4, 0.8, 0.9)));
        assertThat(judged.of(evaluation(0.4, 0.8, 0.45))).isCloseTo(3 / (1 + 1 + 1 / 0.5), within(1e-12));
    }

    @Test
    void slotsThatAreRightCount() {
        JointScore score =
                new JointScore(Optional.of(evaluation(0.4, 0.8).with(Measure.SLOT_ERRORS, new Estimate(0.2))));
        assertThat(score.of(evaluation(0.4, 0.8).with(Measure.SLOT_ERRORS, new Estimate(0.1))))
                .isEqualTo(1);
        assertThat(score.of(evaluation(0.4, 0.8).with(Measure.SLOT_ERRORS, new Estimate(0.6))))
                .isCloseTo(3 / (1 / 0.5 + 1 + 1), within(1e-12));
        assertThat(score.of(evaluation(0.4, 0.8).with(Measure.SLOT_ERRORS, new Estimate(1.5))))
                .isZero();
    }

    @Test
    void moreThanTheTeacherHasGainsNothingAndNothingLosesAll() {
        JointScore score = new JointScore(Optional.of(evaluation(0.4, 0.8)));
        assertThat(score.of(evaluation(0.2, 1))).isEqualTo(score.of(evaluation(0.2, 0.8)));
        assertThat(score.of(evaluation(0, 1))).isZero();
    }

    @Test
    void withoutATeacherTheMeasuresAreShares() {
        assertThat(new JointScore(Optional.empty(), Measure.DISTINCT_RIGHT)
                        .of(evaluation(0.5, 0.25).with(Measure.DISTINCT_RIGHT, new Estimate(1))))
                .as("one of three samples")
                .isCloseTo(2 / (1 / 0.5 + 3), within(1e-12));
        JointScore varied = new JointScore(
                Optional.of(evaluation(0.5, 0.25).with(Measure.DISTINCT_RIGHT, new Estimate(6))),
                Measure.DISTINCT_RIGHT);
        assertThat(varied.of(evaluation(0.5, 0.9).with(Measure.DISTINCT_RIGHT, new Estimate(3))))
                .as("div-4 does not make up for sentences")
                .isCloseTo(2 / (1 + 2.0), within(1e-12));
        assertThat(new JointScore(Optional.empty()).of(evaluation(0.5, 0.25)))
                .isCloseTo(2 / (1 / 0.5 + 1 / 0.25), within(1e-12));
    }
}
