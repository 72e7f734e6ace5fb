package io.dlmone.ngrams;

import io.dlmone.error.ErrorId;
import io.dlmone.error.Problem;
import io.dlmone.error.UserException;
import io.dlmone.tensor.DType;
import io.dlmone.tensor.Shape;
import io.dlmone.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How likely a token is after the two before it: a trigram model with back-off. What was counted has a probability of
 * its own; anything else has that after one token less, times the back-off weight of the tokens before. Natural
 * logarithms. Immutable.
 */
public final class NgramModel {

    private static final String TOKENS = ".tokens";
    private static final String LOG_PROBABILITY = ".log_probability";
    private static final String BACKOFF = ".backoff";

    private final float[] unigrams;
    private final float[] backoffs;
    private final NgramTable bigrams;
    private final NgramTable trigrams;

    /**
     * Of its tables.
     *
     * @param unigrams log probability of each token
     * @param backoffs log weight of what stands after each token, if that pair was not counted
     */
    NgramModel(float[] unigrams, float[] backoffs, NgramTable bigrams, NgramTable trigrams) {
        this.unigrams = unigrams;
        this.backoffs = backoffs;
        this.bigrams = bigrams;
        this.trigrams = trigrams;
    }

    /**
     * Estimates a model by interpolated Kneser-Ney smoothing (Chen and Goodman 1999) with a discount of 0.75.
     *
     * @param vocabulary number of tokens
     * @param sequences of tokens, each from its beginning
     * @return the model
     * @throws IllegalArgumentException if there are no sequences, or a token is not in the vocabulary
     */
    public static NgramModel estimate(int vocabulary, Iterable<long[]> sequences) {
        KneserNey counts = new KneserNey(vocabulary);
        sequences.forEach(counts::add);
        return counts.model();
    }

    /** {@return number of tokens} */
    public int vocabulary() {
        return unigrams.length;
    }

    /** {@return how many pairs and triples of tokens were counted} */
    public int size() {
        return bigrams.size() + trigrams.size();
    }

    /**
     * {@return the log probability of the second token of a sequence}
     *
     * @param first the first token
     * @param token the one after it
     */
    public double logProbability(long first, long token) {
        int at = bigrams.find(first * unigrams.length + token);
        return at >= 0 ? bigrams.logProbability(at) : backoffs[(int) first] + unigrams[(int) token];
    }

    /**
     * {@return the log probability of a token after {@code first} and {@code second}}
     *
     * @param first the token before the last
     * @param second the last token
     * @param token the next one
     */
    public double logProbability(long first, long second, long token) {
        double[] found = {logProbability(second, token)};
        after(first, second, new long[] {token}, found);
        return found[0];
    }

    /**
     * The log probabilities of tokens after {@code first} and {@code second}.
     *
     * @param first the token before the last
     * @param second the last token
     * @param tokens those that may follow
     * @param logProbabilities those after {@code second} alone, which are replaced
     */
    public void after(long first, long second, long[] tokens, double[] logProbabilities) {
        long pair = first * unigrams.length + second;
        int before = bigrams.find(pair);
        double backoff = before >= 0 ? bigrams.backoff(before) : 0;
        for (int k = 0; k < tokens.length; k++) {
            int at = before < 0 ? -1 : trigrams.find(pair * unigrams.length + tokens[k]);
            logProbabilities[k] = at >= 0 ? trigrams.logProbability(at) : backoff + logProbabilities[k];
        }
    }

    /** {@return the model as tensors, by name: what a file of it holds} */
    public Map<String, Tensor> tensors() {
        Map<String, Tensor> all = new LinkedHashMap<>();
        all.put("unigrams" + LOG_PROBABILITY, Tensor.of(Shape.of(unigrams.length), unigrams));
        all.put("unigrams" + BACKOFF, Tensor.of(Shape.of(backoffs.length), backoffs));
        put(all, "bigrams", bigrams, 2);
        put(all, "trigrams", trigrams, 3);
        return all;
    }

