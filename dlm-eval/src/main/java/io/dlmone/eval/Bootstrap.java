package io.dlmone.eval;

import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;

/**
 * The bootstrap: the sources are drawn again with replacement, and the statistic is computed for each draw, for
 * {@linkplain Resamples#interval intervals}. Sources are the unit, not samples, because samples for one source are not
 * independent. The same seed and number of sources give the same draws, so systems evaluated on the same sources are
 * compared on the same draws. Immutable and thread-safe.
 *
 * <p>Source: Efron and Tibshirani 1993, "An introduction to the bootstrap"; Koehn 2004 for BLEU.
 *
 * @param resamples number of draws, at least 1; 1000 by default
 * @param seed of the draws
 */
public record Bootstrap(int resamples, long seed) {

    /** 1000 draws with seed 0. */
    public static final Bootstrap DEFAULT = new Bootstrap(1000, 0);

    public Bootstrap {
        if (resamples < 1) {
            throw new IllegalArgumentException("resamples must be at least 1, found " + resamples);
        }
    }

    /**
     * {@return the mean of {@code values}, one value per source}
     *
     * @param values one for each source
     */
    public Resamples ofMean(double[] values) {
        return of(values.length, draw -> {
            double sum = 0;
            for (int i : draw) {
                sum += values[i];
            }
            return sum / draw.length;
        });
    }

    /**
     * Any statistic.
     *
     * @param sources number of sources, at least 1
     * @param statistic takes the drawn source indices {@code [sources]}; the array is reused, it must not be kept
     * @return its value and those of the resamples
     */
    public Resamples of(int sources, ToDoubleFunction<int[]> statistic) {
        if (sources < 1) {
            throw new IllegalArgumentException("a bootstrap needs at least one source");
        }
        SplittableRandom random = new SplittableRandom(seed);
        int[] draw = new int[sources];
        double[] results = new double[resamples];
        for (int r = 0; r < resamples; r++) {
            for (int i = 0; i < sources; i++) {
                draw[i] = random.nextInt(sources);
            }
            results[r] = statistic.applyAsDouble(draw);
        }
        return new Resamples(results);
    }
}
