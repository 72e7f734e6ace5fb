package io.dlmone.paraphrase;

import java.util.List;

/** A stream of random draws (SplitMix64) that is the same for the same keys on every Java version. */
final class SplitMix64 {

    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private long state;

    SplitMix64(long seed, long stream) {
        this.state = mix(mix(seed + GOLDEN) + stream * GOLDEN);
    }

    /** A number from 0 to {@code bound - 1}. */
    int below(int bound) {
        state += GOLDEN;
        return (int) Math.multiplyHigh(mix(state) >>> 1, 2L * bound);
    }

    /** Shuffles a list in place. */
    void shuffle(List<?> list) {
        swapDown(list);
    }

    private <T> void swapDown(List<T> list) {
        for (int i = list.size() - 1; i > 0; i--) {
            int j = below(i + 1);
            list.set(j, list.set(i, list.get(j)));
        }
    }

    private static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
