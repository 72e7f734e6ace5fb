package io.dlmone.distill;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ConsensusTest {

    @Test
    void theOneThatNoneAgreesWithIsLeftOut() {
        List<long[]> sentences = List.of(
                new long[] {1, 2, 3, 4, 5, 0, 0},
                new long[] {6, 7, 8, 9, 6, 0, 0},
                new long[] {1, 2, 3, 4, 0, 0, 0},
                new long[] {2, 3, 4, 5, 0, 0, 0});
        assertThat(Consensus.best(sentences, 3)).containsExactly(0, 2, 3);
    }

    @Test
    void paddingIsNoAgreement() {
        List<long[]> sentences = List.of(
                new long[] {9, 8, 0, 0, 0, 0, 0, 0},
                new long[] {6, 7, 0, 0, 0, 0, 0, 0},
                new long[] {1, 2, 3, 4, 5, 6, 7, 0},
                new long[] {1, 2, 3, 4, 5, 6, 8, 0});
        assertThat(Consensus.best(sentences, 2)).containsExactly(2, 3);
    }

    @Test
    void ofEqualsTheFirstAreKept() {
        long[] same = {1, 2, 3, 0};
        assertThat(Consensus.best(List.of(same, same, same), 2)).containsExactly(0, 1);
    }
}
