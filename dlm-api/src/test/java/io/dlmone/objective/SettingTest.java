package io.dlmone.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.dlmone.model.LinearPath;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingTest {

    private static final Setting<Double> TIME = DistillationSettings.INITIAL_TIME;

    @Test
    void a_noise_ratio_stands_for_the_time_of_each_path() {
        assertThat(TIME.parse("r2.5", new LinearPath(1)).orElseThrow()).isCloseTo(1 / 3.5, within(1e-12));
        assertThat(TIME.parse("r2.5", new LinearPath(2)).orElseThrow()).isCloseTo(2 / 4.5, within(1e-12));
    }

    @ParameterizedTest
    @ValueSource(strings = {"r", "r0", "r-1", "rNaN", "rInfinity", "R2", "2.5r", "-1"})
    void what_is_no_ratio_is_no_time(String text) {
        assertThat(TIME.parse(text, new LinearPath(1))).isEmpty();
        assertThat(TIME.expected(new LinearPath(1))).contains("r2.5");
    }
}
