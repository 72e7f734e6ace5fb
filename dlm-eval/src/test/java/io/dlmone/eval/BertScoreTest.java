package io.dlmone.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.dlmone.unicode.WhiteSpace;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BertScoreTest {

    private static final float[] MARK = {0, 0, 1};
    private static final Map<String, float[]> WORDS = Map.of(
            "east", new float[] {2, 0, 0},
            "north", new float[] {0, 3, 0},
            "northeast", new float[] {1, 1, 0},
            "up", new float[] {0, 0, 5});

    private final BertScore measure = new BertScore(sentence -> {
        List<String> words = WhiteSpace.words(sentence);
        float[][] vectors = new float[words.size() + 2][];
        vectors[0] = MARK.clone();
        vectors[words.size() + 1] = MARK.clone();
        for (int i = 0; i < words.size(); i++) {
            vectors[i + 1] = WORDS.get(words.get(i)).clone();
        }
        return vectors;
    });

    @Test
    void tokensAreMatchedByCosine() {
        double cos45 = Math.sqrt(0.5);
        double precision = (1 + cos45) / 2;
        double recall = 1;
        assertThat(measure.score("east northeast", List.of("east")))
                .isCloseTo(2 * precision * recall / (precision + recall), within(1e-6));
        assertThat(measure.score("east", List.of("east northeast")))
                .isCloseTo(2 * precision * recall / (precision + recall), within(1e-6));
        assertThat(measure.score("east", List.of("north"))).isZero();
        assertThat(measure.score("north east", List.of("east north"))).isCloseTo(1, within(1e-6));
    }

    @Test
    void marksMayBeMatchedButDoNotCount() {
        assertThat(measure.score("up", List.of("east")))
                .as("precision 1 by a mark, recall 0")
                .isZero();
        assertThat(measure.score("up east", List.of("east")))
                .as("up is matched with a mark")
                .isCloseTo(1, within(1e-6));
    }

    @Test
    void theBestReferenceCountsAndEmptySentencesScoreZero() {
        assertThat(measure.score("east", List.of("north", "east"))).isCloseTo(1, within(1e-6));
        assertThat(measure.score("", List.of("east"))).isZero();
        assertThat(measure.score("east", List.of(""))).isZero();
    }
}
