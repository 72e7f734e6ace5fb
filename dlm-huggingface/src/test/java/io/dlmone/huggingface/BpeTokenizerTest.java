package io.dlmone.huggingface;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dlmone.contract.TokenizerContract;
import io.dlmone.golden.GoldenElf;
import io.dlmone.text.Tokenizer;
import io.dlmone.text.Vocabulary;
import io.dlmone.tokenizer.BpeTrainer;
import io.dlmone.tokenizer.Tokenizers;
import io.dlmone.unicode.WhiteSpace;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokenizers that are learnt here, against what Hugging Face's library learns of the same lines and how it reads. */
class BpeTokenizerTest extends TokenizerContract {

    private static final int SIZE = 2000;
    private static final List<String> LINES = ManyScripts.lines();
    private static final byte[] JSON = new BpeTrainer(SIZE, 2, false).train(LINES);
    private static final Tokenizer BPE = new HuggingFaceReader().read(JSON, "tokenizer.json");

    @Override
    protected Tokenizer tokenizer() {
        return BPE;
    }

    @Override
    protected List<String> texts() {
        return List.of(
                "free and equal , in dignity", "W\u00fcrde!", "\u4eba\u4eba\u751f\u800c\u81ea\u7531", "[PAD] </s>");
    }

    private static byte[] golden(String name) throws IOException {
        String file = "/golden/bpe/" + name;
        try (InputStream in = Objects.requireNonNull(BpeTokenizerTest.class.getResourceAsStream(file), file)) {
            return in.readAllBytes();
        }
    }

