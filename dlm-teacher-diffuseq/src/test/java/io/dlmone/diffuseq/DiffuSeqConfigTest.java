package io.dlmone.diffuseq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dlmone.Plugins;
import io.dlmone.error.UserException;
import io.dlmone.nn.ParameterSpec;
import io.dlmone.text.ShortLength;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class DiffuSeqConfigTest {

    private static Map<String, Object> map(Consumer<Map<String, Object>> change) {
        Map<String, Object> map = new LinkedHashMap<>(DiffuSeqConfig.base(30522).toMap());
        change.accept(map);
        return map;
    }

    @Test
    void aMapAndBack() {
        DiffuSeqConfig base = DiffuSeqConfig.base(30522);
        assertThat(DiffuSeqConfig.fromMap(base.toMap())).isEqualTo(base);
        assertThat(Plugins.family("diffuseq").create(base.toMap()).config()).isEqualTo(base.toMap());
    }

    @Test
    void theOfficialNetworkHasItsNumberOfParameters() {
        int n = new DiffuSeqModel(DiffuSeqConfig.base(30522))
                .parameters().stream()
                        .map(ParameterSpec::shape)
                        .mapToInt(s -> s.size())
                        .sum();
        assertThat(n).isEqualTo(91_225_274);
    }

    @Test
    void everyWrongKeyIsReportedAtOnce() {
        Map<String, Object> wrong = map(m -> {
            m.remove("hidden_size");
            m.put("num_hidden_layers", 0);
            m.put("intermediate_size", "many");
            m.put("noise_schedule", "cosine");
            m.put("hiden_size", 768);
        });
        assertThatThrownBy(() -> DiffuSeqConfig.fromMap(wrong))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("hidden_size")
                .hasMessageContaining("nothing")
                .hasMessageContaining("num_hidden_layers")
                .hasMessageContaining("intermediate_size")
                .hasMessageContaining("many")
                .hasMessageContaining("sqrt]")
                .hasMessageContaining("cosine")
                .hasMessageContaining("hiden_size");
    }

    @Test
    void sizesThatDoNotFitTogetherAreReportedAtOnce() {
        Map<String, Object> wrong = map(m -> {
            m.put("num_attention_heads", 7);
            m.put("time_embedding_size", 5);
            m.put("sequence_length", 600);
            m.put("diffusion_steps", 1);
        });
        assertThatThrownBy(() -> DiffuSeqConfig.fromMap(wrong))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("a divisor of hidden_size 768")
                .hasMessageContaining("an even number")
                .hasMessageContaining("at least sequence_length 600")
                .hasMessageContaining("at least 2");
    }

    /** The network scales whole times; a path over real ones is of another family. */
    @Test
    void aScheduleOverRealTimesIsRefused() {
        assertThatThrownBy(() -> DiffuSeqConfig.fromMap(map(m -> m.put("noise_schedule", "linear"))))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("key noise_schedule: expected one of [sqrt], found linear");
    }

    @Test
    void aSequenceHoldsAtLeastItsMarks() {
        assertThat(DiffuSeqConfig.fromMap(map(m -> m.put("sequence_length", 5)))
                        .sizes()
                        .length())
                .isEqualTo(5);
        assertThatThrownBy(() -> DiffuSeqConfig.fromMap(map(m -> m.put("sequence_length", 4))))
                .hasMessageContaining("sequence_length: expected at least 5, found 4");
    }

    @Test
    void anUnknownFamilyNamesTheOnesThereAre() {
        assertThatThrownBy(() -> Plugins.family("difuseq"))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("diffuseq")
                .hasMessageContaining("'difuseq'");
    }

    @Test
    void shorterLengthsAreKeptAndThoseThatAreNoneRefused() {
        DiffuSeqModel model = new DiffuSeqModel(DiffuSeqConfig.base(30522))
                .withShortLengths(List.of(new ShortLength(9, 24), new ShortLength(20, 64)));
        assertThat(model.config()).containsEntry("short_lengths", List.of(List.of(9, 24), List.of(20, 64)));
        DiffuSeqConfig read = DiffuSeqConfig.fromMap(model.config());
        assertThat(read.shortLengths()).isEqualTo(model.shortLengths());
        assertThat(model.withLength(24).length()).isEqualTo(24);
        assertThat(model.withLength(24).shortLengths()).isEmpty();
        for (Object wrong : List.of(
                7,
                List.of(7),
                List.of(List.of(9, 128)),
                List.of(List.of(9, 10)),
                List.of(List.of(0, 10)),
                List.of(List.of(9, 24), List.of(9, 32)),
                List.of(List.of(9, 24), List.of(10, 24)))) {
            assertThatThrownBy(() -> DiffuSeqConfig.fromMap(map(m -> m.put("short_lengths", wrong))))
                    .as("%s", wrong)
                    .hasMessageContaining("key short_lengths");
        }
    }
}
