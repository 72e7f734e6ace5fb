package io.dlmone.diffuseq.official;

import static org.assertj.core.api.Assertions.assertThat;

import io.dlmone.contract.Mutations;
import io.dlmone.diffuseq.DiffuSeqConfig;
import io.dlmone.diffuseq.DiffuSeqModel;
import io.dlmone.io.pytorch.CheckpointFile;
import io.dlmone.nn.ParameterSpec;
import io.dlmone.tensor.Shape;
import io.dlmone.tensor.Tensor;
import io.dlmone.text.Tokenizer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whatever happens to the files of a model, importing it ends in a clear message or in a model. */
@Timeout(600)
class SpoiltFilesTest {

    private static final DiffuSeqModel MODEL = new DiffuSeqModel(new DiffuSeqConfig(6, 2, 2, 8, 8, 2, 1, 1, 3, 20));
    private static final String WORDS = "one\ntwo\n";
    private static final String ARGUMENTS =
            "{\"vocab_size\": 6, \"hidden_dim\": 2, \"hidden_t_dim\": 2, \"seq_len\": 8,"
                    + " \"diffusion_steps\": 20, \"noise_schedule\": \"sqrt\", \"vocab\": \"words.txt\", \"config_name\": \"small\","
                    + " \"predict_xstart\": true, \"rescale_timesteps\": true, \"use_plm_init\": \"no\"}";
    private static final String ENCODER = "{\"model_type\": \"bert\", \"hidden_size\": 2, \"num_hidden_layers\": 1,"
            + " \"num_attention_heads\": 1, \"intermediate_size\": 3, \"max_position_embeddings\": 8,"
            + " \"hidden_act\": \"gelu\", \"layer_norm_eps\": 1e-12}";

    @TempDir
    Path home;

    private Path weights;
    private Path encoder;
    private Map<String, Tensor> expected;

    @BeforeEach
    void writeAModel() throws IOException {
        weights = file().write(home.resolve("ema_0.9999_000001.pt"));
        Files.writeString(home.resolve("training_args.json"), ARGUMENTS);
        Files.writeString(home.resolve("vocab.txt"), WORDS);
        encoder = Files.writeString(home.resolve("encoder.json"), ENCODER);
        expected = read().weights();
    }

    /** A checkpoint with every parameter of the network and the raw embeddings. */
    static CheckpointFile file() {
        CheckpointFile file = new CheckpointFile();
        for (ParameterSpec spec : MODEL.parameters()) {
            file.parameter(spec.name(), spec.shape(), () -> spec.initialValue(1).floats());
        }
        return file.parameter("lm_head.weight", Shape.of(6, 2), () -> new float[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 8, 7, 6});
    }

    private OfficialModel read() {
        return OfficialModel.read(home, Optional.empty(), Optional.of(encoder));
    }

    @Test
    void theSoundFilesAreRead() {
        assertThat(expected.get("word_embedding.weight").floats()).startsWith(1, 2, 3, 4);
        assertThat(expected).hasSize(MODEL.parameters().size());
    }

    @Test
    void aSpoiltCheckpointIsRefusedOrItsWeightsAreRight() throws IOException {
        int refused = Mutations.run(4_000, 10_000, Files.readAllBytes(weights), bytes -> {
            Mutations.write(weights, bytes);
            assertThat(read().weights()).isEqualTo(expected);
        });
        assertThat(refused).isGreaterThan(1_000);
    }

    @Test
    void aSpoiltPickleIsRefusedOrRead() throws IOException {
        byte[] pickle;
        try (ZipFile zip = new ZipFile(weights.toFile())) {
            pickle = zip.getInputStream(zip.getEntry("archive/data.pkl")).readAllBytes();
        }
        CheckpointFile file = file();
        int refused = Mutations.run(4_000, 20_000, pickle, bytes -> {
            Files.delete(weights);
            file.write(weights, bytes);
            read();
        });
        assertThat(refused).isGreaterThan(2_000);
    }

    @Test
    void spoiltSettingsAreRefusedOrRead() {
        for (String name : new String[] {"training_args.json", "encoder.json"}) {
            byte[] sound = (name.startsWith("t") ? ARGUMENTS : ENCODER).getBytes(StandardCharsets.UTF_8);
            int refused = Mutations.run(1_000, 30_000, sound, bytes -> {
                Mutations.write(home.resolve(name), bytes);
                read();
            });
            assertThat(refused).isGreaterThan(500);
        }
    }

    @Test
    void spoiltVocabulariesAreRefusedOrRead() throws IOException {
        Map<String, String> sound = new LinkedHashMap<>();
        sound.put("list.txt", WORDS);
        sound.put("pieces.txt", "[PAD]\n[UNK]\n[CLS]\n[SEP]\n##a\na\n");
        sound.put("vocab.json", "{\"[START]\": 0, \"[END]\": 1, \"[UNK]\": 2, \"[PAD]\": 3, \"one\": 4, \"two\": 5}");
        sound.put(
                "tokenizer.json",
                "{\"added_tokens\": [{\"id\": 0, \"content\": \"[PAD]\"}, {\"id\": 1, \"content\": \"[UNK]\"},"
                        + " {\"id\": 2, \"content\": \"[CLS]\"}, {\"id\": 3, \"content\": \"[SEP]\"}], \"normalizer\": {\"type\": \"BertNormalizer\","
                        + " \"clean_text\": true, \"handle_chinese_chars\": true, \"strip_accents\": null,"
                        + " \"lowercase\": true}, \"pre_tokenizer\": {\"type\": \"BertPreTokenizer\"}, \"model\": {\"type\":"
                        + " \"WordPiece\", \"unk_token\": \"[UNK]\", \"continuing_subword_prefix\": \"##\","
                        + " \"max_input_chars_per_word\": 100, \"vocab\": {\"[PAD]\": 0, \"[UNK]\": 1, \"[CLS]\": 2,"
                        + " \"[SEP]\": 3, \"a\": 4, \"##a\": 5}}}");
        for (Map.Entry<String, String> each : sound.entrySet()) {
            Path file = Files.writeString(home.resolve(each.getKey()), each.getValue());
            boolean pieces = file.endsWith("pieces.txt") || file.endsWith("tokenizer.json");
            assertThat(OfficialVocabulary.read(file, pieces).vocabulary().size())
                    .isEqualTo(6);
            Mutations.run(600, 40_000, each.getValue().getBytes(StandardCharsets.UTF_8), bytes -> {
                Tokenizer tokenizer = OfficialVocabulary.read(Mutations.write(file, bytes), pieces);
                tokenizer.decode(tokenizer.encode("One aa [SEP] two"));
            });
        }
    }
}
