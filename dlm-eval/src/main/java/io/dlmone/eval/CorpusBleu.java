package io.dlmone.eval;

import io.dlmone.unicode.WhiteSpace;
import java.util.List;

/**
 * Corpus BLEU-4 against several references: n-gram matches (clipped by the largest count in any one reference), n-gram
 * totals and lengths are summed over all sentences first; then {@code BLEU = BP * exp(1/4 sum_n ln(matches_n /
 * total_n))}, with the brevity penalty {@code BP = exp(1 - r/c)} when the hypotheses (c words) are shorter than the
 * closest references (r words; of two equally close ones the shorter). No smoothing: without a single matching 4-gram
 * the score is 0. Equal to sacreBLEU with {@code tokenize=none, smooth=none} divided by 100. NLTK's {@code corpus_bleu}
 * is lower where hypotheses have fewer than four words, because it counts at least one n-gram for each sentence.
 *
 * <p>Source: Papineni et al. 2002, "BLEU: a method for automatic evaluation of machine translation".
 */
public final class CorpusBleu {

    static final int ORDER = 4;

    private CorpusBleu() {}

    /**
     * {@return BLEU of the hypotheses, the i-th against all of the i-th references}
     *
     * @param hypotheses sentences
     * @param references for each of them at least one
     */
    public static double score(List<String> hypotheses, List<List<String>> references) {
        if (hypotheses.size() != references.size()) {
            throw new IllegalArgumentException(
                    hypotheses.size() + " hypotheses but references for " + references.size());
        }
        long[] sum = new long[2 * ORDER + 2];
        for (int i = 0; i < hypotheses.size(); i++) {
            add(sum, statistics(hypotheses.get(i), references.get(i)));
        }
        return score(sum);
    }

    /** Matches and total for n = 1 to 4, then the hypothesis length and the closest reference length. */
    static long[] statistics(String hypothesis, List<String> references) {
        if (references.isEmpty()) {
            throw new IllegalArgumentException("BLEU needs at least one reference");
        }
        List<String> words = WhiteSpace.words(hypothesis);
        List<List<String>> referenceWords =
                references.stream().map(WhiteSpace::words).toList();
        long[] counts = new long[2 * ORDER + 2];
        for (int n = 1; n <= ORDER; n++) {
            counts[2 * n - 2] = Words.clippedMatches(words, referenceWords, n);
            counts[2 * n - 1] = Math.max(0, words.size() - n + 1);
        }
        counts[2 * ORDER] = words.size();
        counts[2 * ORDER + 1] = Words.closestLength(words.size(), referenceWords);
        return counts;
    }

    static double score(long[] sum) {
        double logSum = 0;
        for (int n = 0; n < ORDER; n++) {
            if (sum[2 * n] == 0) {
                return 0;
            }
            logSum += Math.log((double) sum[2 * n] / sum[2 * n + 1]) / ORDER;
        }
        double length = sum[2 * ORDER];
        double closest = sum[2 * ORDER + 1];
        return (length > closest ? 1 : Math.exp(1 - closest / length)) * Math.exp(logSum);
    }

    static void add(long[] sum, long[] counts) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] += counts[i];
        }
    }
}
