package io.dlmone.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CounterRandomTest {

    private static final int MANY = 200_000;

    /** The known answers that come with Random123 (Salmon et al. 2011), philox4x32 with 10 rounds. */
    @ParameterizedTest
    @CsvSource({
        "00000000 00000000 00000000 00000000, 00000000 00000000, 6627e8d5 e169c58d bc57ac4c 9b00dbd8",
        "ffffffff ffffffff ffffffff ffffffff, ffffffff ffffffff, 408f276d 41c83b0e a20bc7c6 6d5451fd",
        "243f6a88 85a308d3 13198a2e 03707344, a4093822 299f31d0, d16cfe09 94fdcceb 5001e420 24126ea1"
    })
    void philoxGivesThePublishedAnswers(String counter, String key, String expected) {
        long[][] c = Arrays.stream(words(counter))
                .mapToObj(word -> new long[] {0, word & 0xFFFFFFFFL})
                .toArray(long[][]::new);
        int[] k = words(key);
        CounterRandom.philox(c[0], c[1], c[2], c[3], k[0], k[1]);
        assertThat(Arrays.stream(c).mapToInt(word -> (int) word[1]).toArray()).isEqualTo(words(expected));
    }

    /** Blocks 0, 255, 256 and 511 of a draw, each by itself: counter (block, step low, step high, stream). */
    @Test
    void aDrawIsThePhiloxBlocksOfItsCounters() {
        long step = 5 + (3L << 32);
        double[] draw = CounterRandom.of(7 + (9L << 32), "").uniforms(step, 2048);
        long emptyStream = 0x811C9DC5L;
        for (int block : new int[] {0, 255, 256, 511}) {
            long[][] c = {{block}, {5}, {3}, {emptyStream}};
            CounterRandom.philox(c[0], c[1], c[2], c[3], 7, 9);
            for (int word = 0; word < 4; word++) {
                assertThat(draw[4 * block + word]).isEqualTo((c[word][0] + 0.5) * 0x1p-32);
            }
        }
    }

    private static int[] words(String hex) {
        return Arrays.stream(hex.split(" ")).mapToInt(HexFormat::fromHexDigits).toArray();
    }

    @Test
    void aDrawIsAFunctionOfSeedStreamAndStep() {
        float[] a = CounterRandom.of(7, "noise").gaussians(3, 100);
        assertThat(CounterRandom.of(7, "noise").gaussians(3, 100)).isEqualTo(a);
        assertThat(CounterRandom.of(8, "noise").gaussians(3, 100)).isNotEqualTo(a);
        assertThat(CounterRandom.of(7 + (1L << 32), "noise").gaussians(3, 100)).isNotEqualTo(a);
        assertThat(CounterRandom.of(7, "times").gaussians(3, 100)).isNotEqualTo(a);
        assertThat(CounterRandom.of(7, "noise").gaussians(4, 100)).isNotEqualTo(a);
        assertThat(CounterRandom.of(7, "noise").gaussians(3 + (1L << 32), 100)).isNotEqualTo(a);
    }

    /** The first rows of a batch do not change when the batch grows. */
    @ParameterizedTest
    @CsvSource({"1", "2", "3", "4", "5", "63", "64"})
    void aShorterDrawIsThePrefixOfALongerOne(int n) {
        CounterRandom r = CounterRandom.of(1, "prefix");
        assertThat(r.gaussians(9, n)).isEqualTo(Arrays.copyOf(r.gaussians(9, 64), n));
        assertThat(r.uniforms(9, n)).isEqualTo(Arrays.copyOf(r.uniforms(9, 64), n));
        assertThat(r.integers(9, n, 10)).isEqualTo(Arrays.copyOf(r.integers(9, 64, 10), n));
        assertThat(r.booleans(9, n, 0.5)).isEqualTo(Arrays.copyOf(r.booleans(9, 64, 0.5), n));
    }

    @Test
    void gaussiansHaveTheMomentsOfTheNormalDistribution() {
        float[] x = CounterRandom.of(42, "moments").gaussians(0, MANY);
        double[] moments = new double[5];
        for (float v : x) {
            for (int k = 1; k <= 4; k++) {
                moments[k] += Math.pow(v, k) / MANY;
            }
        }
        double se = 1 / Math.sqrt(MANY);
        assertThat(moments[1]).isCloseTo(0, within(4 * se));
        assertThat(moments[2]).isCloseTo(1, within(4 * Math.sqrt(2) * se));
        assertThat(moments[3]).isCloseTo(0, within(4 * Math.sqrt(15) * se));
        assertThat(moments[4]).isCloseTo(3, within(4 * Math.sqrt(96) * se));
        double neighbours = 0;
        for (int i = 1; i < MANY; i++) {
            neighbours += x[i] * x[i - 1] / MANY;
        }
        assertThat(neighbours).isCloseTo(0, within(4 * se));
    }

    @Test
    void successiveStepsAndStreamsAreUncorrelated() {
        float[] a = CounterRandom.of(42, "psi/eps").gaussians(0, MANY);
        float[] b = CounterRandom.of(42, "psi/eps").gaussians(1, MANY);
        float[] c = CounterRandom.of(42, "psi/z").gaussians(0, MANY);
        double ab = 0;
        double ac = 0;
        for (int i = 0; i < MANY; i++) {
            ab += a[i] * b[i] / MANY;
            ac += a[i] * c[i] / MANY;
        }
        assertThat(ab).isCloseTo(0, within(4 / Math.sqrt(MANY)));
        assertThat(ac).isCloseTo(0, within(4 / Math.sqrt(MANY)));
    }

    @Test
    void uniformsLieBetweenZeroAndOneAndAreEven() {
        double[] u = CounterRandom.of(5, "uniform").uniforms(0, MANY);
        assertThat(Arrays.stream(u)).allMatch(v -> v > 0 && v < 1);
        assertThat(Arrays.stream(u).average().orElseThrow()).isCloseTo(0.5, within(4 * 0.289 / Math.sqrt(MANY)));
        long[] counts = new long[8];
        for (long i : CounterRandom.of(5, "uniform").integers(1, MANY, 8)) {
            counts[(int) i]++;
        }
        for (long n : counts) {
            assertThat((double) n / MANY).isCloseTo(0.125, within(4 * 0.331 / Math.sqrt(MANY)));
        }
    }

    @Test
    void booleansAreTrueAsOftenAsAsked() {
        int n = 0;
        for (boolean b : CounterRandom.of(5, "mask").booleans(0, MANY, 0.9)) {
            n += b ? 1 : 0;
        }
        assertThat((double) n / MANY).isCloseTo(0.9, within(4 * 0.3 / Math.sqrt(MANY)));
    }

    /** Quantiles from tables of the normal distribution. */
    @ParameterizedTest
    @CsvSource({
        "0.5, 0",
        "0.975, 1.959963984540054",
        "0.025, -1.959963984540054",
        "0.841344746068543, 1",
        "1e-10," + " -6.361340902404056",
        "0.99, 2.3263478740408408"
    })
    void theNormalQuantileIsTheTables(double p, double z) {
        assertThat(NormalQuantile.of(p)).isCloseTo(z, within(1e-12));
        assertThat(NormalQuantile.of(new double[] {0.5, p})).containsExactly(0, (float) NormalQuantile.of(p));
    }

    /** P(|Z| &lt;= 1) = erf(1 / sqrt 2), and the variance within is 1 - 2 phi(1) / P(|Z| &lt;= 1). */
    @Test
    void limitedGaussiansAreThoseBetweenTheLimits() {
        float[] z = CounterRandom.of(3, "limited").gaussians(7, 40_000, 1);
        double squares = 0;
        double sum = 0;
        for (float x : z) {
            assertThat(x).isBetween(-1f, 1f);
            sum += x;
            squares += x * x;
        }
        assertThat(sum / z.length).isCloseTo(0, within(0.01));
        assertThat(squares / z.length).isCloseTo(1 - 2 * 0.24197072451914337 / 0.6826894921370859, within(0.005));
    }

    @Test
    void aFarLimitChangesNothingButTheDraws() {
        float[] z = CounterRandom.of(3, "limited").gaussians(7, 40_000, 30);
        double squares = 0;
        for (float x : z) {
            squares += x * x;
        }
        assertThat(squares / z.length).isCloseTo(1, within(0.02));
        assertThatThrownBy(() -> CounterRandom.of(3, "limited").gaussians(7, 1, 0))
                .hasMessageContaining("0");
    }

    @Test
    void theQuantileIsInvertedToTheLastBits() {
        assertThat(NormalQuantile.inverse(-1)).isCloseTo(0.15865525393145705, within(1e-15));
        assertThat(NormalQuantile.inverse(-3)).isCloseTo(0.0013498980316300946, within(1e-17));
    }
}
