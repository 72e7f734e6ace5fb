package io.dlmone.eval;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Counts of n-grams of words. */
final class Words {

    private Words() {}

    static Map<List<String>, Integer> ngrams(List<String> words, int n) {
        Map<List<String>, Integer> counts = new HashMap<>();
        for (int i = 0; i + n <= words.size(); i++) {
            counts.merge(words.subList(i, i + n), 1, Integer::sum);
        }
        return counts;
    }

    /** How many n-grams of the hypothesis occur in a reference, each counted at most as often as in one reference. */
    static int clippedMatches(List<String> hypothesis, List<List<String>> references, int n) {
        Map<List<String>, Integer> allowed = new HashMap<>();
        for (List<String> reference : references) {
            ngrams(reference, n).forEach((gram, count) -> allowed.merge(gram, count, Math::max));
        }
        int matches = 0;
        for (Map.Entry<List<String>, Integer> gram : ngrams(hypothesis, n).entrySet()) {
            matches += Math.min(gram.getValue(), allowed.getOrDefault(gram.getKey(), 0));
        }
        return matches;
    }

    /** The reference length closest to the hypothesis length; of two equally close ones, the shorter. */
    static int closestLength(int length, List<List<String>> references) {
        int best = references.get(0).size();
        for (List<String> reference : references) {
            int size = reference.size();
            int gain = Math.abs(best - length) - Math.abs(size - length);
            if (gain > 0 || gain == 0 && size < best) {
                best = size;
            }
        }
        return best;
    }
}
