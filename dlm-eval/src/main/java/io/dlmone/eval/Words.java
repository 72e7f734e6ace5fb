package io.dlmone.eval;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Splitting on white space as Python's {@code str.split()} does, and n-gram counts. */
final class Words {

    private Words() {}

    static boolean isSpace(int c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == 0x85;
    }

    static List<String> of(String text) {
        List<String> words = new ArrayList<>();
        int start = -1;
        for (int i = 0; i < text.length(); i++) {
            if (isSpace(text.charAt(i))) {
                if (start >= 0) {
                    words.add(text.substring(start, i));
                }
                start = -1;
            } else if (start < 0) {
                start = i;
            }
        }
        if (start >= 0) {
            words.add(text.substring(start));
        }
        return words;
    }

    static String strip(String text) {
        int from = 0;
        int to = text.length();
        while (from < to && isSpace(text.charAt(from))) {
            from++;
        }
        while (to > from && isSpace(text.charAt(to - 1))) {
            to--;
        }
        return text.substring(from, to);
    }

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
