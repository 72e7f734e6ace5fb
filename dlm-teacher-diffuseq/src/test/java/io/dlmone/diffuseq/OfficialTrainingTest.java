package io.dlmone.diffuseq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.dlmone.diffuseq.official.OfficialModel;
import io.dlmone.diffuseq.official.OfficialNetwork;
import io.dlmone.diffuseq.official.OfficialTraining;
import io.dlmone.error.UserException;
import io.dlmone.golden.GoldenCheckpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Networks and settings of a {@code training_args.json} that the official code wrote. */
class OfficialTrainingTest {

    @TempDir
    Path folder;

    private Path arguments;
    private Optional<Path> encoder;

    @BeforeEach
    void copy() {
        GoldenCheckpoint.TINY.copyTo(folder);
        arguments = folder.resolve("training_args.json");
        encoder = Optional.of(folder.resolve("encoder.json"));
    }

    /** The loss, gradients and updates of that network are compared with the official code's in the golden tests. */
    @Test
    void theNetworkIsTheOneOfTheReferenceValues() {
        OfficialNetwork network = OfficialModel.network(arguments, Optional.empty(), encoder);
        assertThat(network.sizes()).isEqualTo(GoldenContract.TINY.sizes());
        assertThat(network.files()).containsOnlyKeys("arguments", "vocabulary", "encoder");
    }

    @Test
    void theSettingsAreThoseOfTheFile() throws IOException {
        assertThat(OfficialTraining.read(arguments, encoder))
                .isEqualTo(new TrainingSettings(8, 8, 50_000, 1e-4, 0, 0, 0.9999, 0.1, 0.1, 0, false, false, 0, 1234));
        edit("\"batch_size\": 8", "\"batch_size\": 2048");
        edit("\"microbatch\": 8", "\"microbatch\": 64");
        edit("\"uniform\"", "\"lossaware\"");
        edit("\"gradient_clipping\": -1.0", "\"gradient_clipping\": 0.5");
        edit("\"weight_decay\": 0.0", "\"weight_decay\": 0.01");
        edit("\"dropout\": 0.1", "\"dropout\": 0.2");
        edit("\"0.9999\"", "\"0.99,0.9\"");
        assertThat(OfficialTraining.read(arguments, Optional.empty()))
                .isEqualTo(new TrainingSettings(
                        2048, 64, 50_000, 1e-4, 0, 0.01, 0.99, 0.2, 0.1, 0, false, true, 0.5 / 32, 1234));
        Path config = folder.resolve("encoder.json");
        Files.writeString(
                config, Files.readString(config).replaceFirst("(\"attention_probs_dropout_prob\": )0.1", "$10.3"));
        assertThat(OfficialTraining.read(arguments, encoder).attentionDropout()).isEqualTo(0.3);
        edit("\"microbatch\": 64", "\"microbatch\": -1");
        assertThat(OfficialTraining.read(arguments, encoder).microbatches()).isEqualTo(1);
    }

    @Test
    void allThatIsNotSupportedIsTold() throws IOException {
        edit("\"microbatch\": 8", "\"microbatch\": 3");
        edit("\"uniform\"", "\"fixstep\"");
        edit("\"0.9999\"", "\"0.9999,many\"");
        edit("\"use_fp16\": false", "\"use_fp16\": true");
        edit("\"seq_len\": 16", "\"seq_len\": 4");
        edit("\"lr\": 0.0001", "\"lr\": 0");
        assertThatExceptionOfType(UserException.class)
                .isThrownBy(() -> OfficialTraining.read(arguments, encoder))
                .satisfies(e -> assertThat(e.problems()).hasSize(6))
                .withMessageContaining("key microbatch: expected a divisor of batch_size 8, found '3'")
                .withMessageContaining("key schedule_sampler: expected lossaware or uniform, found 'fixstep'")
                .withMessageContaining("key ema_rate: expected numbers from 0 to below 1, as text")
                .withMessageContaining("key use_fp16: expected false")
                .withMessageContaining("key seq_len")
                .withMessageContaining("key lr");
    }

    private void edit(String from, String to) throws IOException {
        String text = Files.readString(arguments);
        assertThat(text).contains(from);
        Files.writeString(arguments, text.replace(from, to));
    }
}
