package io.dlmone.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class CorpusBleuTest {

    private static final List<String> HYPOTHESES =
            List.of("the <name> has internet and phone", "goodbye then", "there are five hotel -s near here today");
    private static final List<List<String>> REFERENCES = List.of(
            List.of("the <name> does have internet", "<name> has internet and the phone is free"),
            List.of("goodbye", "thank you goodbye"),
            List.of("there are five hotel -s near here", "five hotel -s are near here"));

    /** sacreBLEU 2, {@code corpus_bleu(..., tokenize="none", smooth_method="none")}. */
    @Test
    void agreesWithSacreBleu() {
        assertThat(CorpusBleu.score(HYPOTHESES, REFERENCES)).isCloseTo(0.7366491456777693, within(1e-12));
    }

    @Test
    void takesTheClosestAndThenTheShorterLength() {
        assertThat(Words.closestLength(
                        4, List.of(List.of("a"), List.of("a", "b", "c"), List.of("a", "b", "c", "d", "e"))))
                .isEqualTo(3);
        assertThat(CorpusBleu.score(List.of("a b c d"), List.of(List.of("a b c d e f"))))
                .isCloseTo(Math.exp(-0.5), within(1e-12));
        assertThat(CorpusBleu.score(List.of("a b c d"), List.of(List.of("a b c d e f", "a b c d e"))))
                .isCloseTo(Math.exp(-0.25), within(1e-12));
    }

    @Test
    void isZeroWithoutAMatchingFourGramAndForEmptyOutput() {
        assertThat(CorpusBleu.score(List.of("a b c"), List.of(List.of("a b c"))))
                .isZero();
        assertThat(CorpusBleu.score(List.of(""), List.of(List.of("a b c d")))).isZero();
    }

    @Test
    void refusesSizesThatDoNotFit() {
        assertThatThrownBy(() -> CorpusBleu.score(List.of("a"), List.of()))
                .hasMessageContaining("1 hypotheses but references for 0");
        assertThatThrownBy(() -> CorpusBleu.score(List.of("a"), List.of(List.of())))
                .hasMessageContaining("at least one reference");
    }
}
