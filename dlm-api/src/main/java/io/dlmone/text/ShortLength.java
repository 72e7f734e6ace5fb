package io.dlmone.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

/**
 * A length, shorter than the model's own, in which it writes for short sources, so that these do not pay for padding. A
 * sequence's length hangs on its source alone: so the model learns of each source all of its targets at the length at
 * which it will write for it.
 *
 * @param start the last first position of a target that is written in it: how long a source may be, marks included
 * @param length positions of a sequence
 */
public record ShortLength(int start, int length) {

    /** Share of the targets of sources of a length that fit; the others are trained in a longer sequence. */
    private static final double FIT = 0.995;

    private static final int STEP = 4;

    public ShortLength {
        if (start < 1 || length < start + 2) {
            throw new IllegalArgumentException("no target fits into " + length + " positions from " + start);
        }
    }

    /**
     * {@return the lengths for which a batch of all sequences has the fewest positions, shortest first}
     *
     * @param sequences those of a model's own length, some of what it is trained on, at least one
     * @param count most lengths, at least 1
     */
    public static List<ShortLength> choose(List<SequenceLayout.Encoded> sequences, int count) {
        TreeMap<Integer, List<Integer>> used = new TreeMap<>();
        sequences.forEach(
                s -> used.computeIfAbsent(s.start(), start -> new ArrayList<>()).add(used(s.ids())));
        int full = sequences.get(0).ids().length;
        int n = used.size();
        List<Integer> starts = List.copyOf(used.keySet());
        List<List<Integer>> uses = List.copyOf(used.values());
        int[] needs = new int[n];
        long[] rows = new long[n + 1];
        for (int i = 0; i < n; i++) {
            int[] lengths =
                    uses.get(i).stream().mapToInt(Integer::intValue).sorted().toArray();
            int need = lengths[Math.min(lengths.length - 1, (int) (FIT * lengths.length))];
            int even = Math.min(full, (need + STEP - 1) / STEP * STEP);
            needs[i] = Math.max(even, i == 0 ? 0 : needs[i - 1]);
            rows[i + 1] = rows[i] + lengths.length;
        }
        List<ShortLength> chosen = new ArrayList<>();
        for (int last : ends(needs, rows, Math.min(count, n))) {
            if (needs[last] < full) {
                chosen.removeIf(shorter -> shorter.length() == needs[last]);
                chosen.add(new ShortLength(starts.get(last), needs[last]));
            }
        }
        return chosen;
    }

    /** The last members of the groups into which the fewest positions are divided, by dynamic programming. */
    private static int[] ends(int[] needs, long[] rows, int groups) {
        int n = needs.length;
        long[][] cost = new long[groups + 1][n + 1];
        int[][] from = new int[groups + 1][n + 1];
        for (long[] each : cost) {
            Arrays.fill(each, Long.MAX_VALUE / 2);
        }
        cost[0][0] = 0;
        for (int g = 1; g <= groups; g++) {
            for (int j = g; j <= n; j++) {
                for (int i = g - 1; i < j; i++) {
                    long positions = cost[g - 1][i] + (rows[j] - rows[i]) * needs[j - 1];
                    if (positions < cost[g][j]) {
                        cost[g][j] = positions;
                        from[g][j] = i;
                    }
                }
            }
        }
        int[] ends = new int[groups];
        int j = n;
        for (int g = groups; g >= 1; g--) {
            ends[g - 1] = j - 1;
            j = from[g][j];
        }
        return ends;
    }

    /**
     * {@return the length in which a model writes for a source}
     *
     * @param lengths shorter than the model's own, shortest first
     * @param own the model's own
     * @param start the first position of the target
     */
    public static int of(List<ShortLength> lengths, int own, int start) {
        return of(lengths, own, start, 0);
    }

    /** The same, if so many positions must have a place in it. */
    static int of(List<ShortLength> lengths, int own, int start, int used) {
        return lengths.stream()
                .filter(each -> start <= each.start() && used <= each.length())
                .mapToInt(ShortLength::length)
                .findFirst()
                .orElse(own);
    }

    /** Positions of a sequence up to the first that only repeats to its end, which is padding. */
    static int used(long[] ids) {
        int end = ids.length;
        while (end > 1 && ids[end - 2] == ids[ids.length - 1]) {
            end--;
        }
        return end;
    }
}
