package io.dlmone.huggingface;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dlmone.text.Tokenizer;
import io.dlmone.tokenizer.Tokenizers;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Tokenizers of the kinds in use, as cased BERT's, Llama's and Gemma's, against what Hugging Face's library makes of
 * lines.
 */
class KindsTest {

    private static final int PART = 100;
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Without special tokens spelt out, which here are text. */
    private static final List<String> LINES = ManyScripts.lines().stream()
            .limit(1_500)
            .map(line -> line.replaceAll("</s>|\\[(PAD|SEP)]", ""))
            .toList();

    @TempDir
    Path home;

    private static JsonNode golden(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(KindsTest.class.getResourceAsStream("/golden/" + name), name)) {
            return JSON.readTree(in);
        }
    }

    static Stream<Named<JsonNode>> kinds() throws IOException {
        return StreamSupport.stream(golden("kinds/kinds.json").spliterator(), false)
                .map(kind -> Named.of(kind.get("name").asText(), kind));
    }

    /** The {@code tokenizer.json} of a kind. */
    private static ObjectNode json(JsonNode kind) throws IOException {
        String base = kind.get("base").asText();
        ObjectNode all = (ObjectNode) golden(base.equals("bpe") ? "bpe/tokenizer.json" : "kinds/" + base + ".json");
        kind.get("change").fields().forEachRemaining(change -> {
            String key = change.getKey();
            boolean ofModel = key.startsWith("model.");
            (ofModel ? (ObjectNode) all.get("model") : all)
                    .set(ofModel ? key.substring("model.".length()) : key, change.getValue());
        });
        return all;
    }

    private static List<Long> sums(List<byte[]> rows) {
        List<Long> sums = new ArrayList<>();
        for (int i = 0; i < rows.size(); i += PART) {
            CRC32 sum = new CRC32();
            rows.subList(i, i + PART).forEach(sum::update);
            sums.add(sum.getValue());
        }
        return sums;
    }

    private static List<Long> expected(JsonNode sums) {
        return StreamSupport.stream(sums.spliterator(), false)
                .map(JsonNode::asLong)
                .toList();
    }

    private static byte[] bytes(int[] ids) {
        ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES * ids.length).order(ByteOrder.LITTLE_ENDIAN);
        Arrays.stream(ids).forEach(bytes::putInt);
        return bytes.array();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void idsAndTextsAreThoseOfTheLibrary(JsonNode kind) throws IOException {
        byte[] json = JSON.writeValueAsBytes(json(kind));
        Tokenizer tokenizer = new HuggingFaceReader().read(json, "tokenizer.json");
        List<int[]> ids = LINES.stream().map(tokenizer::encode).toList();
        assertThat(sums(ids.stream().map(KindsTest::bytes).toList())).isEqualTo(expected(kind.get("ids")));
        assertThat(sums(ids.stream()
                        .map(row -> (tokenizer.decode(row) + "\n").getBytes(StandardCharsets.UTF_8))
                        .toList()))
                .isEqualTo(expected(kind.get("texts")));
    }

    @Test
    void thePythonThatIsHereReadsTheSame() throws IOException, InterruptedException {
        String python = System.getenv().getOrDefault("DLM_PYTHON", "").split(File.pathSeparator)[0];
        assumeTrue(!python.isEmpty() && run(python, "-c", "import tokenizers") == 0, "DLM_PYTHON has no tokenizers");
        Path lines = home.resolve("lines.json");
        JSON.writeValue(lines.toFile(), LINES);
        Path bpe = Files.write(home.resolve("bpe.json"), JSON.writeValueAsBytes(golden("bpe/tokenizer.json")));
        for (String name : List.of("wordpiece", "bytes", "unigram", "suffix")) {
            JSON.writeValue(home.resolve(name + ".json").toFile(), golden("kinds/" + name + ".json"));
        }
        String script =
                Path.of("src/test/python/kinds_golden.py").toAbsolutePath().toString();
        assertThat(run(python, script, lines.toString(), bpe.toString(), home.toString()))
                .isZero();
        assertThat(JSON.readTree(home.resolve("kinds.json").toFile())).isEqualTo(golden("kinds/kinds.json"));
    }

    private static int run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command).inheritIO().start().waitFor();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void aTrainingGetsTheSpecialTokensOfLayouts(JsonNode kind) throws IOException {
        Path file = home.resolve("tokenizer.json");
        JSON.writeValue(file.toFile(), json(kind));
        Tokenizer made = Tokenizers.readForTraining(file);
        boolean uncased = kind.get("name").asText().equals("bert uncased");
        assertThat(made.name()).isEqualTo(uncased ? "wordpiece" : "huggingface");
        assertThat(made.vocabulary().tokens()).contains("[PAD]", "[UNK]", "[CLS]", "[SEP]");
        String text = "All human beings are born free";
        assertThat(made.encode(text)).isEqualTo(Tokenizers.read(file).encode(text));
        assertThat(Arrays.stream(uncased ? new int[0] : made.encode("[PAD] [SEP] </s> <s><unk>")))
                .as("special tokens spelt out")
                .noneMatch(id ->
                        made.vocabulary().isSpecial(id) && !made.vocabulary().isUnknown(id));
    }

    @Test
    void whatNoTokenHasFallsIntoBytesAndComesBack() throws IOException {
        for (JsonNode kind : golden("kinds/kinds.json")) {
            String name = kind.get("name").asText();
            if (name.startsWith("llama") || name.equals("gemma")) {
                Tokenizer tokenizer = new HuggingFaceReader().read(JSON.writeValueAsBytes(json(kind)), name);
                String text = "\ud83d\udc69\ud83c\udffd\u200d\ud83d\ude80 \u4f60\u597d, Zo\u00eb \u2260 \u0000 \ufffd";
                assertThat(tokenizer.decode(tokenizer.encode(text))).as(name).isEqualTo(text);
            }
        }
    }
}
