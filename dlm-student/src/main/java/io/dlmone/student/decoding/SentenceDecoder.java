package io.dlmone.student.decoding;

import io.dlmone.ngrams.NgramModel;
import java.util.Arrays;

/**
 * Chooses the likeliest sentence among the likeliest tokens of each position: the one with the greatest sum of the
 * network's logits and {@code ngramWeight} times the log probabilities of an {@link NgramModel}, less
 * {@code slotWeight} for each placeholder of the source that it lacks and for each other one that it has. It is found
 * exactly, by dynamic programming over pairs of tokens and the placeholders written so far.
 *
 * <p>A network that writes all words at once knows how likely each is, not which go together; such structured decoding
 * is known from non-autoregressive translation (Sun et al. 2019; Huang et al. 2022). Preferring sentences without slot
 * errors is known from generation out of dialogue acts, where it is done by reranking (Wen et al. 2015). Immutable.
 */
public final class SentenceDecoder {

    private final NgramModel model;
    private final double ngramWeight;
    private final double slotWeight;
    private final boolean[] placeholder;

    /**
     * A decoder.
     *
     * @param model counts of word sequences
     * @param ngramWeight 0: n-grams are not asked
     * @param slotWeight 0: placeholders are words as any other
     * @param placeholder for each token of the vocabulary whether it is a placeholder
     * @throws IllegalArgumentException if a weight is negative, or the vocabularies differ
     */
    public SentenceDecoder(NgramModel model, double ngramWeight, double slotWeight, boolean[] placeholder) {
        if (!(ngramWeight >= 0 && ngramWeight < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("a weight of n-grams is 0 or above, got " + ngramWeight);
        }
        if (!(slotWeight >= 0 && slotWeight < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("a weight of slots is 0 or above, got " + slotWeight);
        }
        if (placeholder.length != model.vocabulary()) {
            throw new IllegalArgumentException(
                    "one entry for each of " + model.vocabulary() + " tokens, got " + placeholder.length);
        }
        this.model = model;
        this.ngramWeight = ngramWeight;
        this.slotWeight = slotWeight;
        this.placeholder = placeholder.clone();
    }

    /**
     * Decodes one sentence.
     *
     * @param logits one for each token of the vocabulary, position after position
     * @param first the first position of the sentence
     * @param last the position after it
     * @param source the tokens of the source
     * @return a token for each position
     */
    public long[] decode(float[] logits, int first, int last, long[] source) {
        Slots slots = slotWeight == 0 ? Slots.NONE : Slots.of(source, placeholder);
        return new Lattice(logits, first, last, slots).best();
    }

    /** The search for one sentence. Position t is at t + 2, after two that stand for nothing before it. */
    private final class Lattice {

        private final Slots slots;
        private final Candidates[] at;
        private final int[][] came;

        Lattice(float[] logits, int first, int last, Slots slots) {
            this.slots = slots;
            this.at = new Candidates[last - first + 2];
            this.came = new int[at.length][];
            at[0] = Candidates.NOTHING;
            at[1] = Candidates.NOTHING;
            int vocabulary = model.vocabulary();
            for (int t = 2; t < at.length; t++) {
                int from = (first + t - 2) * vocabulary;
                at[t] = Candidates.of(logits, from, from + vocabulary, slots.tokens());
            }
        }

        /** Where the values of a state, a token and the one before it lie. */
        private int index(int t, int state, int j, int k) {
            return (state * at[t - 1].size() + j) * at[t].size() + k;
        }

        long[] best() {
            double[] sums = new double[slots.states()];
            Arrays.fill(sums, Double.NEGATIVE_INFINITY);
            sums[0] = 0;
            for (int t = 2; t < at.length; t++) {
                sums = step(t, sums);
            }
            int state = 0;
            int cell = 0;
            double found = Double.NEGATIVE_INFINITY;
            int cells = sums.length / slots.states();
            for (int i = 0; i < sums.length; i++) {
                double sum = sums[i] - slotWeight * slots.missing(i / cells);
                if (sum > found) {
                    found = sum;
                    state = i / cells;
                    cell = i % cells;
                }
            }
            return trace(state, cell);
        }

        /** The best sums up to t, from those up to the position before. */
        private double[] step(int t, double[] before) {
            double[] sums = new double[slots.states() * at[t - 1].size() * at[t].size()];
            Arrays.fill(sums, Double.NEGATIVE_INFINITY);
            came[t] = new int[sums.length];
            int[] slot = new int[at[t].size()];
            for (int k = 0; k < slot.length; k++) {
                slot[k] = slots.find(at[t].token(k));
            }
            double[] gains = new double[at[t].size()];
            for (int j = 0; j < at[t - 1].size(); j++) {
                double[] shorter = afterOne(t, j);
                for (int i = 0; i < at[t - 2].size(); i++) {
                    System.arraycopy(shorter, 0, gains, 0, gains.length);
                    if (t > 3) {
                        model.after(at[t - 2].token(i), at[t - 1].token(j), at[t].tokens(), gains);
                    }
                    for (int k = 0; k < gains.length; k++) {
                        gains[k] = at[t].logit(k) + ngramWeight * gains[k];
                    }
                    for (int state = 0; state < slots.states(); state++) {
                        double sum = before[t == 2 ? state : index(t - 1, state, i, j)];
                        if (sum > Double.NEGATIVE_INFINITY) {
                            extend(t, state, i, j, sum, gains, slot, sums);
                        }
                    }
                }
            }
            return sums;
        }

        private void extend(int t, int state, int i, int j, double sum, double[] gains, int[] slot, double[] sums) {
            for (int k = 0; k < gains.length; k++) {
                double with = sum + gains[k];
                int next = slot[k] == Slots.WORD ? state : slots.after(state, slot[k]);
                if (next == Slots.TOO_MANY) {
                    next = state;
                    with -= slotWeight;
                }
                int to = index(t, next, j, k);
                if (with > sums[to]) {
                    sums[to] = with;
                    came[t][to] = state * at[t - 2].size() + i;
                }
            }
        }

        /** The n-grams' log probabilities of the tokens at t after the j-th before; a sentence's first has none. */
        private double[] afterOne(int t, int j) {
            double[] logProbabilities = new double[at[t].size()];
            for (int k = 0; t > 2 && k < logProbabilities.length; k++) {
                logProbabilities[k] = model.logProbability(at[t - 1].token(j), at[t].token(k));
            }
            return logProbabilities;
        }

        private long[] trace(int end, int cell) {
            long[] tokens = new long[at.length - 2];
            int state = end;
            int j = cell / at[at.length - 1].size();
            int k = cell % at[at.length - 1].size();
            for (int t = at.length - 1; t >= 2; t--) {
                tokens[t - 2] = at[t].token(k);
                int from = came[t][index(t, state, j, k)];
                state = from / at[t - 2].size();
                k = j;
                j = from % at[t - 2].size();
            }
            return tokens;
        }
    }
}
