package io.dlmone.student.decoding;

import java.util.Arrays;

/** The tokens of one position that a sentence is made of, and their logits, the likeliest first. */
record Candidates(long[] tokens, double[] logits) {

    /** Tokens that are looked at, beside the source's placeholders. */
    private static final int MOST = 8;

    /** How much less likely than the likeliest tokens may be to be looked at: by a factor of e^9. */
    private static final float MARGIN = 9;

    /** The same for the source's placeholders. */
    private static final float SLOT_MARGIN = 12;

    /** What stands before a sentence. */
    static final Candidates NOTHING = new Candidates(new long[1], new double[1]);

    int size() {
        return tokens.length;
    }

    long token(int k) {
        return tokens[k];
    }

    double logit(int k) {
        return logits[k];
    }

    /**
     * Those of one position.
     *
     * @param from where its logits begin, one for each token of the vocabulary
     * @param to where they end
     * @param also the source's placeholders
     */
    static Candidates of(float[] logits, int from, int to, long[] also) {
        float greatest = Float.NEGATIVE_INFINITY;
        for (int i = from; i < to; i++) {
            if (logits[i] > greatest) {
                greatest = logits[i];
            }
        }
        long[] tokens = new long[MOST + also.length];
        double[] best = new double[MOST + also.length];
        int n = 0;
        for (int i = from; i < to; i++) {
            if (!(logits[i] >= greatest - MARGIN) || n == MOST && logits[i] <= best[n - 1]) {
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
        int likely = n;
        for (long token : also) {
            float logit = logits[from + (int) token];
            if (logit >= greatest - SLOT_MARGIN
                    && Arrays.stream(tokens, 0, likely).noneMatch(t -> t == token)) {
                tokens[n] = token;
                best[n++] = logit;
            }
        }
        return new Candidates(Arrays.copyOf(tokens, Math.max(n, 1)), Arrays.copyOf(best, Math.max(n, 1)));
    }
}
