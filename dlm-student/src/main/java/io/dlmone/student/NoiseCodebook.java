package io.dlmone.student;

import io.dlmone.random.CounterRandom;
import io.dlmone.tensor.Shape;
import io.dlmone.tensor.Tensor;

/**
 * The noise of a student: standard normal without end, or one of a few fixed standard normal vectors, its codebook.
 * With a codebook of n vectors a student has at most n different sentences for a source, and only n paths of the
 * teacher to learn instead of all: far less to learn for the same diversity among a few samples. A vector is laid out
 * from the first target position on, so that it does not depend on how long the source is.
 *
 * @param size number of vectors; 0: no codebook
 */
public record NoiseCodebook(int size) {

    private static final CounterRandom VECTORS = CounterRandom.of(0, "student/codebook");

    private static final CounterRandom PATHS = CounterRandom.of(0, "student/codebook/paths");

    public NoiseCodebook {
        if (size < 0) {
            throw new IllegalArgumentException("a codebook has at least 0 vectors, got " + size);
        }
    }

    /**
     * The key of a text. With a codebook the samples of a source begin at a vector drawn for the source and go round
     * the codebook, so that no vector comes again before all are used.
     *
     * @param random where noise comes from
     * @param row position of the source
     * @param sample number of its sample, from 0
     */
    long key(CounterRandom random, int row, int sample) {
        return size == 0 ? (long) sample << 32 | row : random.integers(row, 1, Integer.MAX_VALUE)[0] + sample;
    }

    /**
     * The noise of a batch.
     *
     * @param random where noise comes from
     * @param keys the draw of each row: other keys, other noise; with a codebook, successive keys give different
     *     vectors
     * @param starts first target position of each row
     * @return {@code [batch, length, width]}
     */
    public Tensor noise(CounterRandom random, long[] keys, int[] starts, int length, int width) {
        return noise(VECTORS, 0, random, keys, starts, length, width);
    }

    /**
     * The noise that a sampler of the teacher adds at a step. With a codebook each of its vectors has a fixed noise for
     * every step, so that the sentence at which the sampler arrives from it depends on the source alone.
     *
     * @param step position in the sampler's plan
     * @param random where noise comes from without a codebook, of this step only
     */
    public Tensor stepNoise(int step, CounterRandom random, long[] keys, int[] starts, int length, int width) {
        return noise(PATHS, (long) step * size, random, keys, starts, length, width);
    }

    private Tensor noise(
            CounterRandom vectors, long first, CounterRandom random, long[] keys, int[] starts, int length, int width) {
        int row = length * width;
        float[] noise = new float[keys.length * row];
        for (int i = 0; i < keys.length; i++) {
            if (size == 0) {
                System.arraycopy(random.gaussians(keys[i], row), 0, noise, i * row, row);
            } else {
                float[] vector = vectors.gaussians(first + Math.floorMod(keys[i], (long) size), row);
                int from = starts[i] * width;
                System.arraycopy(vector, 0, noise, i * row + from, row - from);
            }
        }
        return Tensor.of(Shape.of(keys.length, length, width), noise);
    }
}
