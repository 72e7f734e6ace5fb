package io.dlmone.objective;

import io.dlmone.random.CounterRandom;
import io.dlmone.tensor.Shape;
import io.dlmone.tensor.Tensor;

/**
 * The noise of a student, the same in training and generation: which vectors z stand at the target positions of a
 * sentence. In DLM-One each position has a standard normal vector of its own. Three numbers change that, alone or
 * together:
 *
 * <ul>
 *   <li>Positions can have a vector in <em>common</em>. A student whose positions all see the same vector need not work
 *       out from the others which sentence is meant.
 *   <li>Vectors can lie in few <em>dimensions</em>: a fixed plane of the embedding space, with the same mean squared
 *       length as those of the whole space.
 *   <li>Noise can come from a <em>codebook</em> of n fixed draws instead of from draws without end. Then a student has
 *       at most n different sentences for a source, and only n paths of the teacher to learn instead of all: far less
 *       to learn for the same diversity among a few samples. A draw is laid out from the first target position on, so
 *       that it does not depend on how long the source is.
 * </ul>
 *
 * @param codebook number of fixed draws; 0: without end
 * @param shared share of the variance that all positions have in common, 0 (the paper's) to 1 (one vector for all)
 * @param dimensions of the vectors; 0: as many as the embeddings have
 */
public record StudentNoise(int codebook, double shared, int dimensions) {

    /** DLM-One's: a standard normal vector for each position, without end. */
    public static final StudentNoise PER_POSITION = new StudentNoise(0, 0, 0);

    private static final CounterRandom VECTORS = CounterRandom.of(0, "student/codebook");

    private static final CounterRandom PATHS = CounterRandom.of(0, "student/codebook/paths");

    public StudentNoise {
        if (codebook < 0) {
            throw new IllegalArgumentException("a codebook has at least 0 draws, got " + codebook);
        }
        if (!(shared >= 0 && shared <= 1)) {
            throw new IllegalArgumentException("a share of noise is from 0 to 1, got " + shared);
        }
        if (dimensions < 0) {
            throw new IllegalArgumentException("noise has at least 0 dimensions, got " + dimensions);
        }
    }

    /**
     * {@return noise that is taken, per position, from a codebook of this size}
     *
     * @param size number of vectors at each position
     */
    public static StudentNoise codebook(int size) {
        return new StudentNoise(size, 0, 0);
    }

    /**
     * {@return the noise that a distillation is set to}
     *
     * @param settings those of the distillation
     */
    public static StudentNoise of(DistillationSettings settings) {
        return new StudentNoise(
                settings.get(DistillationSettings.NOISE_CODEBOOK),
                settings.get(DistillationSettings.NOISE_SHARED),
                settings.get(DistillationSettings.NOISE_DIMENSIONS));
    }

    /** {@return whether each position has standard normal noise of its own, as a teacher's sampler begins with} */
    public boolean isPerPosition() {
        return shared == 0 && dimensions == 0;
    }

    /**
     * {@return the directions in which the vectors lie, {@code [dimensions * width]}, row after row; empty if they lie
     * in all} They are at right angles and so long that the vectors have the mean squared length {@code width}.
     *
     * @param width of the embeddings, at least the number of dimensions
     */
    public float[] plane(int width) {
        return dimensions == 0 ? new float[0] : NoiseLayout.plane(dimensions, width);
    }

    /**
     * {@return the key of a text} With a codebook the samples of a source begin at a draw chosen for the source and go
     * round the codebook, so that none comes again before all are used.
     *
     * @param random where noise comes from
     * @param row position of the source
     * @param sample number of its sample, from 0
     */
    public long key(CounterRandom random, int row, int sample) {
        return codebook == 0 ? (long) sample << 32 | row : random.integers(row, 1, Integer.MAX_VALUE)[0] + sample;
    }

    /**
     * The noise of a batch.
     *
     * @param random where noise comes from
     * @param keys the draw of each row: other keys, other noise; with a codebook, successive keys give different draws
     * @param starts first target position of each row
     * @param length positions of a sequence
     * @param width of the embeddings, at least the number of dimensions
     * @return {@code [batch, length, width]}
     */
    public Tensor noise(CounterRandom random, long[] keys, int[] starts, int length, int width) {
        return noise(VECTORS, 0, random, keys, starts, length, width);
    }

    /**
     * {@return the noise that a sampler of the teacher adds at a step} With a codebook each of its draws has a fixed
     * noise for every step, so that the sentence at which the sampler arrives from it depends on the source alone.
     *
     * @param step position in the sampler's plan
     * @param random where noise comes from without a codebook, of this step only
     * @param keys of the sentences
     * @param starts where their texts begin
     * @param length positions of a sequence
     * @param width of an embedding
     */
    public Tensor stepNoise(int step, CounterRandom random, long[] keys, int[] starts, int length, int width) {
        return noise(PATHS, (long) step * codebook, random, keys, starts, length, width);
    }

    private Tensor noise(
            CounterRandom vectors, long first, CounterRandom random, long[] keys, int[] starts, int length, int width) {
        NoiseLayout layout = new NoiseLayout(this, length, width);
        int row = length * width;
        float[] noise = new float[keys.length * row];
        for (int i = 0; i < keys.length; i++) {
            if (codebook == 0) {
                System.arraycopy(layout.sentence(random, keys[i]), 0, noise, i * row, row);
            } else {
                float[] vector = layout.sentence(vectors, first + Math.floorMod(keys[i], (long) codebook));
                int from = starts[i] * width;
                System.arraycopy(vector, 0, noise, i * row + from, row - from);
            }
        }
        return Tensor.of(Shape.of(keys.length, length, width), noise);
    }
}
