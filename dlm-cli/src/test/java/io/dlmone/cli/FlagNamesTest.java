package io.dlmone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the library calls a setting is shown as the flag that sets it. */
class FlagNamesTest {

    @ParameterizedTest
    @CsvSource({
        "setting batch: expected 4, --batch: expected 4",
        "phase kd: setting theta-lr, phase kd: --theta-lr",
        "setting samples times setting candidates, --samples times --candidates",
        "found setting valid-every 0, found --valid-every 0",
        "a setting of other objectives, a setting of other objectives",
        "one of the settings, one of the settings",
    })
    void settingsBecomeFlags(String message, String shown) {
        assertThat(FlagNames.in(message)).isEqualTo(shown);
    }
}
