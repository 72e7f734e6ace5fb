package io.dlmone.random;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Counter-based random numbers (Philox 4x32-10, Salmon et al. 2011): every draw is a pure function of seed, stream,
 * step and position, so runs repeat bit for bit, resume is exact and all engines see the same noise. Immutable and
 * thread-safe.
 */
public final class CounterRandom {

    private static final long M0 = 0xD2511F53L;
    private static final long M1 = 0xCD9E8D57L;
    private static final int W0 = 0x9E3779B9;
    private static final int W1 = 0xBB67AE85;
    private static final int ROUNDS = 10;
    private static final long WORD = 0xFFFFFFFFL;
    private static final int CHUNK = 256;
    private static final double TWO_POW_MINUS_32 = 0x1p-32;

    private final long seed;
    private final int stream;

    private CounterRandom(long seed, int stream) {
        this.seed = seed;
        this.stream = stream;
    }

    /**
     * {@return the stream of that name}
     *
     * @param seed the run's seed
     * @param stream what the numbers are for, such as {@code psi/eps}
     */
    public static CounterRandom of(long seed, String stream) {
        int h = 0x811C9DC5;
        for (byte b : stream.getBytes(StandardCharsets.UTF_8)) {
            h = (h ^ (b & 0xFF)) * 0x01000193;
        }
        return new CounterRandom(seed, h);
    }

    /**
     * {@return {@code n} standard normal numbers for {@code step}}
     *
     * @param step number of the draw
     * @param n how many
     */
    public float[] gaussians(long step, int n) {
        return NormalQuantile.of(uniforms(step, n));
    }

    /**
     * {@code n} normal numbers for {@code step} from the part of the distribution between {@code -limit} and
     * {@code limit}: what drawing each again until it lies there would give.
     *
     * @param step number of the draw
     * @param n how many
     * @param limit above 0
     * @return the numbers
     */
    public float[] gaussians(long step, int n, double limit) {
        double tail = NormalQuantile.inverse(-limit);
        double[] u = uniforms(step, n);
        float[] out = new float[n];
        for (int i = 0; i < n; i++) {
            double z = NormalQuantile.of(tail + u[i] * (1 - 2 * tail));
            out[i] = (float) Math.max(-limit, Math.min(limit, z));
        }
        return out;
    }

    /**
     * {@return {@code n} numbers in (0, 1) for {@code step}}
     *
     * @param step number of the draw
     * @param n how many
     */
    public double[] uniforms(long step, int n) {
        int[] words = words(step, n);
        double[] out = new double[n];
        for (int i = 0; i < n; i++) {
            out[i] = unit(words[i]);
        }
        return out;
    }

    /**
     * {@return {@code n} integers in [0, bound) for {@code step}}
     *
     * @param step number of the draw
     * @param n how many
     * @param bound above 0
     */
    public long[] integers(long step, int n, int bound) {
        double[] u = uniforms(step, n);
        long[] out = new long[n];
        for (int i = 0; i < n; i++) {
            out[i] = (long) (u[i] * bound);
        }
        return out;
    }

    /**
     * {@return {@code n} booleans, true with probability {@code p}, for {@code step}}
     *
     * @param step number of the draw
     * @param n how many
     * @param p from 0 to 1
     */
    public boolean[] booleans(long step, int n, double p) {
        int[] words = words(step, n);
        boolean[] out = new boolean[n];
        long limit = (long) Math.ceil(p / TWO_POW_MINUS_32 - 0.5); // unit(word) < p for the words below it
        for (int i = 0; i < n; i++) {
            out[i] = (words[i] & WORD) < limit;
        }
        return out;
    }

    private static double unit(int word) {
        return ((word & WORD) + 0.5) * TWO_POW_MINUS_32;
    }

    /** The first {@code n} words of {@code step}: block i has counter (i, step, stream). */
    private int[] words(long step, int n) {
        int[] out = new int[n];
        int blocks = Math.min(CHUNK, (n + 3) >>> 2);
        long[][] c = new long[4][blocks];
        for (int first = 0; first < n; first += 4 * blocks) {
            for (int i = 0; i < blocks; i++) {
                c[0][i] = (first >>> 2) + i;
            }
            Arrays.fill(c[1], step & WORD);
            Arrays.fill(c[2], step >>> 32);
            Arrays.fill(c[3], stream & WORD);
            philox(c[0], c[1], c[2], c[3], (int) seed, (int) (seed >>> 32));
            for (int word = 0; word < 4; word++) {
                interleave(c[word], out, first + word);
            }
        }
        return out;
    }

    private static void interleave(long[] from, int[] to, int first) {
        for (int i = 0, at = first; i < from.length && at < to.length; i++, at += 4) {
            to[at] = (int) from[i];
        }
    }

    /**
     * Philox 4x32-10: replaces counters by their blocks of random words. Block i is element i of each array, its words
     * unsigned in a long, so that the compiler makes vector instructions of the loop.
     */
    static void philox(long[] c0, long[] c1, long[] c2, long[] c3, int key0, int key1) {
        int k0 = key0;
        int k1 = key1;
        for (int r = 0; r < ROUNDS; r++) {
            round(c0, c1, c2, c3, k0 & WORD, k1 & WORD);
            k0 += W0;
            k1 += W1;
        }
    }

    private static void round(long[] c0, long[] c1, long[] c2, long[] c3, long k0, long k1) {
        for (int i = 0; i < c0.length; i++) {
            long p0 = M0 * c0[i];
            long p1 = M1 * c2[i];
            c0[i] = p1 >>> 32 ^ c1[i] ^ k0;
            c2[i] = p0 >>> 32 ^ c3[i] ^ k1;
            c1[i] = p1 & WORD;
            c3[i] = p0 & WORD;
        }
    }
}
