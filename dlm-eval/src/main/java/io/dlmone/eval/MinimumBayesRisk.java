package io.dlmone.eval;

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

    /** Index of the chosen candidate. */
    public static int choose(List<String> candidates) {
        if (candidates.isEmpty()) {
            throw new IllegalArgumentException("minimum-Bayes-risk selection needs at least one candidate");
        }
        double[] agreement = agreement(candidates.stream().map(Words::of).toList());
        int best = 0;
        for (int i = 1; i < agreement.length; i++) {
            best = agreement[i] > agreement[best] ? i : best;
        }
        return best;
    }

    /**
     * How much each candidate agrees with the others: the sum of its BLEU with each of them as reference.
     *
     * @param candidates the words of each
     */
    public static double[] agreement(List<List<String>> candidates) {
        double[] sums = new double[candidates.size()];
        for (int i = 0; i < sums.length; i++) {
            for (int j = 0; j < sums.length; j++) {
                sums[i] += i == j ? 0 : SentenceBleu.ofWords(candidates.get(i), List.of(candidates.get(j)));
            }
        }
        return sums;
    }

    /** The chosen candidate. */
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