    /** A checksum for the ids of each line. */
    private static byte[] sums(Tokenizer tokenizer) {
        ByteBuffer sums = ByteBuffer.allocate(Integer.BYTES * LINES.size()).order(ByteOrder.LITTLE_ENDIAN);
        for (String line : LINES) {
            int[] ids = tokenizer.encode(line);
            ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES * ids.length).order(ByteOrder.LITTLE_ENDIAN);
            Arrays.stream(ids).forEach(bytes::putInt);
            CRC32 sum = new CRC32();
            sum.update(bytes.array());
            sums.putInt((int) sum.getValue());
        }
        return sums.array();
    }

    @Test
    void tokensAndMergesAreThoseOfTheLibrarysTrainer() throws IOException {
        JsonNode ours = new ObjectMapper().readTree(JSON);
        JsonNode library = new ObjectMapper().readTree(golden("tokenizer.json"));
        assertThat(ours.at("/model/merges")).hasSize(SIZE - BpeTrainer.LEAST).isEqualTo(library.at("/model/merges"));
        assertThat(ours).isEqualTo(library);
    }

    @Test
    void idsOfTenThousandLinesAreThoseOfTheLibrary() throws IOException {
        assertThat(LINES).hasSize(10_000);
        assertThat(sums(BPE)).isEqualTo(golden("ids.bin"));
    }

    @Test
    void thePythonThatIsHereLearnsAndReadsTheSame(@TempDir Path home) throws IOException, InterruptedException {
        String python = System.getenv().getOrDefault("DLM_PYTHON", "").split(File.pathSeparator)[0];
        assumeTrue(!python.isEmpty() && run(python, "-c", "import tokenizers") == 0, "DLM_PYTHON has no tokenizers");
        Path lines = home.resolve("lines.json");
        new ObjectMapper().writeValue(lines.toFile(), LINES);
        int code = run(
                python,
                Path.of("src/test/python/bpe_golden.py").toAbsolutePath().toString(),
                lines.toString(),
                String.valueOf(SIZE),
                "2",
                home.toString());
        assertThat(code).isZero();
        assertThat(new ObjectMapper().readTree(home.resolve("tokenizer.json").toFile()))
                .isEqualTo(new ObjectMapper().readTree(JSON));
        assertThat(sums(BPE)).isEqualTo(Files.readAllBytes(home.resolve("ids.bin")));
    }

    private static int run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command).inheritIO().start().waitFor();
    }

    @Test
    void everyTextComesBackAsItWas() {
        for (String line : LINES) {
            String text = WhiteSpace.strip(line);
            assertThat(BPE.decode(BPE.encode(text))).isEqualTo(text);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a  b   c\td\n\ne\r\nf",
                "no space before , or ; yes : \"quoted \" 'tis it's they'LL",
                "e\u0301 \u00e9 \u1e9b\u0323 \u0915\u094d\u0937 \ufb01",
                "\ud83d\udc69\ud83c\udffd\u200d\ud83d\ude80 \ud83c\udff3\ufe0f\u200d\ud83c\udf08 \ud83c\udde9\ud83c\uddea",
                "\u0000 \u0001 \u001b[31m \u007f \u0080 \ufeff \u202e",
                "\ufffd \ue000 \ud87f\udffd \udbff\udffd \u0378",
                "\u0120\u010a\u00ad\u00a0\u0100 \u2581 ## @@ __",
                "</s> [PAD][UNK][CLS] [SEP] [MASK] <|endoftext|>",
                "0123456789 \u0661\u0662 \u2167 \u00bd 1,000.5",
                "\u1c89 \ua7cb \ud807\udf00 characters newer than Unicode 13",
            })
    void hostileTextsComeBackToo(String text) {
        assertThat(BPE.decode(BPE.encode(text))).isEqualTo(text);
        assertThat(Arrays.stream(BPE.encode(text))).noneMatch(BPE.vocabulary()::isSpecial);
    }

    @Test
    void theOrderOfTheTextsDoesNotMatter() {
        List<String> shuffled = new ArrayList<>(LINES);
        Collections.reverse(shuffled);
        assertThat(new BpeTrainer(SIZE, 2, false).train(shuffled)).isEqualTo(JSON);
    }

    @Test
    void capitalsCanBeRead() {
        byte[] json =
                new BpeTrainer(400, 2, true).train(List.of("Der H\u00dcGEL", "der h\u00fcgel", "DER \u0130 \u03a3"));
        Tokenizer folded = new HuggingFaceReader().read(json, "tokenizer.json");
        assertThat(folded.encode("DER H\u00dcGEL"))
                .isEqualTo(folded.encode("der h\u00fcgel"))
                .hasSize(2);
        assertThat(folded.decode(folded.encode("Der H\u00dcGEL."))).isEqualTo("der h\u00fcgel.");
    }

    @Test
    void aSpecialTokenInTheTextsStaysText() {
        byte[] json = new BpeTrainer(300, 2, false).train(Collections.nCopies(50, "[PAD]x [PAD]x [CLS]"));
        Tokenizer made = new HuggingFaceReader().read(json, "tokenizer.json");
        assertThat(made.encode("[PAD]x")).isNotEmpty().doesNotContain(0);
        assertThat(made.decode(made.encode("[PAD]x"))).isEqualTo("[PAD]x");
    }

    @Test
    void fewTextsGiveFewTokens() {
        Tokenizer none = new HuggingFaceReader().read(new BpeTrainer(5000, 2, false).train(List.of()), "none");
        assertThat(none.vocabulary().size()).isEqualTo(BpeTrainer.LEAST);
        assertThat(none.decode(none.encode("any text"))).isEqualTo("any text");
        assertThat(none.vocabulary().tokens().subList(0, 4))
                .containsExactly(Vocabulary.PAD, Vocabulary.UNKNOWN, Vocabulary.START, Vocabulary.SEPARATOR);
    }

    @Test
    void anotherTokenizerGetsTheSpecialTokensOfLayouts(@TempDir Path home) {
        Path file = GoldenElf.copyTo(home).resolve("t5/tokenizer.json");
        Tokenizer before = Tokenizers.read(file);
        Tokenizer after = Tokenizers.readForTraining(file);
        int size = before.vocabulary().size();
        assertThat(after.vocabulary().tokens().subList(0, size))
                .isEqualTo(before.vocabulary().tokens());
        assertThat(after.vocabulary().tokens().subList(size, size + 4))
                .containsExactly(Vocabulary.PAD, Vocabulary.UNKNOWN, Vocabulary.START, Vocabulary.SEPARATOR);
        assertThat(after.vocabulary().isSpecial(size)).isTrue();
        String text = "Der K\u00f6nig isst heute. [CLS]";
        assertThat(after.encode(text)).isEqualTo(before.encode(text));
        assertThat(Tokenizers.readForTraining(write(home, JSON)).json().orElseThrow())
                .as("a file that has them stays as it is")
                .isEqualTo(JSON);
    }

    private static Path write(Path home, byte[] json) {
        try {
            return Files.write(home.resolve("bpe.json"), json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
