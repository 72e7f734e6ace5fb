package io.dlmone.diffuseq;

/** Chooses the timesteps of a sampler with fewer steps than the schedule. */
final class Respacing {

    private Respacing() {}

    /**
     * {@code count} times spread evenly over 0..total-1, rising, the last always total-1; all of them if count is
     * total.
     */
    static int[] even(int total, int count) {
        check(total, count);
        int[] times = new int[count];
        for (int i = 0; i < count; i++) {
            times[i] = (int) ((i + 1L) * total / count) - 1;
        }
        return times;
    }

    /**
     * {@code count} times from 0 to total-1 with both ends, rising (official space_timesteps); total-1 alone if count
     * is 1.
     */
    static int[] withEnds(int total, int count) {
        check(total, count);
        int[] times = new int[count];
        for (int i = 0; i < count; i++) {
            times[i] = count == 1 ? total - 1 : (int) Math.rint(i * (total - 1.0) / (count - 1));
        }
        return times;
    }

    /** The distance between times that official DDIM keeps. */
    static int stride(int total, int count) {
        check(total, count);
        return total / count;
    }

    private static void check(int total, int count) {
        if (count < 1 || count > total) {
            throw new IllegalArgumentException("steps must be from 1 to " + total + ", got " + count);
        }
    }
}
