package io.dlmone.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.dlmone.random.CounterRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StudentNoiseTest {

    private static final int LENGTH = 6;
    private static final int WIDTH = 4;
    private static final int ROW = LENGTH * WIDTH;

    private final CounterRandom random = CounterRandom.of(1, "test");

    private float[] noise(int size, long[] keys, int... starts) {
        return StudentNoise.codebook(size)
                .noise(random, keys, starts, LENGTH, WIDTH)
                .floats();
    }

    @Test
    void withoutACodebookEveryKeyHasNoiseOfItsOwn() {
        float[] two = noise(0, new long[] {7, 8}, 0, 0);
        assertThat(Arrays.copyOf(two, ROW)).isEqualTo(random.gaussians(7, ROW));
        assertThat(Arrays.copyOfRange(two, ROW, 2 * ROW)).isEqualTo(random.gaussians(8, ROW));
    }

    @Test
    void aCodebookHasAsManyVectorsAsItSays() {
        Set<String> seen = new HashSet<>();
        for (long key = -5; key < 40; key++) {
            seen.add(Arrays.toString(noise(3, new long[] {key}, 0)));
        }
        assertThat(seen).hasSize(3);
        assertThat(noise(3, new long[] {4}, 0)).isEqualTo(noise(3, new long[] {7}, 0));
        assertThat(noise(3, new long[] {4}, 0)).isNotEqualTo(noise(3, new long[] {5}, 0));
    }

    @Test
    void aVectorBeginsAtTheFirstTargetPosition() {
        float[] early = noise(2, new long[] {1}, 1);
        float[] late = noise(2, new long[] {1}, 3);
        assertThat(Arrays.copyOfRange(late, 3 * WIDTH, ROW)).isEqualTo(Arrays.copyOfRange(early, WIDTH, 4 * WIDTH));
        assertThat(Arrays.copyOf(late, 3 * WIDTH)).containsOnly(0f);
    }

    @Test
    void aVectorHasItsOwnNoiseAtEveryStep() {
        Set<String> seen = new HashSet<>();
        for (int step = 0; step < 4; step++) {
            for (long key = 0; key < 6; key++) {
                seen.add(Arrays.toString(StudentNoise.codebook(3)
                        .stepNoise(step, random, new long[] {key}, new int[] {1}, 4, WIDTH)
                        .floats()));
            }
        }
        assertThat(seen).as("three vectors at four steps").hasSize(12);
        assertThat(StudentNoise.codebook(3).stepNoise(0, random, new long[] {1}, new int[] {1}, 4, WIDTH))
                .isNotEqualTo(StudentNoise.codebook(3).noise(random, new long[] {1}, new int[] {1}, 4, WIDTH));
    }

    @Test
    void aNegativeSizeIsRefused() {
        assertThatThrownBy(() -> StudentNoise.codebook(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void sharedNoiseIsOneVectorForAllPositions() {
        float[] z = draw(new StudentNoise(0, 1, 0), 7);
        for (int p = 1; p < LENGTH; p++) {
            assertThat(vector(z, p)).isEqualTo(vector(z, 0));
        }
        assertThat(vector(z, 0)).isEqualTo(random.gaussians(7, WIDTH));
        assertThat(z).isNotEqualTo(draw(new StudentNoise(0, 1, 0), 8));
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "0.5, 0", "1, 0", "0, 2", "0.3, 2", "1, 1"})
    void whateverIsSharedEachNumberHasVarianceOneOnAverageAndPositionsCorrelateAsTheySay(
            double shared, int dimensions) {
        int draws = 20_000;
        double squares = 0;
        double products = 0;
        for (int i = 0; i < draws; i++) {
            float[] z = draw(new StudentNoise(0, shared, dimensions), i);
            for (int j = 0; j < WIDTH; j++) {
                squares += z[j] * z[j];
                products += z[j] * z[3 * WIDTH + j];
            }
        }
        assertThat(squares / draws / WIDTH).isCloseTo(1, within(0.04));
        assertThat(products / draws / WIDTH).isCloseTo(shared, within(0.04));
    }

    @Test
    void noiseOfFewDimensionsLiesInOnePlane() {
        StudentNoise noise = new StudentNoise(0, 1, 2);
        float[] a = vector(draw(noise, 1), 0);
        float[] b = vector(draw(noise, 2), 0);
        for (int key = 3; key < 30; key++) {
            float[] c = vector(draw(noise, key), 4);
            assertThat(volume(a, b, c)).as("of draw " + key).isCloseTo(0, within(1e-4));
        }
        float[] c = vector(draw(new StudentNoise(0, 1, 3), 3), 0);
        assertThat(Math.abs(volume(a, b, c)))
                .as("of a draw with more dimensions")
                .isGreaterThan(1e-3);
    }

    @Test
    void aCodebookOfSharedNoiseHasAsManyVectorsAsItSays() {
        StudentNoise noise = new StudentNoise(3, 1, 2);
        Set<String> seen = new HashSet<>();
        for (long key = 0; key < 20; key++) {
            float[] z = noise.noise(random, new long[] {key}, new int[] {2}, LENGTH, WIDTH)
                    .floats();
            assertThat(Arrays.copyOf(z, 2 * WIDTH)).containsOnly(0f);
            assertThat(vector(z, 2)).isEqualTo(vector(z, 5));
            seen.add(Arrays.toString(z));
        }
        assertThat(seen).hasSize(3);
    }

    @Test
    void theNoiseOfEarlierModelsKeepsItsNumbers() {
        assertThat(noise(8, new long[] {13}, 1)).startsWith(0f, 0f, 0f, 0f, 0.44650397f, -0.9408868f);
    }

    @Test
    void whatNoNoiseCanHaveIsRefused() {
        assertThatThrownBy(() -> new StudentNoise(0, 1.1, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new StudentNoise(0, Double.NaN, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new StudentNoise(0, 0, -1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> draw(new StudentNoise(0, 0, WIDTH + 1), 0))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private float[] draw(StudentNoise noise, long key) {
        return noise.noise(random, new long[] {key}, new int[] {0}, LENGTH, WIDTH)
                .floats();
    }

    private static float[] vector(float[] z, int position) {
        return Arrays.copyOfRange(z, position * WIDTH, (position + 1) * WIDTH);
    }

    /** Determinant of the Gram matrix: 0 if the three lie in a plane. */
    private static double volume(float[] a, float[] b, float[] c) {
        float[][] v = {a, b, c};
        double[][] m = new double[3][3];
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                for (int k = 0; k < WIDTH; k++) {
                    m[i][j] += v[i][k] * v[j][k];
                }
            }
        }
        return m[0][0] * (m[1][1] * m[2][2] - m[1][2] * m[2][1])
                - m[0][1] * (m[1][0] * m[2][2] - m[1][2] * m[2][0])
                + m[0][2] * (m[1][0] * m[2][1] - m[1][1] * m[2][0]);
    }

    @Test
    void aVectorComesAgainOnlyWhenAllAreUsed() {
        StudentNoise codebook = StudentNoise.codebook(5);
        Set<String> firsts = new HashSet<>();
        for (int row = 0; row < 40; row++) {
            List<String> vectors = new ArrayList<>();
            for (int sample = 0; sample < 10; sample++) {
                vectors.add(Arrays.toString(noise(5, new long[] {codebook.key(random, row, sample)}, 0)));
            }
            assertThat(vectors.subList(0, 5)).doesNotHaveDuplicates();
            assertThat(vectors.subList(5, 10)).isEqualTo(vectors.subList(0, 5));
            firsts.add(vectors.get(0));
        }
        assertThat(firsts).as("sources begin anywhere").hasSize(5);
    }
}
