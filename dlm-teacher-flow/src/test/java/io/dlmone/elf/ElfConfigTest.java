package io.dlmone.elf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.dlmone.error.Problem;
import io.dlmone.error.UserException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ElfConfigTest {

    private static final ElfConfig BASE = ElfConfig.base(32_100);

    @Test
    void isMadeAgainFromItsKeys() {
        assertThat(ElfConfig.fromMap(BASE.toMap())).isEqualTo(BASE);
        assertThat(ElfConfig.fromMap(ElfGoldenContract.TINY.toMap())).isEqualTo(ElfGoldenContract.TINY);
    }

    @Test
    void theOfficialSizeHasTheOfficialNumberOfParameters() {
        assertThat(ElfParameters.network(BASE).stream()
                        .mapToInt(p -> p.shape().size())
                        .sum())
                .isEqualTo(104_579_940);
        assertThat(ElfParameters.encoder(BASE).stream()
                        .mapToInt(p -> p.shape().size())
                        .sum())
                .isEqualTo(35_330_816);
        assertThat(ElfConfig.officialFeedForward(768)).isEqualTo(2048);
    }

    @Test
    void aKeyThatNobodyAsksForIsTold() {
        Map<String, Object> map = new LinkedHashMap<>(BASE.toMap());
        map.put("encoder_d_modell", 3);
        assertThat(problem(map).where()).isEqualTo("key encoder_d_modell");
    }

    @ParameterizedTest
    @CsvSource({
        "num_attention_heads, 7",
        "max_source_length, 128",
        "pad_token_id, 32100",
        "vocab_size, 32129",
        "encoder_relative_attention_num_buckets, 30",
        "encoder_relative_attention_max_distance, 8",
        "encoder_d_model, 0",
        "t_eps, 2",
    })
    void whatDoesNotFitIsToldByItsKey(String key, int value) {
        Map<String, Object> map = new LinkedHashMap<>(BASE.toMap());
        map.put(key, value);
        assertThat(problem(map).where()).isEqualTo("key " + key);
    }

    private static Problem problem(Map<String, Object> map) {
        UserException e = catchThrowableOfType(UserException.class, () -> ElfConfig.fromMap(map));
        assertThat(e.problems()).hasSize(1);
        return e.problems().get(0);
    }
}
