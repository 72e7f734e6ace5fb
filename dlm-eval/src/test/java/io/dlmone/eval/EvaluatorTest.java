package io.dlmone.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.dlmone.unicode.WhiteSpace;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class EvaluatorTest {

    private static final MeaningJudge SAME_FIRST_WORD = new MeaningJudge() {
        @Override
        public boolean sameMeaning(String source, String output) {
            return WhiteSpace.words(source)
                    .get(0)
                    .equals(WhiteSpace.words(output).get(0));
        }

        @Override
        public int sentences(String source) {
            return source.equals("nonsense") ? 0 : 4;
        }

        @Override
        public boolean wellFormed(String output) {
            return output.endsWith("?");
        }
    };

    @Test
    void perfectOutputsScorePerfectly() {
        Evaluation evaluation = Evaluator.evaluate(
                List.of("say <a>", "say <b>"),
                List.of(List.of("this is the <a>"), List.of("and here the <b>", "it is the <b>")),
                List.of(List.of("this is the <a>"), List.of("it is the <b>")),
                EvaluatorOptions.DEFAULT.withSlotErrors(true));
        assertThat(evaluation.n()).isEqualTo(2);
        assertThat(evaluation.samples()).isEqualTo(1);
        assertThat(evaluation.bleu()).isEqualTo(1);
        assertThat(evaluation.corpusBleu()).isEqualTo(1);
        assertThat(evaluation.rougeL()).isEqualTo(1);
        assertThat(evaluation.exactMatch()).isEqualTo(1);
        assertThat(evaluation.slotErrors()).isZero();
        assertThat(evaluation.dist1()).isEqualTo(1);
        assertThat(evaluation.avgLen()).isEqualTo(4);
        assertThat(evaluation.selfBleu()).as("one sample has no diversity").isNaN();
        assertThat(evaluation.div4()).isNaN();
        assertThat(evaluation.estimate(Measure.DISTINCT)).isEmpty();
        assertThat(evaluation.meaningAccuracy()).as("no judge").isNaN();
        assertThat(evaluation.nfe()).as("not measured").isNaN();
    }

    @Test
    void averagesOverSamplesThenOverSources() {
        Evaluation evaluation = Evaluator.evaluate(
                List.of("a", "b"),
                List.of(List.of("a ?"), List.of("b ?")),
                List.of(List.of("a ?", "a ."), List.of("a ?", "c")),
                EvaluatorOptions.DEFAULT.withJudge(SAME_FIRST_WORD));
        assertThat(evaluation.exactMatch()).isEqualTo(0.25);
        assertThat(evaluation.meaningAccuracy()).isEqualTo(0.5);
        assertThat(evaluation.wellFormed()).isEqualTo(0.5);
        assertThat(evaluation.avgLen()).isEqualTo(1.75);
        assertThat(evaluation.bleu())
                .isCloseTo(
                        (SentenceBleu.score("a ?", "a ?")
                                        + SentenceBleu.score("a .", "a ?")
                                        + SentenceBleu.score("a ?", "b ?"))
                                / 4,
                        within(1e-15));
        assertThat(evaluation.selfBleu()).isCloseTo(SentenceBleu.score("a ?", "a .") / 2, within(1e-15));
    }

    @Test
    void countsDifferentSamplesAndThoseThatAreRight() {
        Evaluation evaluation = Evaluator.evaluate(
                List.of("a", "b"),
                List.of(List.of("a ?"), List.of("b ?")),
                List.of(List.of("a ?", "a .", "a ?", "c"), List.of("c", "c", "c", "c")),
                EvaluatorOptions.DEFAULT.withJudge(SAME_FIRST_WORD));
        assertThat(evaluation.value(Measure.DISTINCT)).isEqualTo((3 + 1) / 2.0);
        assertThat(evaluation.value(Measure.DISTINCT_RIGHT)).isEqualTo((2 + 0) / 2.0);
        assertThat(evaluation.value(Measure.COVERAGE)).isEqualTo((2 / 4.0 + 0) / 2);
    }

    @Test
    void aSourceOutsideTheLanguageHasNothingToCover() {
        Evaluation evaluation = Evaluator.evaluate(
                List.of("nonsense"),
                List.of(List.of("a ?")),
                List.of(List.of("a ?", "a .")),
                EvaluatorOptions.DEFAULT.withJudge(SAME_FIRST_WORD));
        assertThat(evaluation.value(Measure.COVERAGE)).isZero();
    }

    @Test
    void slotErrorsAreSummedBeforeDividing() {
        Evaluation evaluation = Evaluator.evaluate(
                List.of("<a> ; <b> ; <c>", "none"),
                List.of(List.of("x"), List.of("x")),
                List.of(List.of("<a> <b>"), List.of("<a>")),
                EvaluatorOptions.DEFAULT.withSlotErrors(true));
        assertThat(evaluation.slotErrors()).isCloseTo(2.0 / 3, within(1e-15));
    }

    @Test
    void tokenErrorsAreSummedBeforeDividing() {
        Evaluation evaluation = Evaluator.evaluate(
                List.of("one", "other"),
                List.of(List.of("a b c d", "a b"), List.of("x y")),
                List.of(List.of("a b c", "a b"), List.of("x", "z")),
                EvaluatorOptions.DEFAULT.withTokenErrors(true));
        assertThat(evaluation.tokenErrors()).isCloseTo(4.0 / 10, within(1e-15));
    }

    @Test
    void everyMeasureOverSourcesHasAnIntervalRoundItsValue() {
        SplittableRandom random = new SplittableRandom(9);
        List<String> sources = new ArrayList<>();
        List<List<String>> references = new ArrayList<>();
        List<List<String>> samples = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            String text = "a b c d " + RandomText.sentence(random, 4);
            sources.add("<a> " + text);
            references.add(List.of(text, RandomText.sentence(random, 8)));
            samples.add(List.of("a " + text, text.substring(2), "a b c d"));
        }
        Evaluation evaluation = Evaluator.evaluate(
                sources,
                references,
                samples,
                EvaluatorOptions.DEFAULT
                        .withSlotErrors(true)
                        .withTokenErrors(true)
                        .withJudge(SAME_FIRST_WORD)
                        .withBertScore(Optional.of(new BertScore(text -> new float[][] {{1}, {1}, {1}}))));
        assertThat(evaluation.estimates()).hasSize(Measure.values().length - 2);
        evaluation.estimates().forEach((measure, estimate) -> assertThat(
                        estimate.interval().orElseThrow().contains(estimate.value())
                                || Math.abs(estimate.interval().orElseThrow().low() - estimate.value()) < 1e-12)
                .as(measure.key())
                .isTrue());
    }

    @Test
    void refusesSizesThatDoNotFit() {
        EvaluatorOptions options = EvaluatorOptions.DEFAULT;
        List<List<String>> one = List.of(List.of("x"));
        assertThatThrownBy(() -> Evaluator.evaluate(List.of(), List.of(), List.of(), options))
                .hasMessageContaining("at least one source");
        assertThatThrownBy(() -> Evaluator.evaluate(List.of("a", "b"), one, one, options))
                .hasMessageContaining("found 2 sources, references for 1, samples for 1");
        assertThatThrownBy(() -> Evaluator.evaluate(List.of("a"), List.of(List.of()), one, options))
                .hasMessageContaining("source 0 has no reference");
        List<List<String>> two = List.of(List.of("x"), List.of("x"));
        assertThatThrownBy(() ->
                        Evaluator.evaluate(List.of("a", "b"), two, List.of(List.of("x"), List.of("x", "y")), options))
                .hasMessageContaining("source 1 has 2 samples, the first source has 1");
    }
}
