package io.dlmone.distill;

import io.dlmone.eval.MinimumBayesRisk;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Keeps those of several sentences for a source that agree most with all of them, so that slips of the teacher are left
 * out (the idea of minimum Bayes risk; Kumar and Byrne 2004).
 */
final class Consensus {

    private Consensus() {}

    /**
     * The sentences to keep.
     *
     * @param sentences the target tokens of each, with padding at the end
     * @param keep how many
     * @return their indices, ascending; of equals, the first
     */
    static int[] best(List<long[]> sentences, int keep) {
        double[] agreement = MinimumBayesRisk.agreement(
                sentences.stream().map(Consensus::words).toList());
        return IntStream.range(0, agreement.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -agreement[i]))
                .limit(keep)
                .mapToInt(i -> i)
                .sorted()
                .toArray();
    }

    /** The tokens as words, without the padding: a run of equal ones at the end counts once. */
    private static List<String> words(long[] tokens) {
        int end = tokens.length;
        while (end > 1 && tokens[end - 1] == tokens[end - 2]) {
            end--;
        }
        List<String> words = new ArrayList<>(end);
        for (int i = 0; i < end; i++) {
            words.add(Long.toString(tokens[i]));
        }
        return words;
    }
}