    private void put(Map<String, Tensor> all, String name, NgramTable table, int order) {
        Shape shape = Shape.of(table.size());
        all.put(name + TOKENS, Tensor.of(shape.append(order), table.tokens(order, unigrams.length)));
        all.put(name + LOG_PROBABILITY, Tensor.of(shape, table.logProbabilities()));
        if (order < 3) {
            all.put(name + BACKOFF, Tensor.of(shape, table.backoffs()));
        }
    }

    /**
     * {@return the model that tensors hold}
     *
     * @param tensors by name
     * @param vocabulary number of tokens
     * @param where they are from, for messages
     * @throws UserException with everything that is wrong with them
     */
    public static NgramModel of(Map<String, Tensor> tensors, int vocabulary, String where) {
        Reader in = new Reader(tensors, vocabulary, where);
        Shape each = Shape.of(vocabulary);
        float[] unigrams = in.logarithms("unigrams" + LOG_PROBABILITY, each);
        float[] backoffs = in.logarithms("unigrams" + BACKOFF, each);
        NgramTable bigrams = in.table("bigrams", 2);
        NgramTable trigrams = in.table("trigrams", 3);
        if (!in.problems.isEmpty()) {
            throw new UserException(in.problems);
        }
        return new NgramModel(unigrams, backoffs, bigrams, trigrams);
    }

    /** Takes tensors that may be anything. */
    private record Reader(Map<String, Tensor> tensors, int vocabulary, String where, List<Problem> problems) {

        Reader(Map<String, Tensor> tensors, int vocabulary, String where) {
            this(tensors, vocabulary, where, new ArrayList<>());
        }

        NgramTable table(String name, int order) {
            Tensor tokens = tensors.get(name + TOKENS);
            int rows = tokens == null || tokens.shape().rank() == 0
                    ? 0
                    : tokens.shape().dim(0);
            Shape shape = Shape.of(rows);
            tokens = tensor(name + TOKENS, DType.INT64, shape.append(order));
            float[] logProbabilities = logarithms(name + LOG_PROBABILITY, shape);
            float[] backoffs = order < 3 ? logarithms(name + BACKOFF, shape) : new float[rows];
            if (tokens == null) {
                return null;
            }
            long[] keys = new long[rows];
            for (int i = 0; i < rows; i++) {
                for (int j = 0; j < order; j++) {
                    long token = tokens.longs()[i * order + j];
                    if (token < 0 || token >= vocabulary) {
                        fault(
                                name + TOKENS + " at " + i,
                                "tokens from 0 to " + (vocabulary - 1),
                                String.valueOf(token));
                        return null;
                    }
                    keys[i] = keys[i] * vocabulary + token;
                }
                if (i > 0 && keys[i] <= keys[i - 1]) {
                    fault(
                            name + TOKENS + " at " + i,
                            "rows in ascending order",
                            "one that is not above that before it");
                    return null;
                }
            }
            return new NgramTable(keys, logProbabilities, backoffs);
        }

        /** Logarithms of probabilities or of weights, which are above 0 and at most 1. */
        float[] logarithms(String name, Shape shape) {
            Tensor tensor = tensor(name, DType.FLOAT32, shape);
            if (tensor == null) {
                return null;
            }
            float[] values = tensor.floats();
            for (int i = 0; i < values.length; i++) {
                if (!(values[i] <= 1e-3f && values[i] > Float.NEGATIVE_INFINITY)) {
                    fault(
                            name + " at " + i,
                            "the logarithm of a number above 0 and at most 1",
                            String.valueOf(values[i]));
                    return null;
                }
            }
            return values;
        }

        private Tensor tensor(String name, DType type, Shape shape) {
            Tensor tensor = tensors.get(name);
            if (tensor != null && tensor.type() == type && tensor.shape().equals(shape)) {
                return tensor;
            }
            fault(
                    "tensor " + name,
                    type + " " + shape,
                    tensor == null ? "no such tensor" : tensor.type() + " " + tensor.shape());
            return null;
        }

        private void fault(String at, String expected, String found) {
            problems.add(new Problem(
                    ErrorId.NGRAM_1,
                    where + ": " + at,
                    expected,
                    found,
                    "Make the n-grams again from the training data."));
        }
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof NgramModel other && tensors().equals(other.tensors());
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(unigrams);
    }
}
