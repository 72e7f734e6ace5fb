package io.dlmone.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CollapseSignsTest {

    @Test
    void healthySentencesRaiseNoAlarm() {
        Map<String, Double> signs = CollapseSigns.signs(
                List.of(List.of("a fish in red", "one red fish"), List.of("a bird in blue", "a blue bird")));
        assertThat(signs)
                .containsEntry("empty", 0.0)
                .containsEntry("repeats", 0.0)
                .containsEntry("distinct", 1.0);
        assertThat(CollapseSigns.alarms(signs)).isEmpty();
    }

    @Test
    void eachSignIsCounted() {
        Map<String, Double> signs =
                CollapseSigns.signs(List.of(List.of("the the the red", ""), List.of("the the the red", " ")));
        assertThat(signs.get("empty")).isEqualTo(0.5);
        assertThat(signs.get("repeats")).isCloseTo(4 / 6.0, within(1e-12));
        assertThat(signs.get("distinct")).isEqualTo(0.5);
        assertThat(CollapseSigns.alarms(signs))
                .containsExactly("50% of the outputs are empty", "67% of the words repeat the one before");
        assertThat(CollapseSigns.alarms(Map.of("embeddingVariance", 0.5))).isEmpty();
        assertThat(CollapseSigns.alarms(Map.of("embeddingVariance", 0.04)))
                .containsExactly("the embeddings written vary only 4% as much as the data's");
        assertThat(CollapseSigns.alarms(Map.of("distinct", 0.25, "selfBleu", 0.95)))
                .containsExactly(
                        "only 25% of the sources have an output of their own",
                        "the samples for a source are nearly equal (self-BLEU 0.95)");
    }
}
