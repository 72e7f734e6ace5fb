package io.dlmone.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RoundingTimesTest {

    @ParameterizedTest
    @CsvSource({"on, 0, 5", "off, 9, 0", "from:3, 3, 5", "until:2, 0, 2", "until:0, 0, 0"})
    void textsNameTheTimesToRoundAt(String text, int first, int last) {
        RoundingTimes times = RoundingTimes.parse(text).orElseThrow();
        assertThat(IntStream.range(0, 6).filter(times::contains))
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(first, last).boxed().toList());
        assertThat(times).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "yes", "from:", "from:-1", "until:1e3", "from:9999999999"})
    void otherTextsAreNone(String text) {
        assertThat(RoundingTimes.parse(text)).isEmpty();
    }

    @Test
    void fromZeroIsAlways() {
        assertThat(RoundingTimes.parse("from:0")).contains(RoundingTimes.ALWAYS);
        assertThat(RoundingTimes.of(false)).isEqualTo(RoundingTimes.NEVER);
    }
}
