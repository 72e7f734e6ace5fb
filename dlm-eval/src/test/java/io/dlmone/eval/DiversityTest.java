package io.dlmone.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DiversityTest {

    @Test
    void dist1IsTheShareOfDistinctWords() {
        assertThat(Diversity.dist1("a b a c")).isEqualTo(0.75);
        assertThat(Diversity.dist1("")).isZero();
    }

    @Test
    void div4PoolsTheSamples() {
        assertThat(Diversity.div4(List.of("a b c d", "a b c d e"))).isCloseTo(2.0 / 3, within(1e-12));
        assertThat(Diversity.div4(List.of("a b c", "a"))).isZero();
    }

    @Test
    void selfBleuScoresEarlierSamplesAgainstLaterOnes() {
        List<String> samples = List.of("a b", "a b c d e", "a");
        double expected = (SentenceBleu.score("a b", "a b c d e")
                        + SentenceBleu.score("a b", "a")
                        + SentenceBleu.score("a b c d e", "a"))
                / 3;
        assertThat(Diversity.selfBleu(samples)).isCloseTo(expected, within(1e-15));
        assertThatThrownBy(() -> Diversity.selfBleu(List.of("a")))
                .hasMessageContaining("at least two samples, found 1");
    }

    @Test
    void copiesAreTheLeastVaried() {
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < 200; i++) {
            String a = "w x y z " + RandomText.sentence(random, 10);
            String b = "w x y z " + RandomText.sentence(random, 10);
            assertThat(Diversity.selfBleu(List.of(a, a, a))).isCloseTo(1, within(1e-12));
            assertThat(Diversity.selfBleu(List.of(a, b))).isLessThanOrEqualTo(1 + 1e-12);
            assertThat(Diversity.div4(List.of(a, b))).isGreaterThanOrEqualTo(Diversity.div4(List.of(a, a)) - 1e-12);
        }
    }
}
