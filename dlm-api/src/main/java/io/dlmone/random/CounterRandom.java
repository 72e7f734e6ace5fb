package io.dlmone.random;

import java.nio.charset.StandardCharsets;

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
    private static final double TWO_POW_MINUS_32 = 0x1p-32;

    private final long seed;
    private final int stream;

    private CounterRandom(long seed, int stream) {
        this.seed = seed;
        this.stream = stream;
    }

    /**
     * The stream of that name.
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

    /** {@code n} standard normal numbers for {@code step}. */
    public float[] gaussians(long step, int n) {
        float[] out = new float[n];
        int[] block = new int[4];
        for (int i = 0; i < n; i += 4) {
            fill(block, step, i >>> 2);
            for (int k = 0; k < 4 && i + k < n; k++) {
                out[i + k] = (float) NormalQuantile.of(unit(block[k]));
            }
        }
        return out;
    }

    /**
     * {@code n} normal numbers for {@code step} from the part of the distribution between {@code -limit} and
     * {@code limit}: what drawing each again until it lies there would give.
     *
     * @param limit above 0
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

    /** {@code n} numbers in (0, 1) for {@code step}. */
    public double[] uniforms(long step, int n) {
        double[] out = new double[n];
        int[] block = new int[4];
        for (int i = 0; i < n; i++) {
            if ((i & 3) == 0) {
                fill(block, step, i >>> 2);
            }
            out[i] = unit(block[i & 3]);
        }
        return out;
    }

    /** {@code n} integers in [0, bound) for {@code step}. */
    public long[] integers(long step, int n, int bound) {
        double[] u = uniforms(step, n);
        long[] out = new long[n];
        for (int i = 0; i < n; i++) {
            out[i] = (long) (u[i] * bound);
        }
        return out;
    }

    /** {@code n} booleans, true with probability {@code p}, for {@code step}. */
    public boolean[] booleans(long step, int n, double p) {
        boolean[] out = new boolean[n];
        int[] block = new int[4];
        for (int i = 0; i < n; i++) {
            if ((i & 3) == 0) {
                fill(block, step, i >>> 2);
            }
            out[i] = unit(block[i & 3]) < p;
        }
        return out;
    }

    private static double unit(int word) {
        return ((word & 0xFFFFFFFFL) + 0.5) * TWO_POW_MINUS_32;
    }

    private void fill(int[] out, long step, int index) {
        out[0] = index;
        out[1] = (int) step;
        out[2] = (int) (step >>> 32);
        out[3] = stream;
        philox(out, (int) seed, (int) (seed >>> 32));
    }

    /** Philox 4x32-10: replaces the counter by its block of random words. */
    static void philox(int[] block, int key0, int key1) {
        int c0 = block[0];
        int c1 = block[1];
        int c2 = block[2];
        int c3 = block[3];
        int k0 = key0;
        int k1 = key1;
        for (int r = 0; r < ROUNDS; r++) {
            long p0 = M0 * (c0 & 0xFFFFFFFFL);
            long p1 = M1 * (c2 & 0xFFFFFFFFL);
            c0 = (int) (p1 >>> 32) ^ c1 ^ k0;
            c2 = (int) (p0 >>> 32) ^ c3 ^ k1;
            c1 = (int) p1;
            c3 = (int) p0;
            k0 += W0;
            k1 += W1;
        }
        block[0] = c0;
        block[1] = c1;
        block[2] = c2;
        block[3] = c3;
    }
}
