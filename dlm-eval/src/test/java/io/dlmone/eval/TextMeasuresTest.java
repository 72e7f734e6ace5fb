package io.dlmone.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TextMeasuresTest {

    @Test
    void cleansAsTheScriptDoes() {
        assertThat(OutputText.recover(" [CLS] a b [SEP] c [PAD][PAD] ")).isEqualTo(" a b  c ");
        assertThat(OutputText.source("[CLS] a [PAD] [SEP]")).isEqualTo(" a [PAD] ");
        assertThat(OutputText.reference("[CLS]a[SEP]")).isEqualTo("a");
    }

    @Test
    void lengthCountsEverySpace() {
        assertThat(OutputText.length("a b c")).isEqualTo(3);
        assertThat(OutputText.length("a  b ")).isEqualTo(4);
        assertThat(OutputText.length("")).isEqualTo(1);
    }

    @Test
    void exactMatchIgnoresSpacing() {
        assertThat(ExactMatch.matches(" a  b ", List.of("c", "a b"))).isTrue();
        assertThat(ExactMatch.matches("a B", List.of("a b"))).isFalse();
        assertThat(ExactMatch.matches("", List.of("a"))).isFalse();
    }

    @Test
    void tokenErrorsAreEditsToTheNearestReference() {
        assertThat(TokenErrors.of("k i t t e n", List.of("s i t t i n g"))).isEqualTo(new TokenErrors(3, 7));
        assertThat(TokenErrors.of(" a  b c", List.of("a b c"))).isEqualTo(new TokenErrors(0, 3));
        assertThat(TokenErrors.of("", List.of("a b"))).isEqualTo(new TokenErrors(2, 2));
        assertThat(TokenErrors.of("a b", List.of(""))).isEqualTo(new TokenErrors(2, 0));
        assertThat(TokenErrors.of("a b c d", List.of("x y", "a b c", "a c")))
                .as("1 of 3 is less than 2 of 2")
                .isEqualTo(new TokenErrors(1, 3));
        assertThatThrownBy(() -> TokenErrors.of("a", List.of())).isInstanceOf(IllegalArgumentException.class);
    }

    /** Against a table of the whole distance, and its laws. */
    @Test
    void tokenErrorsAreADistance() {
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < 200; i++) {
            String a = RandomText.sentence(random, random.nextInt(1, 9));
            String b = RandomText.sentence(random, random.nextInt(1, 9));
            String c = RandomText.sentence(random, random.nextInt(1, 9));
            assertThat(errors(a, b)).isEqualTo(errors(b, a)).isLessThanOrEqualTo(errors(a, c) + errors(c, b));
            assertThat(errors(a, b) == 0).isEqualTo(a.equals(b));
            assertThat(errors(a + " zz", b + " zz")).isEqualTo(errors(a, b));
        }
    }

    private static int errors(String a, String b) {
        return TokenErrors.of(a, List.of(b)).errors();
    }

    @Test
    void minimumBayesRiskTakesTheMostAgreedCandidate() {
        assertThat(MinimumBayesRisk.select(List.of("x y z", "a b c d", "a b c d e")))
                .isEqualTo("a b c d");
        assertThat(MinimumBayesRisk.choose(List.of("only"))).isZero();
        assertThat(MinimumBayesRisk.choose(List.of("p q", "r s", "t u")))
                .as("all equal: the first")
                .isZero();
        assertThat(MinimumBayesRisk.selectAll(List.of(List.of("p", "q", "q")))).containsExactly(List.of("q"));
        assertThatThrownBy(() -> MinimumBayesRisk.choose(List.of())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aMajorityWinsMinimumBayesRisk() {
        SplittableRandom random = new SplittableRandom(4);
        for (int i = 0; i < 100; i++) {
            String common = "k l m n " + RandomText.sentence(random, 6);
            assertThat(MinimumBayesRisk.select(List.of(
                            RandomText.sentence(random, 6), common, common, RandomText.sentence(random, 6), common)))
                    .isEqualTo(common);
        }
    }

    @Test
    void slotErrorsCountMissingAndInvented() {
        String act = "hotel inform : name = <name> ; near = <near> ; dogsallowed = no";
        assertThat(SlotErrors.of(act, "<name> is near <near>")).isEqualTo(new SlotErrors(0, 0, 2));
        assertThat(SlotErrors.of(act, "<name> and <name> in <area>")).isEqualTo(new SlotErrors(1, 2, 2));
        assertThat(SlotErrors.of(act, "<name> < near").rate()).isEqualTo(0.5);
        assertThat(SlotErrors.of("hotel goodbye", "bye <name>").rate()).isNaN();
        assertThat(SlotErrors.of(act, "").plus(SlotErrors.of("hotel goodbye", "bye <name>")))
                .isEqualTo(new SlotErrors(2, 1, 2));
    }

    @Test
    void mostSourcesOfDelexicalisedDataHaveAPlaceholder() {
        assertThat(SlotErrors.isDelexicalised(List.of("a <x>", "b <y>", "c"))).isTrue();
        assertThat(SlotErrors.isDelexicalised(List.of("what does <br> do", "why", "how")))
                .isFalse();
        assertThat(SlotErrors.isDelexicalised(List.of())).isFalse();
    }

    @Test
    void groupsReferencesBySource() {
        ReferenceSet set = ReferenceSet.grouped(List.of("b", "a", "b"), List.of("1", "2", "3"));
        assertThat(set.sources()).containsExactly("b", "a");
        assertThat(set.references()).containsExactly(List.of("1", "3"), List.of("2"));
    }
}
