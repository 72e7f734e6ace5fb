package io.dlmone.eval;

import io.dlmone.unicode.WhiteSpace;
import java.util.List;

/**
 * Chooses the candidate that agrees most with the others: argmax over i of the sum over j != i of BLEU(candidate i,
 * candidate j as reference); of equals, the first. As in DiffuSeq's {@code eval_seq2seq.py --mbr}; the papers choose
 * among ten seeds. Stateless and thread-safe.
 *
 * <p>Source: Kumar and Byrne 2004, "Minimum Bayes-risk decoding for statistical machine translation".
 */
public final class MinimumBayesRisk {

    private MinimumBayesRisk() {}

    /**
     * {@return the index of the chosen candidate}
     *
     * @param candidates at least one
     */
    public static int choose(List<String> candidates) {
        if (candidates.isEmpty()) {
            throw new IllegalArgumentException("minimum-Bayes-risk selection needs at least one candidate");
        }
        List<List<String>> words = candidates.stream().map(WhiteSpace::words).toList();
        int best = 0;
        double bestSum = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < words.size(); i++) {
            double sum = 0;
            for (int j = 0; j < words.size(); j++) {
                sum += i == j ? 0 : SentenceBleu.ofWords(words.get(i), List.of(words.get(j)));
            }
            if (sum > bestSum) {
                best = i;
                bestSum = sum;
            }
        }
        return best;
    }

    /**
     * {@return the chosen candidate}
     *
     * @param candidates at least one
     */
    public static String select(List<String> candidates) {
        return candidates.get(choose(candidates));
    }

    /**
     * For each source its chosen candidate, in the shape {@link Evaluator} takes.
     *
     * @param candidatesPerSource {@code [source][candidate]}
     * @return {@code [source][1]}
     */
    public static List<List<String>> selectAll(List<List<String>> candidatesPerSource) {
        return candidatesPerSource.stream()
                .map(candidates -> List.of(select(candidates)))
                .toList();
    }
}
