package io.dlmone.elf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.dlmone.model.ContinuousSchedule.Slope;
import org.junit.jupiter.api.Test;

class ElfPathTest {

    private final ElfPath path = ElfPath.of(ElfConfig.Latents.OFFICIAL);

    /** Quantiles of the law of training times; 1% of times are above 0.59. */
    @Test
    void timesLieWhereTrainingDrawsThem() {
        assertThat(path.timeAt(1)).isZero();
        assertThat(path.timeAt(0)).isEqualTo(1);
        assertThat(path.timeAt(0.5)).isCloseTo(0.1824255, within(1e-7));
        assertThat(path.timeAt(0.025)).isCloseTo(0.517, within(1e-3));
        assertThat(path.timeAt(0.975)).isCloseTo(0.044, within(1e-3));
        for (int i = 0; i < 64; i++) {
            assertThat(path.timeAt(i / 64.0)).isGreaterThan(path.timeAt((i + 1) / 64.0));
        }
    }

    /** Method facts, section 1: DLM-One's t_init and the ends of its range. */
    @Test
    void noiseLevelsOfDiffuSeqHaveTheirTimes() {
        assertThat(path.timeOfNoiseRatio(2.500351)).isCloseTo(0.4444, within(1e-4));
        assertThat(path.timeOfNoiseRatio(0.12189694)).isCloseTo(0.9426, within(1e-4));
        assertThat(path.timeOfNoiseRatio(13.122035)).isCloseTo(0.1323, within(1e-4));
        assertThat(path.startScale()).isEqualTo(2);
    }

    @Test
    void velocitiesAreBoundedNearTheData() {
        assertThat(path.slope(0.5)).isEqualTo(new Slope(2, -2));
        assertThat(path.slope(1)).isEqualTo(new Slope(20, -20));
    }
}
