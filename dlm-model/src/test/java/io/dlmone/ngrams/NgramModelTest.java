package io.dlmone.ngrams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.dlmone.error.UserException;
import io.dlmone.tensor.Shape;
import io.dlmone.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NgramModelTest {

    private static final List<long[]> SENTENCES = List.of(new long[] {0, 1, 2}, new long[] {0, 1, 3});

    private static NgramModel model() {
        return NgramModel.estimate(4, SENTENCES);
    }

    /** By hand, after Chen and Goodman (1999), with the discount 3/4. */
    @Test
    void probabilitiesAreThoseOfKneserNey() {
        NgramModel m = model();
        double unigram = (0.25 + 0.75 * 3 / 4) / 3;
        double unseen = 0.75 * 3 / 4 / 3;
        double pair = 0.25 / 2 + 0.75 * unigram;
        assertThat(Math.exp(m.logProbability(0, 1)))
                .as("a pair that begins sentences is counted as often as it does")
                .isCloseTo(1.25 / 2 + 0.75 / 2 * unigram, within(1e-6));
        assertThat(Math.exp(m.logProbability(1, 2))).isCloseTo(pair, within(1e-6));
        assertThat(Math.exp(m.logProbability(1, 0))).isCloseTo(0.75 * unseen, within(1e-6));
        assertThat(Math.exp(m.logProbability(0, 1, 2))).isCloseTo(0.25 / 2 + 0.75 * pair, within(1e-6));
        assertThat(Math.exp(m.logProbability(0, 1, 0)))
                .as("not counted: that after one token less")
                .isCloseTo(0.75 * 0.75 * unseen, within(1e-6));
        assertThat(Math.exp(m.logProbability(2, 3, 1)))
                .as("nothing ever stood after these")
                .isCloseTo(unigram, within(1e-6));
    }

    @Test
    void probabilitiesSumToOneAfterAnything() {
        List<long[]> sentences = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            sentences.add(new long[] {0, i % 5, i * i % 7, i % 3, (i + 1) * 13 % 8, 9});
        }
        NgramModel m = NgramModel.estimate(10, sentences);
        for (int a = 0; a < 10; a++) {
            for (int b = 0; b < 10; b++) {
                double pairs = 0;
                double triples = 0;
                for (int c = 0; c < 10; c++) {
                    pairs += Math.exp(m.logProbability(b, c));
                    triples += Math.exp(m.logProbability(a, b, c));
                }
                assertThat(pairs).isCloseTo(1, within(1e-5));
                assertThat(triples).isCloseTo(1, within(1e-5));
            }
        }
    }

    @Test
    void tensorsHoldAllOfIt() {
        NgramModel m = model();
        assertThat(NgramModel.of(m.tensors(), 4, "file")).isEqualTo(m);
        assertThat(m.tensors().get("trigrams.tokens")).isEqualTo(Tensor.of(Shape.of(2, 3), 0L, 1L, 2L, 0L, 1L, 3L));
        assertThat(m.size()).isEqualTo(3 + 2);
        assertThat(m.vocabulary()).isEqualTo(4);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "unigrams.backoff | 3 | FLOAT32 [4]",
                "bigrams.tokens | 0 1 1 3 1 2 | rows in ascending order",
                "bigrams.tokens | 0 1 1 2 1 4 | tokens from 0 to 3",
                "bigrams.tokens | 0 1 1 2 1 -1 | tokens from 0 to 3",
                "bigrams.log_probability | -1 -1 0.5 | the logarithm of a number above 0 and at most 1",
                "trigrams.log_probability | -1 NaN | the logarithm of a number above 0 and at most 1",
                "trigrams.log_probability | | FLOAT32 [2]",
            })
    void whatIsWrongWithAFileIsTold(String name, String values, String expected) {
        Map<String, Tensor> tensors = new LinkedHashMap<>(model().tensors());
        Tensor good = tensors.get(name);
        if (values == null) {
            tensors.remove(name);
        } else {
            tensors.put(name, parsed(good, values.split(" ")));
        }
        tensors.remove("unigrams.log_probability");
        assertThatThrownBy(() -> NgramModel.of(tensors, 4, "file"))
                .isInstanceOf(UserException.class)
                .hasMessageContainingAll("DLM-NGRAM-1", name, expected)
                .as("and all of it at once")
                .hasMessageContaining("tensor unigrams.log_probability");
    }

    private static Tensor parsed(Tensor like, String[] values) {
        Shape shape = like.shape().size() == values.length ? like.shape() : Shape.of(values.length);
        if (like.type() == io.dlmone.tensor.DType.INT64) {
            long[] longs = new long[values.length];
            for (int i = 0; i < longs.length; i++) {
                longs[i] = Long.parseLong(values[i]);
            }
            return Tensor.of(shape, longs);
        }
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = Float.parseFloat(values[i]);
        }
        return Tensor.of(shape, floats);
    }

    @Test
    void countsOnlyTokensThatThereAre() {
        assertThatThrownBy(() -> NgramModel.estimate(3, SENTENCES)).hasMessageContaining("token 3 is not one of 3");
        assertThatThrownBy(() -> NgramModel.estimate(4, List.of(new long[] {1})))
                .hasMessageContaining("no sequence of two tokens");
        assertThatThrownBy(() -> NgramModel.estimate(3_000_000, SENTENCES)).hasMessageContaining("2000000");
    }
}
