package io.dlmone.student.decoding;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The placeholders that a sentence must have. How many of each it has so far is a number, its state; it begins with 0.
 */
final class Slots {

    /** The slot of a token that counts for nothing: a word. */
    static final int WORD = -1;

    /** What follows a state in which there are enough of a placeholder. */
    static final int TOO_MANY = -1;

    /** No placeholders. */
    static final Slots NONE = new Slots(new long[0], new int[0], new boolean[0]);

    /** States that are told apart; placeholders of a source that make more are words. */
    private static final int MOST_STATES = 256;

    private final long[] tokens;
    private final boolean[] counted;
    private final int[][] after;
    private final int[] missing;

    /**
     * Of one sentence.
     *
     * @param tokens the different placeholders it must have
     * @param wanted how often each
     * @param counted for each token whether writing it without need is a fault; empty: none is
     */
    private Slots(long[] tokens, int[] wanted, boolean[] counted) {
        this.tokens = tokens;
        this.counted = counted;
        int states = 1;
        for (int times : wanted) {
            states *= times + 1;
        }
        this.after = new int[tokens.length + 1][states];
        this.missing = new int[states];
        int digit = 1;
        for (int i = 0; i < tokens.length; i++) {
            for (int state = 0; state < states; state++) {
                int left = wanted[i] - state / digit % (wanted[i] + 1);
                after[i][state] = left > 0 ? state + digit : TOO_MANY;
                missing[state] += left;
            }
            digit *= wanted[i] + 1;
        }
        Arrays.fill(after[tokens.length], TOO_MANY);
    }

    /** What a sentence for a source must have. */
    static Slots of(long[] source, boolean[] placeholder) {
        boolean[] counted = placeholder.clone();
        List<Long> tokens = new ArrayList<>();
        List<Integer> wanted = new ArrayList<>();
        int states = 1;
        for (long token : Arrays.stream(source).distinct().toArray()) {
            int times = (int) Arrays.stream(source).filter(t -> t == token).count();
            if (placeholder[(int) token] && states * (times + 1) <= MOST_STATES) {
                tokens.add(token);
                wanted.add(times);
                states *= times + 1;
            } else {
                counted[(int) token] = false;
            }
        }
        return new Slots(
                tokens.stream().mapToLong(Long::longValue).toArray(),
                wanted.stream().mapToInt(Integer::intValue).toArray(),
                counted);
    }

    /** The different placeholders. */
    long[] tokens() {
        return tokens;
    }

    int states() {
        return missing.length;
    }

    /** The slot of a token: for {@link #after}, or {@link #WORD}. */
    int find(long token) {
        if (counted.length == 0 || !counted[(int) token]) {
            return WORD;
        }
        for (int i = 0; i < tokens.length; i++) {
            if (tokens[i] == token) {
                return i;
            }
        }
        return tokens.length;
    }

    /** The state after one more token of a slot, or {@link #TOO_MANY}. */
    int after(int state, int slot) {
        return after[slot][state];
    }

    /** How many placeholders are missing in a state. */
    int missing(int state) {
        return missing[state];
    }
}
