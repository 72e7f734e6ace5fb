package io.dlmone.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RougeLTest {

    @Test
    void followsTheDefinition() {
        assertThat(RougeL.score("how can i become a good geologist?", "what should i do to be a great geologist?"))
                .as("LCS = i, a, geologist; P = 3/7, R = 3/9")
                .isCloseTo(0.375, within(1e-12));
        assertThat(RougeL.score("a b c d", "d c b a")).isCloseTo(0.25, within(1e-12));
    }

    @Test
    void lowercasesAndDropsPunctuation() {
        assertThat(RougeL.score("The CAT's mat!", "the cat s, MAT")).isEqualTo(1.0);
        assertThat(RougeL.score("...", "a")).isZero();
        assertThat(RougeL.score("", "")).isZero();
    }

    @Test
    void takesTheBestReference() {
        assertThat(RougeL.score("a b", List.of("c d", "a b"))).isEqualTo(1.0);
    }

    @Test
    void isSymmetricAndBounded() {
        SplittableRandom random = new SplittableRandom(2);
        for (int i = 0; i < 500; i++) {
            String a = RandomText.sentence(random, 10);
            String b = RandomText.sentence(random, 10);
            assertThat(RougeL.score(a, b)).isBetween(0.0, 1.0).isCloseTo(RougeL.score(b, a), within(1e-12));
        }
    }
}
