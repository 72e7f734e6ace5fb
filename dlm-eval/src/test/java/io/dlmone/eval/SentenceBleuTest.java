package io.dlmone.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.dlmone.unicode.WhiteSpace;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SentenceBleuTest {

    /** Values of NLTK 3.10.3. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "how can i become a good geologist? | what should i do to be a great geologist? | 0.03200338713745713",
                "which are the best engineering field? | what is the best field of engineering? | 0.08225869500027999",
                "a b c | a b c | 0.5757197301274735",
                "a | a b | 0.36787944117144233",
                "a b | a b c d e | 0.04939847123496026",
                "vetlanda municipality is a municipality in jonkoping county. | vetlanda municipality is a municipality"
                        + " in jonkoping county in southern sweden. | 0.5779390907776394",
                "a | a | 1.0",
                "the the the the the | the cat sat on the mat | 0.0444463871528882",
                "a b c d e f g | a b c d | 0.41113361690051975",
                "x y | a b | 0"
            })
    void agreesWithNltk(String hypothesis, String reference, double expected) {
        assertThat(SentenceBleu.score(hypothesis, reference)).isCloseTo(expected, within(1e-12));
    }

    @Test
    void agreesWithNltkOnSeveralReferences() {
        assertThat(SentenceBleu.score(
                        "the cat sat on the mat",
                        List.of(
                                "the cat is on the mat",
                                "there is a cat on the mat",
                                "on the mat the cat sat down today")))
                .isCloseTo(0.3931466788228678, within(1e-12));
        assertThat(SentenceBleu.score("a b c d", List.of("a b x", "c d y z w")))
                .isCloseTo(0.23789752058541683, within(1e-12));
    }

    @Test
    void emptySidesScoreZero() {
        assertThat(SentenceBleu.score("", "a b")).isZero();
        assertThat(SentenceBleu.score("a b", "")).isZero();
        assertThat(SentenceBleu.score("", "")).isZero();
        assertThatThrownBy(() -> SentenceBleu.score("a", List.of())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void liesBetweenZeroAndOneAndIsOneForLongEnoughEqualSentences() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 500; i++) {
            String a = RandomText.sentence(random, 12);
            String b = RandomText.sentence(random, 12);
            assertThat(SentenceBleu.score(a, b)).isBetween(0.0, 1.0);
            double self = SentenceBleu.score(a, a);
            if (WhiteSpace.words(a).size() >= 4) {
                assertThat(self).isCloseTo(1, within(1e-12));
                assertThat(SentenceBleu.score(a, List.of(b, a))).isCloseTo(1, within(1e-12));
            }
        }
    }
}
