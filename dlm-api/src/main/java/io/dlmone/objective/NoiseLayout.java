package io.dlmone.objective;

import io.dlmone.random.CounterRandom;

/** Lays the numbers of one draw of a student's noise out over the positions of a sentence. */
final class NoiseLayout {

    private static final CounterRandom DIRECTIONS = CounterRandom.of(0, "student/noise/directions");

    private final int length;
    private final int width;
    private final int dimensions;
    private final double own;
    private final double common;
    private final float[] plane;

    /** @throws IllegalArgumentException if the noise has more dimensions than the embeddings */
    NoiseLayout(StudentNoise noise, int length, int width) {
        if (noise.dimensions() > width) {
            throw new IllegalArgumentException(
                    "noise of " + noise.dimensions() + " dimensions for embeddings of " + width);
        }
        this.length = length;
        this.width = width;
        this.dimensions = noise.dimensions() == 0 ? width : noise.dimensions();
        this.own = Math.sqrt(1 - noise.shared());
        this.common = Math.sqrt(noise.shared());
        this.plane = noise.dimensions() == 0 ? null : plane(dimensions, width);
    }

    /** The vectors of all positions, {@code [length * width]}; first their own numbers are drawn, then the common. */
    float[] sentence(CounterRandom random, long draw) {
        int each = own == 0 ? 0 : length * dimensions;
        float[] drawn = random.gaussians(draw, each + (common == 0 ? 0 : dimensions));
        if (common == 0 && plane == null) {
            return drawn;
        }
        float[] all = new float[length * width];
        float[] z = new float[dimensions];
        for (int p = 0; p < length; p++) {
            for (int k = 0; k < dimensions; k++) {
                double ofPosition = own == 0 ? 0 : own * drawn[p * dimensions + k];
                z[k] = (float) (ofPosition + (common == 0 ? 0 : common * drawn[each + k]));
            }
            place(z, all, p * width);
        }
        return all;
    }

    private void place(float[] z, float[] all, int at) {
        if (plane == null) {
            System.arraycopy(z, 0, all, at, width);
            return;
        }
        for (int j = 0; j < width; j++) {
            double sum = 0;
            for (int k = 0; k < dimensions; k++) {
                sum += (double) z[k] * plane[k * width + j];
            }
            all[at + j] = (float) sum;
        }
    }

    /**
     * Directions at right angles to each other (Gram-Schmidt of fixed normal vectors), {@code [dimensions, width]}, so
     * long that vectors in them have the mean squared length {@code width} of those of the whole space.
     */
    static float[] plane(int dimensions, int width) {
        double[][] rows = new double[dimensions][width];
        double length = Math.sqrt((double) width / dimensions);
        float[] plane = new float[dimensions * width];
        for (int k = 0; k < dimensions; k++) {
            float[] drawn = DIRECTIONS.gaussians(k, width);
            for (int j = 0; j < width; j++) {
                rows[k][j] = drawn[j];
            }
            for (int before = 0; before < k; before++) {
                double along = dot(rows[k], rows[before]);
                for (int j = 0; j < width; j++) {
                    rows[k][j] -= along * rows[before][j];
                }
            }
            double norm = Math.sqrt(dot(rows[k], rows[k]));
            for (int j = 0; j < width; j++) {
                rows[k][j] /= norm;
                plane[k * width + j] = (float) (length * rows[k][j]);
            }
        }
        return plane;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int j = 0; j < a.length; j++) {
            sum += a[j] * b[j];
        }
        return sum;
    }
}
