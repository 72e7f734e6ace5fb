package io.dlmone.student.ngram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dlmone.random.CounterRandom;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NgramDecoderTest {

    private static final int WORDS = 4;

    private final NgramModel model = NgramModel.estimate(
            WORDS, List.of(new long[] {0, 1, 2, 3}, new long[] {0, 2, 1, 3}, new long[] {0, 1, 2, 2, 3}));

    /** The words of two sentences, of which each is the likelier at some places. */
    @Test
    void choosesWordsThatGoTogether() {
        float[] logits = {
            9, 0, 0, 0, //
            0, 5, 4, 0, //
            0, 5, 4, 0, //
            0, 0, 0, 9,
        };
        assertThat(new NgramDecoder(model, 0).decode(logits, 0, 4)).containsExactly(0, 1, 1, 3);
        assertThat(new NgramDecoder(model, 2).decode(logits, 0, 4)).containsExactly(0, 1, 2, 3);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.3, 1, 5})
    void findsTheBestOfAllSentences(double weight) {
        int n = 5;
        for (int trial = 0; trial < 20; trial++) {
            float[] logits = CounterRandom.of(3, "logits").gaussians(trial, (n + 2) * WORDS);
            long[] found = new NgramDecoder(model, weight).decode(logits, 2, 2 + n);
            double best = Double.NEGATIVE_INFINITY;
            long[] tokens = new long[n];
            for (int code = 0; code < Math.pow(WORDS, n); code++) {
                for (int t = 0, rest = code; t < n; t++, rest /= WORDS) {
                    tokens[t] = rest % WORDS;
                }
                best = Math.max(best, score(tokens, logits, weight));
            }
            assertThat(found).hasSize(n);
            assertThat(score(found, logits, weight)).isEqualTo(best);
        }
    }

    private double score(long[] tokens, float[] logits, double weight) {
        double sum = logits[2 * WORDS + (int) tokens[0]];
        for (int t = 1; t < tokens.length; t++) {
            double given = t == 1
                    ? model.logProbability(tokens[0], tokens[1])
                    : model.logProbability(tokens[t - 2], tokens[t - 1], tokens[t]);
            sum = sum + weight * given + logits[(2 + t) * WORDS + (int) tokens[t]];
        }
        return sum;
    }

    @Test
    void whatTheNetworkRulesOutIsNotWritten() {
        float[] logits = {9, 0, 0, 0, 0, 0, 0, 8};
        assertThat(new NgramDecoder(model, 100).decode(logits, 0, 2)).containsExactly(0, 3);
    }

    @Test
    void looksAtTheEightLikeliestTokens() {
        NgramModel many = NgramModel.estimate(20, List.of(new long[] {0, 19}, new long[] {0, 3}));
        float[] logits = new float[40];
        for (int token = 0; token < 20; token++) {
            logits[20 + token] = token == 3 ? -0.1f : -1 + token * 0.01f;
        }
        logits[0] = 9;
        assertThat(new NgramDecoder(many, 100).decode(logits, 0, 2))
                .as("19 is the second likeliest of the network")
                .isIn(new long[] {0, 19}, new long[] {0, 3});
        logits[20 + 3] = -1;
        assertThat(new NgramDecoder(many, 100).decode(logits, 0, 2)).containsExactly(0, 19);
        assertThat(new NgramDecoder(many, 100).decode(logits, 0, 0)).isEmpty();
    }

    @Test
    void weightsAreNotNegative() {
        assertThatThrownBy(() -> new NgramDecoder(model, -1)).hasMessageContaining("0 or above");
        assertThatThrownBy(() -> new NgramDecoder(model, Double.NaN)).hasMessageContaining("0 or above");
    }
}
