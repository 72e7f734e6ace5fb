package io.dlmone.tokenizer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * Byte-pair encoding (Sennrich et al. 2016), learnt: the pair of neighbouring tokens that is most frequent becomes a
 * token, again and again; of pairs that are as frequent, the one whose tokens are older comes first. Counts are kept up
 * to date where a merge changes them. The merges and their order are those of the trainer of the tokenizers library.
 */
final class PairMerges {

    private static final Comparator<Candidate> BEST =
            Comparator.comparingLong(Candidate::count).reversed().thenComparingLong(Candidate::pair);

    private final List<String> tokens;
    private final Map<String, Integer> ids = new HashMap<>();
    private final int[][] words;
    private final long[] counts;
    private final Map<Long, Long> pairs = new HashMap<>();
    private final PriorityQueue<Candidate> queue = new PriorityQueue<>(BEST);
    private final LinkedHashSet<Long> merges = new LinkedHashSet<>();
    private Map<Long, Places> found = new HashMap<>();

    /** A pair with the words that it was seen in; its count may have changed since. */
    private record Candidate(long pair, long count, Places places) {}

    /** Words that grow in number, each once: they come in their order. */
    private static final class Places {

        private int[] words = new int[4];
        private int n;

        void add(int word) {
            if (n == 0 || words[n - 1] != word) {
                words = n == words.length ? Arrays.copyOf(words, 2 * n) : words;
                words[n++] = word;
            }
        }
    }

    /**
     * Begins.
     *
     * @param first the tokens there are; the last of them are single characters, which all words consist of
     * @param counted words with the number of times that they stand in the text
     */
    private PairMerges(List<String> first, Map<String, Long> counted) {
        tokens = new ArrayList<>(first);
        first.forEach(token -> ids.put(token, ids.size()));
        words = new int[counted.size()][];
        counts = new long[counted.size()];
        int at = 0;
        for (Map.Entry<String, Long> each : counted.entrySet()) {
            counts[at] = each.getValue();
            words[at++] = each.getKey()
                    .chars()
                    .map(c -> ids.get(Character.toString(c)))
                    .toArray();
        }
    }

    /** What was learnt: all tokens, and the pairs of them that are joined, the first first. */
    record Learnt(List<String> tokens, List<List<String>> merges) {}

    /**
     * Learns merges.
     *
     * @param first tokens for their own sake, which no merge makes, then every character of the words
     * @param own how many of the first are for their own sake
     * @param counted words with the number of times that they stand in the text
     * @param size most tokens
     * @param least how often a pair must stand in the text
     */
    static Learnt learn(List<String> first, int own, Map<String, Long> counted, int size, long least) {
        PairMerges learning = new PairMerges(first, counted);
        learning.countPairs();
        learning.merge(own, size, least);
        List<List<String>> merged = new ArrayList<>();
        learning.merges.forEach(
                pair -> merged.add(List.of(learning.tokens.get(left(pair)), learning.tokens.get(right(pair)))));
        return new Learnt(learning.tokens, merged);
    }

    private void countPairs() {
        for (int w = 0; w < words.length; w++) {
            for (int i = 1; i < words[w].length; i++) {
                change(words[w][i - 1], words[w][i], w, 1);
            }
        }
        enqueue();
    }

    private void merge(int own, int size, long least) {
        while (tokens.size() < size && !queue.isEmpty()) {
            Candidate top = queue.remove();
            long count = pairs.get(top.pair());
            if (count != top.count()) {
                queue.add(new Candidate(top.pair(), count, top.places()));
                continue;
            }
            if (count < Math.max(1, least)) {
                return;
            }
            int token = joined(top.pair());
            if (token < own) {
                continue;
            }
            merges.remove(top.pair());
            merges.add(top.pair());
            for (int i = 0; i < top.places().n; i++) {
                merge(top.places().words[i], left(top.pair()), right(top.pair()), token);
            }
            enqueue();
        }
    }

    /** The token that a pair makes, which another pair may have made already. */
    private int joined(long pair) {
        String text = tokens.get(left(pair)) + tokens.get(right(pair));
        Integer known = ids.putIfAbsent(text, tokens.size());
        if (known == null) {
            tokens.add(text);
        }
        return known == null ? tokens.size() - 1 : known;
    }

    /** Joins a pair wherever it stands in a word, from the left. */
    private void merge(int w, int left, int right, int token) {
        int[] old = words[w];
        int[] now = new int[old.length];
        int n = 0;
        for (int i = 0; i < old.length; i++) {
            if (old[i] != left || i + 1 == old.length || old[i + 1] != right) {
                now[n++] = old[i];
                continue;
            }
            if (n > 0) {
                change(now[n - 1], left, w, -1);
                change(now[n - 1], token, w, 1);
            }
            now[n++] = token;
            i++;
            if (i + 1 < old.length) {
                change(right, old[i + 1], w, -1);
                change(token, old[i + 1], w, 1);
            }
        }
        words[w] = Arrays.copyOf(now, n);
    }

    private void change(int left, int right, int w, int by) {
        long pair = (long) left << 32 | right;
        pairs.merge(pair, by * counts[w], Long::sum);
        if (by > 0) {
            found.computeIfAbsent(pair, p -> new Places()).add(w);
        }
    }

    /** Makes candidates of the pairs that were found since the last time. */
    private void enqueue() {
        found.forEach((pair, places) -> {
            if (pairs.get(pair) > 0) {
                queue.add(new Candidate(pair, pairs.get(pair), places));
            }
        });
        found = new HashMap<>();
    }

    private static int left(long pair) {
        return (int) (pair >>> 32);
    }

    private static int right(long pair) {
        return (int) pair;
    }
}
