package io.dlmone.student.ngram;

import java.util.Arrays;

/**
 * Chooses the likeliest sentence among the likeliest tokens of each position: the one with the greatest sum of the
 * network's logits and {@code weight} times the log probabilities of an {@link NgramModel}, found exactly (Viterbi over
 * pairs of tokens). A network that writes all words at once knows how likely each is, not which go together; such
 * structured decoding is known from non-autoregressive translation (Sun et al. 2019; Huang et al. 2022). Immutable.
 *
 * @param weight of the n-grams; 0: each position's likeliest token
 */
public record NgramDecoder(NgramModel model, double weight) {

    /** Tokens of a position that are looked at. */
    private static final int MOST = 8;

    /** Nor are those looked at that the network finds less likely than the likeliest by more than this factor: e^7. */
    private static final float MARGIN = 7;

    public NgramDecoder {
        if (!(weight >= 0 && weight < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("a weight of n-grams is 0 or above, got " + weight);
        }
    }

    /** The tokens of one position and their logits, the likeliest first. */
    private record Candidates(long[] tokens, double[] logits) {

        int size() {
            return tokens.length;
        }

        static Candidates of(float[] logits, int from, int to) {
            float limit = Float.NEGATIVE_INFINITY;
            for (int i = from; i < to; i++) {
                if (logits[i] > limit) {
                    limit = logits[i];
                }
            }
            limit -= MARGIN;
            long[] tokens = new long[MOST];
            double[] best = new double[MOST];
            int n = 0;
            for (int i = from; i < to; i++) {
                if (!(logits[i] >= limit) || n == MOST && logits[i] <= best[n - 1]) {
                    continue;
                }
                int at = n < MOST ? n++ : n - 1;
                for (; at > 0 && best[at - 1] < logits[i]; at--) {
                    best[at] = best[at - 1];
                    tokens[at] = tokens[at - 1];
                }
                best[at] = logits[i];
                tokens[at] = i - from;
            }
            return new Candidates(Arrays.copyOf(tokens, Math.max(n, 1)), Arrays.copyOf(best, Math.max(n, 1)));
        }
    }

    private static final Candidates NOTHING = new Candidates(new long[1], new double[1]);

    /**
     * Decodes one sentence.
     *
     * @param logits one for each token of the vocabulary, position after position
     * @param first the first position of the sentence
     * @param last the position after it
     * @return a token for each position
     */
    public long[] decode(float[] logits, int first, int last) {
        int n = last - first;
        int vocabulary = model.vocabulary();
        Candidates[] at = new Candidates[n + 2];
        at[0] = NOTHING;
        at[1] = NOTHING;
        int[][][] back = new int[n + 2][][];
        double[][] best = {new double[1]};
        for (int t = 2; t < n + 2; t++) {
            int position = first + t - 2;
            at[t] = Candidates.of(logits, position * vocabulary, (position + 1) * vocabulary);
            double[][] next = new double[at[t - 1].size()][at[t].size()];
            back[t] = new int[at[t - 1].size()][at[t].size()];
            if (at[t].size() == 1 && at[t - 1].size() == 1 && at[t - 2].size() == 1) {
                next[0][0] = best[0][0];
                best = next;
                continue;
            }
            for (int j = 0; j < at[t - 1].size(); j++) {
                for (int k = 0; k < at[t].size(); k++) {
                    double found = Double.NEGATIVE_INFINITY;
                    for (int i = 0; i < at[t - 2].size(); i++) {
                        double sum = best[i][j] + weight * logProbability(at, t, i, j, k);
                        if (sum > found) {
                            found = sum;
                            back[t][j][k] = i;
                        }
                    }
                    next[j][k] = found + at[t].logits[k];
                }
            }
            best = next;
        }
        return trace(at, back, best);
    }

    /** Of the k-th token at t after the j-th and the i-th before it; a sentence's first token has none. */
    private double logProbability(Candidates[] at, int t, int i, int j, int k) {
        return switch (t) {
            case 2 -> 0;
            case 3 -> model.logProbability(at[2].tokens[j], at[3].tokens[k]);
            default -> model.logProbability(at[t - 2].tokens[i], at[t - 1].tokens[j], at[t].tokens[k]);
        };
    }

    private static long[] trace(Candidates[] at, int[][][] back, double[][] best) {
        int j = 0;
        int k = 0;
        for (int a = 0; a < best.length; a++) {
            for (int b = 0; b < best[a].length; b++) {
                if (best[a][b] > best[j][k]) {
                    j = a;
                    k = b;
                }
            }
        }
        long[] tokens = new long[at.length - 2];
        for (int t = at.length - 1; t >= 2; t--) {
            tokens[t - 2] = at[t].tokens[k];
            int i = back[t][j][k];
            k = j;
            j = i;
        }
        return tokens;
    }
}
