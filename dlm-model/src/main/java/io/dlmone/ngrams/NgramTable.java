package io.dlmone.ngrams;

import java.util.Arrays;

/**
 * N-grams of one length with their logarithms.
 *
 * @param keys their tokens as the digits of one number, in ascending order
 * @param logProbabilities of the last token after the others
 * @param backoffs log weight of what stands after the n-gram, if it was not counted; of the longest n-grams 0
 * @param slots the places of the keys by their hash, {@link #NONE} where there is none: open addressing, half empty
 */
record NgramTable(long[] keys, float[] logProbabilities, float[] backoffs, int[] slots) {

    private static final int NONE = -1;

    NgramTable(long[] keys, float[] logProbabilities, float[] backoffs) {
        this(keys, logProbabilities, backoffs, slots(keys));
    }

    private static int[] slots(long[] keys) {
        int[] slots = new int[Integer.highestOneBit(Math.max(1, keys.length)) * 4];
        Arrays.fill(slots, NONE);
        for (int i = 0; i < keys.length; i++) {
            int at = slot(keys[i], slots.length);
            while (slots[at] != NONE) {
                at = at + 1 & slots.length - 1;
            }
            slots[at] = i;
        }
        return slots;
    }

    private static int slot(long key, int size) {
        return (int) (key * 0x9E3779B97F4A7C15L >>> 32) & size - 1;
    }

    int size() {
        return keys.length;
    }

    /** The place of an n-gram; negative: it was not counted. */
    int find(long key) {
        int at = slot(key, slots.length);
        while (slots[at] != NONE && keys[slots[at]] != key) {
            at = at + 1 & slots.length - 1;
        }
        return slots[at];
    }

    float logProbability(int at) {
        return logProbabilities[at];
    }

    float backoff(int at) {
        return backoffs[at];
    }

    /** The tokens of all n-grams, one after the other. */
    long[] tokens(int order, int vocabulary) {
        long[] all = new long[keys.length * order];
        for (int i = 0; i < keys.length; i++) {
            long rest = keys[i];
            for (int j = order - 1; j >= 0; j--) {
                all[i * order + j] = rest % vocabulary;
                rest /= vocabulary;
            }
        }
        return all;
    }
}
