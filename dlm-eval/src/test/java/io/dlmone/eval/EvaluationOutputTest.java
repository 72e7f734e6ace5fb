package io.dlmone.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EvaluationOutputTest {

    private static final Evaluation TEACHER = new Evaluation(
                    200,
                    3,
                    Map.of(
                            Measure.BLEU, new Estimate(0.61249, new Resamples(0.58, 0.58, 0.64, 0.64)),
                            Measure.MEANING_ACCURACY, new Estimate(0.935),
                            Measure.DIST_1, new Estimate(0.97),
                            Measure.SELF_BLEU, new Estimate(0.4),
                            Measure.DIV_4, new Estimate(0.66)))
            .withCost(2000, 1234.56);
    private static final Evaluation NEAREST =
            new Evaluation(1000, 1, Map.of(Measure.BLEU, new Estimate(0.25), Measure.DIST_1, new Estimate(0.9)));

    @Test
    void tableShowsQualityAndDiversityTogether() {
        Map<String, Evaluation> systems = new LinkedHashMap<>();
        systems.put("teacher", TEACHER);
        systems.put("nearest training input", NEAREST);
        assertThat(EvaluationTable.render(systems)).isEqualTo("""
                system                   BLEU  meaning  dist-1  self-BLEU  div-4   NFE  ms/sentence     n
                teacher                 0.612    0.935   0.970      0.400  0.660  2000       1234.6   200
                nearest training input  0.250        -   0.900          -      -     -            -  1000
                """);
        assertThat(EvaluationTable.render(systems, true))
                .contains("0.612 [0.580, 0.640]")
                .contains("  0.250  ");
    }

    @Test
    void tableOfASingleSampleStillHasColumnsForDiversity() {
        assertThat(EvaluationTable.render(Map.of("nearest", NEAREST))).contains("self-BLEU", "div-4");
    }

    @Test
    void jsonHasEveryKeyAndIntervals() throws Exception {
        JsonNode json =
                new ObjectMapper().readTree(EvaluationJson.toJson(TEACHER).toString());
        assertThat(json.fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder(
                        "bleu",
                        "exactMatch",
                        "meaningAccuracy",
                        "wellFormed",
                        "dist1",
                        "selfBleu",
                        "div4",
                        "distinctOutputs",
                        "distinctRight",
                        "coverage",
                        "nfe",
                        "msPerSentence",
                        "n",
                        "rougeL",
                        "bertScore",
                        "avgLen",
                        "corpusBleu",
                        "slotErrors",
                        "tokenErrors",
                        "samples",
                        "intervals");
        assertThat(json.get("bleu").doubleValue()).isEqualTo(0.61249);
        assertThat(json.get("n").intValue()).isEqualTo(200);
        assertThat(json.get("nfe").doubleValue()).isEqualTo(2000);
        assertThat(json.get("slotErrors").isNull()).isTrue();
        assertThat(json.get("intervals").toString()).isEqualTo("{\"bleu\":[0.58,0.64]}");
    }

    @Test
    void differencesHaveTheMeasuresThatBothHaveWithHalfOfTheirIntervals() {
        Evaluation other = new Evaluation(
                200,
                3,
                Map.of(
                        Measure.BLEU, new Estimate(0.6, new Resamples(0.58, 0.58, 0.62, 0.62)),
                        Measure.DIST_1, new Estimate(0.9)));
        Evaluation difference = other.minus(TEACHER);
        assertThat(difference.estimates()).containsOnlyKeys(Measure.BLEU);
        assertThat(EvaluationTable.renderDifferences(Map.of("student", difference)))
                .isEqualTo("""
                system            BLEU  dist-1  self-BLEU  div-4
                student  -0.012 ±0.010       -          -      -
                """);
        assertThatThrownBy(() -> NEAREST.minus(TEACHER))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("found 1000 and 200");
    }

    @Test
    void seedsHaveAMeanWithAnIntervalAndASpread() {
        List<Evaluation> seeds = List.of(seed(0.1, 0.7), seed(0.2, 0.7), seed(0.6, 0.7));
        Evaluation mean = Evaluation.mean(seeds);
        assertThat(mean.bleu()).isCloseTo(0.3, within(1e-12));
        assertThat(mean.value(Measure.MS_PER_SENTENCE)).isEqualTo(2);
        assertThat(mean.estimate(Measure.BLEU)
                        .orElseThrow()
                        .interval()
                        .orElseThrow()
                        .low())
                .isCloseTo(0.29, within(1e-12));
        Evaluation spread = Evaluation.spread(seeds);
        assertThat(spread.bleu()).isCloseTo(Math.sqrt(0.07), within(1e-12));
        assertThat(spread.div4()).isCloseTo(0, within(1e-12));
    }

    private static Evaluation seed(double bleu, double div4) {
        return new Evaluation(
                        50,
                        3,
                        Map.of(
                                Measure.BLEU, new Estimate(bleu, new Resamples(bleu - 0.01, bleu - 0.01, bleu + 0.01)),
                                Measure.DIV_4, new Estimate(div4)))
                .withCost(1, 2);
    }

    @Test
    void evaluationsAreImmutable() {
        Evaluation changed = NEAREST.with(Measure.NFE, new Estimate(0));
        assertThat(changed.nfe()).isZero();
        assertThat(NEAREST.nfe()).isNaN();
        assertThatThrownBy(() -> NEAREST.estimates().put(Measure.NFE, new Estimate(1)))
                .isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> new Estimate(Double.NaN)).hasMessageContaining("must be finite");
    }
}
