package io.dlmone.distill;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Keeps those of several sentences for a source that agree most with all of them, so that slips of the teacher are left
 * out (the idea of minimum Bayes risk; Kumar and Byrne 2004). Two sentences agree by the n-grams of one to four tokens
 * that they share.
 */
final class Consensus {

    private static final int LONGEST = 4;

    private Consensus() {}

    /**
     * The sentences to keep.
     *
     * @param sentences the target tokens of each, with padding at the end
     * @param keep how many
     * @return their indices, ascending; of equals, the first
     */
    static int[] best(List<long[]> sentences, int keep) {
        List<List<Map<List<Long>, Integer>>> all = sentences.stream()
                .map(Consensus::unpadded)
                .map(Consensus::ngrams)
                .toList();
        double[] agreement = all.stream()
                .mapToDouble(one -> all.stream()
                        .filter(other -> other != one)
                        .mapToDouble(other -> shared(one, other))
                        .sum())
                .toArray();
        return IntStream.range(0, agreement.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -agreement[i]))
                .limit(keep)
                .mapToInt(i -> i)
                .sorted()
                .toArray();
    }

    /** The tokens without the padding: a run of equal ones at the end counts once. */
    private static List<Long> unpadded(long[] tokens) {
        int end = tokens.length;
        while (end > 1 && tokens[end - 1] == tokens[end - 2]) {
            end--;
        }
        return Arrays.stream(tokens, 0, end).boxed().toList();
    }

    /** How often each run of one token, of two and so on comes. */
    private static List<Map<List<Long>, Integer>> ngrams(List<Long> tokens) {
        return IntStream.rangeClosed(1, LONGEST)
                .mapToObj(n -> {
                    Map<List<Long>, Integer> counts = new HashMap<>();
                    for (int i = 0; i + n <= tokens.size(); i++) {
                        counts.merge(tokens.subList(i, i + n), 1, Integer::sum);
                    }
                    return counts;
                })
                .toList();
    }

    /** The shares of n-grams of the longer sentence that both have, summed over n. */
    private static double shared(List<Map<List<Long>, Integer>> a, List<Map<List<Long>, Integer>> b) {
        double sum = 0;
        for (int n = 0; n < LONGEST; n++) {
            Map<List<Long>, Integer> other = b.get(n);
            int common = 0;
            for (Map.Entry<List<Long>, Integer> e : a.get(n).entrySet()) {
                common += Math.min(e.getValue(), other.getOrDefault(e.getKey(), 0));
            }
            sum += (double) common / Math.max(1, Math.max(count(a.get(n)), count(other)));
        }
        return sum;
    }

    private static int count(Map<List<Long>, Integer> ngrams) {
        return ngrams.values().stream().mapToInt(c -> c).sum();
    }
}
