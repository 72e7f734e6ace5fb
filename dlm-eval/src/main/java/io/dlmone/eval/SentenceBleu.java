package io.dlmone.eval;

import io.dlmone.unicode.WhiteSpace;
import java.util.List;

/**
 * BLEU-4 of one sentence as DiffuSeq's {@code eval_seq2seq.py} computes it: NLTK's {@code sentence_bleu} with equal
 * weights and smoothing method 4 (k = 5) in the form NLTK has had since 3.6. Earlier versions of NLTK give larger
 * numbers. With several references matches are clipped by the largest count in any one of them, and the brevity penalty
 * takes the closest length, as in NLTK. Stateless and thread-safe.
 *
 * <p>Source: Chen and Cherry 2014, "A systematic comparison of smoothing techniques for sentence-level BLEU".
 */
public final class SentenceBleu {

    private static final int ORDER = 4;
    private static final double K = 5;

    private SentenceBleu() {}

    /**
     * {@return BLEU of {@code hypothesis} against one reference}
     *
     * @param hypothesis a sentence
     * @param reference what it should be
     */
    public static double score(String hypothesis, String reference) {
        return score(hypothesis, List.of(reference));
    }

    /**
     * {@return BLEU of {@code hypothesis} against several references}
     *
     * @param hypothesis a sentence
     * @param references at least one
     */
    public static double score(String hypothesis, List<String> references) {
        return ofWords(
                WhiteSpace.words(hypothesis),
                references.stream().map(WhiteSpace::words).toList());
    }

    static double ofWords(List<String> hypothesis, List<List<String>> references) {
        if (references.isEmpty()) {
            throw new IllegalArgumentException("BLEU needs at least one reference");
        }
        int length = hypothesis.size();
        double logSum = 0;
        int c = 1;
        for (int n = 1; n <= ORDER; n++) {
            double matches = Words.clippedMatches(hypothesis, references, n);
            if (n == 1 && matches == 0) {
                return 0;
            }
            if (matches == 0 && length > 1) {
                matches = Math.log(length) / (K * (1 << c++));
            }
            if (matches > 0) {
                logSum += Math.log(matches / Math.max(1, length - n + 1)) / ORDER;
            }
        }
        int closest = Words.closestLength(length, references);
        double brevity = length > closest ? 1 : Math.exp(1 - (double) closest / length);
        return brevity * Math.exp(logSum);
    }
}
