package io.dlmone.huggingface;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dlmone.contract.TokenizerContract;
import io.dlmone.golden.GoldenElf;
import io.dlmone.text.Tokenizer;
import io.dlmone.tokenizer.Tokenizers;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A small T5 tokenizer as a Tokenizer, and against the ids of the official code. */
class GoldenTokenizerTest extends TokenizerContract {

    private static final Tokenizer T5 =
            new HuggingFaceReader().read(GoldenElf.bytes("t5/tokenizer.json"), "tokenizer.json");

    @Override
    protected Tokenizer tokenizer() {
        return T5;
    }

    @Override
    protected List<String> texts() {
        return List.of("Der K\u00f6nig isst heute.", "A old gardener runs.", "fisch");
    }

    @Override
    protected List<String> specials() {
        return List.of("<pad>", "</s>", "<unk>", "<extra_id_0>");
    }

    private static List<JsonNode> golden() throws IOException {
        try (InputStream in = GoldenElf.class.getResourceAsStream("/golden/elf_tokenizer.json")) {
            List<JsonNode> all = new ArrayList<>();
            new ObjectMapper().readTree(in).forEach(all::add);
            return all;
        }
    }

    private static int[] ids(JsonNode row) {
        return IntStream.range(0, row.get("ids").size())
                .map(i -> row.get("ids").get(i).intValue())
                .toArray();
    }

    @Test
    void idsPiecesAndTextsAreThoseOfTheOfficialCode() throws IOException {
        int spelt = 0;
        for (JsonNode row : golden()) {
            String text = row.get("text").textValue();
            int[] ids = ids(row);
            boolean spelling = text.contains("</s>") || text.contains("<extra_id_0>");
            spelt += spelling ? 1 : 0;
            if (!spelling) {
                assertThat(T5.encode(text)).as(text).isEqualTo(ids);
            }
            List<String> pieces = new ArrayList<>();
            row.get("pieces").forEach(piece -> pieces.add(piece.textValue()));
            assertThat(Arrays.stream(ids).mapToObj(T5.vocabulary()::token)).isEqualTo(pieces);
            int[] words = Arrays.stream(ids)
                    .filter(id -> !T5.vocabulary().isSpecial(id))
                    .toArray();
            assertThat(T5.decode(words)).as(text).isEqualTo(row.get("decoded").textValue());
        }
        assertThat(spelt).isEqualTo(2);
    }

    @Test
    void aSpecialTokenSpeltOutInATextIsText() {
        assertThat(T5.encode("The dog runs.</s>"))
                .startsWith(T5.encode("The dog runs."))
                .doesNotContain(1);
        assertThat(T5.encode("</s>")).isNotEmpty().doesNotContain(1);
        assertThat(T5.encode("Der <extra_id_0> Hund").length).isGreaterThan(3);
        assertThat(Arrays.stream(T5.encode("<pad></s><extra_id_0> <extra_id_25>")))
                .noneMatch(
                        id -> T5.vocabulary().isSpecial(id) && !T5.vocabulary().isUnknown(id));
        assertThat(T5.encode("\uffff1\uffff")).doesNotContain(1).isEqualTo(T5.encode("\ufffd1\ufffd"));
        assertThat(T5.decode(new int[] {4, 1, 51, 2})).isEqualTo("Der</s> Hund<unk>");
    }

    @Test
    void anyOtherKindIsFoundByTheReaderOfFiles(@TempDir Path home) {
        Path file = GoldenElf.copyTo(home).resolve("t5/tokenizer.json");
        Tokenizer read = Tokenizers.read(file);
        assertThat(read.name()).isEqualTo("huggingface");
        assertThat(read.json())
                .hasValueSatisfying(json -> assertThat(json).isEqualTo(GoldenElf.bytes("t5/tokenizer.json")));
        assertThat(read.vocabulary().size()).isEqualTo(200);
        assertThatThrownBy(() -> Tokenizers.read(home)).hasMessageContaining("DLM-JSON-1");
    }

    @Test
    void severalThreadsCanUseIt() {
        int[] ids = T5.encode("Der K\u00f6nig isst heute.");
        assertThat(IntStream.range(0, 2_000).parallel())
                .allMatch(i -> Arrays.equals(T5.encode("Der K\u00f6nig isst heute."), ids)
                        && T5.decode(ids).equals("Der K\u00f6nig isst heute."));
    }
}
