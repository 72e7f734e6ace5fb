package io.dlmone.eval;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * BERTScore F1: every token of one sentence is matched with the most similar token of the other by the cosine of their
 * contextual embeddings; precision is the mean over the output's tokens, recall over the reference's, F1 = 2PR / (P +
 * R). As in bert_score without idf weights and without rescaling: the marks at both ends may be matched but do not
 * count. Not thread-safe.
 *
 * <p>Source: Zhang et al. 2020, "BERTScore: evaluating text generation with BERT".
 */
public final class BertScore {

    private final Encoder encoder;
    private final Map<String, float[][]> encoded = new HashMap<>();

    /** Gives the embeddings of a sentence's tokens. */
    @FunctionalInterface
    public interface Encoder {

        /**
         * {@return the embeddings {@code [token][width]} of a sentence, the first and the last of them those of the
         * marks at both ends}
         *
         * @param sentence any text
         */
        float[][] encode(String sentence);
    }

    /**
     * BERTScore by the embeddings of {@code encoder}, which stays the caller's.
     *
     * @param encoder stays the caller's
     */
    public BertScore(Encoder encoder) {
        this.encoder = encoder;
    }

    /**
     * {@return F1 of {@code output} against the best of its references; 0 where either side has no token}
     *
     * @param output a sentence
     * @param references at least one
     */
    public double score(String output, List<String> references) {
        return references.stream()
                .mapToDouble(reference -> score(output, reference))
                .max()
                .orElseThrow(() -> new IllegalArgumentException("BERTScore needs at least one reference"));
    }

    private double score(String output, String reference) {
        float[][] a = vectors(output);
        float[][] b = vectors(reference);
        if (a.length <= 2 || b.length <= 2) {
            return 0;
        }
        double precision = meanOfBest(a, b);
        double recall = meanOfBest(b, a);
        return precision + recall == 0 ? 0 : 2 * precision * recall / (precision + recall);
    }

    private static double meanOfBest(float[][] counted, float[][] others) {
        double sum = 0;
        for (int i = 1; i < counted.length - 1; i++) {
            double best = Double.NEGATIVE_INFINITY;
            for (float[] other : others) {
                best = Math.max(best, dot(counted[i], other));
            }
            sum += best;
        }
        return sum / (counted.length - 2);
    }

    /** The embeddings of a sentence, each of length 1. */
    private float[][] vectors(String sentence) {
        return encoded.computeIfAbsent(sentence, text -> {
            float[][] vectors = encoder.encode(text);
            for (float[] vector : vectors) {
                float length = (float) Math.sqrt(dot(vector, vector));
                for (int i = 0; i < vector.length && length > 0; i++) {
                    vector[i] /= length;
                }
            }
            return vectors;
        });
    }

    private static double dot(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
