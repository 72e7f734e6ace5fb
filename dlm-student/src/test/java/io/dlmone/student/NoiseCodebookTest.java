package io.dlmone.student;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dlmone.random.CounterRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NoiseCodebookTest {

    private static final int LENGTH = 6;
    private static final int WIDTH = 4;
    private static final int ROW = LENGTH * WIDTH;

    private final CounterRandom random = CounterRandom.of(1, "test");

    private float[] noise(int size, long[] keys, int... starts) {
        return new NoiseCodebook(size)
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
                seen.add(Arrays.toString(new NoiseCodebook(3)
                        .stepNoise(step, random, new long[] {key}, new int[] {1}, 4, WIDTH)
                        .floats()));
            }
        }
        assertThat(seen).as("three vectors at four steps").hasSize(12);
        assertThat(new NoiseCodebook(3).stepNoise(0, random, new long[] {1}, new int[] {1}, 4, WIDTH))
                .isNotEqualTo(new NoiseCodebook(3).noise(random, new long[] {1}, new int[] {1}, 4, WIDTH));
    }

    @Test
    void aNegativeSizeIsRefused() {
        assertThatThrownBy(() -> new NoiseCodebook(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aVectorComesAgainOnlyWhenAllAreUsed() {
        NoiseCodebook codebook = new NoiseCodebook(5);
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
