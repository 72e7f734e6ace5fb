package io.dlmone.student.decoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.dlmone.ngrams.NgramModel;
import io.dlmone.random.CounterRandom;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SentenceDecoderTest {

    private static final int WORDS = 4;

    private final NgramModel model = NgramModel.estimate(
            WORDS, List.of(new long[] {0, 1, 2, 3}, new long[] {0, 2, 1, 3}, new long[] {0, 1, 2, 2, 3}));

    private static final long[] NO_SOURCE = {};

    private static SentenceDecoder decoder(NgramModel model, double weight) {
        return new SentenceDecoder(model, weight, 0, new boolean[model.vocabulary()]);
    }

    /** The words of two sentences, of which each is the likelier at some places. */
    @Test
    void choosesWordsThatGoTogether() {
        float[] logits = {
            9, 0, 0, 0, //
            0, 5, 4, 0, //
            0, 5, 4, 0, //
            0, 0, 0, 9,
        };
        assertThat(decoder(model, 0).decode(logits, 0, 4, NO_SOURCE)).containsExactly(0, 1, 1, 3);
        assertThat(decoder(model, 2).decode(logits, 0, 4, NO_SOURCE)).containsExactly(0, 1, 2, 3);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.3, 1, 5})
    void findsTheBestOfAllSentences(double weight) {
        int n = 5;
        for (int trial = 0; trial < 20; trial++) {
            float[] logits = CounterRandom.of(3, "logits").gaussians(trial, (n + 2) * WORDS);
            long[] found = decoder(model, weight).decode(logits, 2, 2 + n, NO_SOURCE);
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
        float[] logits = {20, 0, 0, 0, 0, 0, 0, 10};
        assertThat(decoder(model, 100).decode(logits, 0, 2, NO_SOURCE)).containsExactly(0, 3);
    }

    @Test
    void looksAtTheEightLikeliestTokens() {
        NgramModel many = NgramModel.estimate(20, List.of(new long[] {0, 19}, new long[] {0, 3}));
        float[] logits = new float[40];
        for (int token = 0; token < 20; token++) {
            logits[20 + token] = token == 3 ? -0.1f : -1 + token * 0.01f;
        }
        logits[0] = 9;
        assertThat(decoder(many, 100).decode(logits, 0, 2, NO_SOURCE))
                .as("19 is the second likeliest of the network")
                .isIn(new long[] {0, 19}, new long[] {0, 3});
        logits[20 + 3] = -1;
        assertThat(decoder(many, 100).decode(logits, 0, 2, NO_SOURCE)).containsExactly(0, 19);
        assertThat(decoder(many, 100).decode(logits, 0, 0, NO_SOURCE)).isEmpty();
    }

    /** Tokens 2 and 3 are placeholders; the source has the first once and the second twice, or once and never. */
    @ParameterizedTest
    @CsvSource({"2 3 0 3, 1.5", "2 3 3, 0.4", "2, 1.5", "'', 1", "2 3 3, 40"})
    void findsTheBestOfAllSentencesWithTheirSlots(String text, double weight) {
        long[] source = text.isEmpty()
                ? NO_SOURCE
                : Arrays.stream(text.split(" ")).mapToLong(Long::parseLong).toArray();
        int n = 5;
        SentenceDecoder decoder = new SentenceDecoder(model, 0.3, weight, new boolean[] {false, false, true, true});
        for (int trial = 0; trial < 20; trial++) {
            float[] logits = CounterRandom.of(4, "logits").gaussians(trial, (n + 2) * WORDS);
            long[] found = decoder.decode(logits, 2, 2 + n, source);
            double best = Double.NEGATIVE_INFINITY;
            long[] tokens = new long[n];
            for (int code = 0; code < Math.pow(WORDS, n); code++) {
                for (int t = 0, rest = code; t < n; t++, rest /= WORDS) {
                    tokens[t] = rest % WORDS;
                }
                best = Math.max(best, score(tokens, logits, 0.3) - weight * errors(tokens, source));
            }
            assertThat(score(found, logits, 0.3) - weight * errors(found, source))
                    .isCloseTo(best, within(1e-9));
            if (weight == 40) {
                assertThat(errors(found, source)).isZero();
            }
        }
    }

    private static long errors(long[] tokens, long[] source) {
        long errors = 0;
        for (long p = 2; p < WORDS; p++) {
            long token = p;
            errors += Math.abs(Arrays.stream(tokens).filter(t -> t == token).count()
                    - Arrays.stream(source).filter(t -> t == token).count());
        }
        return errors;
    }

    @Test
    void placeholdersOfTheSourceAreLookedAtWhereOtherWordsAreNot() {
        boolean[] placeholder = {false, false, false, true};
        float[] logits = {20, 0, 0, 0, 0, 11, 0, 0};
        assertThat(new SentenceDecoder(model, 0.1, 99, placeholder).decode(logits, 0, 2, new long[] {3}))
                .containsExactly(0, 3);
        logits[5] = 13;
        assertThat(new SentenceDecoder(model, 0.1, 99, placeholder).decode(logits, 0, 2, new long[] {3}))
                .containsExactly(0, 1);
    }

    /** Ten different placeholders make 1,024 sets, of which 256 are told apart: eight are seen to. */
    @Test
    void sourcesWithManyPlaceholdersAreNotSlow() {
        int words = 12;
        boolean[] placeholder = new boolean[words];
        long[] source = new long[10];
        for (int i = 0; i < 10; i++) {
            placeholder[i + 2] = true;
            source[i] = i + 2;
        }
        NgramModel flat = NgramModel.estimate(words, List.of(new long[] {0, 1}));
        float[] logits = CounterRandom.of(5, "logits").gaussians(0, 10 * words);
        long[] found = new SentenceDecoder(flat, 0, 50, placeholder).decode(logits, 0, 10, source);
        assertThat(found).contains(2, 3, 4, 5, 6, 7, 8, 9);
        logits[0 * words + 10] = 8;
        logits[1 * words + 11] = 8;
        assertThat(new SentenceDecoder(flat, 0, 50, placeholder).decode(logits, 0, 10, source))
                .as("the others are words")
                .startsWith(10, 11);
    }

    @Test
    void weightsAreNotNegative() {
        assertThatThrownBy(() -> decoder(model, -1)).hasMessageContaining("0 or above");
        assertThatThrownBy(() -> decoder(model, Double.NaN)).hasMessageContaining("0 or above");
        assertThatThrownBy(() -> new SentenceDecoder(model, 0, -1, new boolean[WORDS]))
                .hasMessageContaining("0 or above");
        assertThatThrownBy(() -> new SentenceDecoder(model, 0, 1, new boolean[3]))
                .hasMessageContaining("4 tokens");
    }
}
