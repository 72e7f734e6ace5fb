package io.dlmone.huggingface;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dlmone.contract.Mutations;
import io.dlmone.error.Problem;
import io.dlmone.error.UserException;
import io.dlmone.golden.GoldenElf;
import io.dlmone.text.Tokenizer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Whatever stands in a file, it is refused with a message or read; the library, which would end the process, is not
 * asked.
 */
class TokenizerFileTest {

    private static final String UNIGRAM = """
            {"added_tokens": [{"id": 1, "content": "</s>", "special": true}, {"id": 6, "content": "<x>", "special": false}],
             "normalizer": {"type": "Sequence", "normalizers": [{"type": "NFKC"},
              {"type": "Replace", "pattern": {"String": "q"}, "content": "a"}]},
             "pre_tokenizer": {"type": "Sequence", "pretokenizers": [{"type": "WhitespaceSplit"},
              {"type": "Metaspace", "replacement": "\u2581", "prepend_scheme": "always", "split": true}]},
             "decoder": {"type": "Metaspace", "replacement": "\u2581", "prepend_scheme": "always", "split": true},
             "model": {"type": "Unigram", "unk_id": 2, "byte_fallback": false, "vocab": [["<pad>", 0.0], ["</s>", 0.0],
              ["<unk>", 0.0], ["\u2581", -2.5], ["a", -1.5], ["b", -1.25]]}}
            """;

    private static final String BPE = """
            {"added_tokens": [{"id": 5, "content": "<end>", "special": true}],
             "pre_tokenizer": {"type": "ByteLevel", "add_prefix_space": true, "trim_offsets": true, "use_regex": true},
             "decoder": {"type": "ByteLevel", "add_prefix_space": true, "trim_offsets": true, "use_regex": true},
             "model": {"type": "BPE", "dropout": null, "unk_token": null, "continuing_subword_prefix": "",
              "end_of_word_suffix": "", "fuse_unk": false,
              "vocab": {"a": 0, "b": 1, "\u0120": 2, "ab": 3, "\u0120ab": 4}, "merges": ["a b", ["\u0120", "ab"]]}}
            """;

    private static final String WORD_PIECE = """
            {"added_tokens": [{"id": 0, "content": "[PAD]", "special": true}],
             "normalizer": {"type": "BertNormalizer", "clean_text": true, "handle_chinese_chars": true,
              "strip_accents": null, "lowercase": false},
             "pre_tokenizer": {"type": "BertPreTokenizer"},
             "decoder": {"type": "WordPiece", "prefix": "##", "cleanup": true},
             "model": {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##",
              "max_input_chars_per_word": 100, "vocab": {"[PAD]": 0, "[UNK]": 1, "A": 2, "a": 3, "##b": 4, ".": 5}}}
            """;

    private static final String BYTES = """
            {"added_tokens": [{"id": 0, "content": "<unk>", "special": true}],
             "normalizer": {"type": "Sequence", "normalizers": [{"type": "Prepend", "prepend": "\u2581"},
              {"type": "Replace", "pattern": {"Regex": " {2,}"}, "content": "\u2581"}]},
             "pre_tokenizer": {"type": "Split", "pattern": {"String": " "}, "behavior": "Isolated", "invert": false},
             "decoder": {"type": "Sequence", "decoders": [{"type": "ByteFallback"}, {"type": "Fuse"}]},
             "model": {"type": "BPE", "unk_token": "<unk>", "byte_fallback": true, "fuse_unk": true,
              "end_of_word_suffix": "!",
              "vocab": {"<unk>": 0, "<0xC3>": 1, "<0xBC>": 2, "a": 3, "\u2581": 4, "b!": 5, "ab!": 6}, "merges": ["a b!"]}}
            """;

    private static Tokenizer read(byte[] json) {
        return new HuggingFaceReader().read(json, "tokenizer.json");
    }

    private static Tokenizer read(String json) {
        return read(json.getBytes(StandardCharsets.UTF_8));
    }

    private static List<String> problems(String json) {
        return catchThrowableOfType(UserException.class, () -> read(json)).problems().stream()
                .map(Problem::toString)
                .toList();
    }

    @Test
    void readsUnigramAndBytePairs() {
        Tokenizer unigram = read(UNIGRAM);
        assertThat(unigram.vocabulary().tokens()).hasSize(7).endsWith("b", "<x>");
        assertThat(unigram.encode("ab q<x>")).containsExactly(3, 4, 5, 3, 4, 6);
        assertThat(unigram.decode(new int[] {3, 4, 5, 3, 4})).isEqualTo("ab a");
        Tokenizer bpe = read(BPE);
        assertThat(bpe.vocabulary().tokens()).hasSize(6).endsWith("<end>");
        assertThat(bpe.encode("ab aab")).containsExactly(4, 2, 0, 3);
        assertThat(bpe.encode("<end>")).doesNotContain(5);
        assertThat(bpe.decode(new int[] {4, 2, 0, 3, 5})).isEqualTo(" ab aab<end>");
        assertThat(bpe.vocabulary().isSpecial(5)).isTrue();
    }

    @Test
    void readsCasedWordPiecesAndBytes() {
        Tokenizer cased = read(WORD_PIECE);
        assertThat(cased.encode("Ab ab. B \u0441")).containsExactly(2, 4, 3, 4, 5, 1, 1);
        assertThat(cased.decode(new int[] {2, 4, 3, 4, 5, 1, 0})).isEqualTo("Ab ab. [UNK] [PAD]");
        assertThat(cased.encode("[PAD]")).doesNotContain(0);
        Tokenizer bytes = read(BYTES);
        assertThat(bytes.encode("ab")).containsExactly(4, 6);
        assertThat(bytes.decode(new int[] {1, 2, 3, 1})).isEqualTo("\u00fca\ufffd");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"[UNK]\", \"cont|\"<unk>\", \"cont|key model.unk_token: expected one of the 6 tokens, found <unk>",
                "\"continuing_subword_prefix\": \"##\"|\"continuing_subword_prefix\": 1|a text, such as ##, found 1",
                "\"max_input_chars_per_word\": 100|\"max_input_chars_per_word\": -1|a whole number from 1, found -1",
                "\"A\": 2|\"A\": 3|expected each id from 0 to 5 once",
                "\"lowercase\": false|\"lowercase\": \"no\"|a file that Hugging Face's library reads",
            })
    void saysWhatIsWrongWithWordPieces(String from, String to, String message) {
        assertThat(WORD_PIECE).contains(from);
        assertThat(problems(WORD_PIECE.replace(from, to))).anyMatch(p -> p.contains(message));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"byte_fallback\": true|\"byte_fallback\": \"yes\"|key model.byte_fallback: expected true or false, found yes",
                "{\"id\": 0, \"content\": \"<unk>\"|{\"id\": 1, \"content\": \"<0xC3>\"|no special token that stands for a byte, found <0xC3>",
                "\"end_of_word_suffix\": \"!\"|\"end_of_word_suffix\": 1|key model.end_of_word_suffix: expected a text, found 1",
                "{\"String\": \" \"}|{\"Regex\": \"(a*)*b\"}|or one of the regular expressions of SentencePiece, GPT-4, Llama 3 and Qwen",
                "\"behavior\": \"Isolated\"|\"behavior\": \"Isolate\"|a file that Hugging Face's library reads",
            })
    void saysWhatIsWrongWithBytes(String from, String to, String message) {
        assertThat(BYTES).contains(from);
        assertThat(problems(BYTES.replace(from, to))).anyMatch(p -> p.contains(message));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"Unigram\"|\"Unigran\"|key model.type: expected BPE, Unigram or WordPiece, found Unigran",
                "\"unk_id\": 2|\"unk_id\": 6|key model.unk_id: expected the id of one of the 6 pieces, found 6",
                "\"unk_id\": 2|\"unk_id\": null|key model.unk_id: expected the id of one of the 6 pieces, found nothing",
                "\"byte_fallback\": false|\"byte_fallback\": 1|key model.byte_fallback: expected true or false, found 1",
                "[\"a\", -1.5]|[\"a\", NaN]|key model.vocab: expected pieces",
                "[\"a\", -1.5]|[\"b\", -1.5]|key model.vocab: expected pieces, each once",
                "[\"a\", -1.5]|[\"\", -1.5]|key model.vocab: expected pieces",
                "[\"a\", -1.5]|\"a\"|key model.vocab: expected pieces",
                "{\"type\": \"NFKC\"}|{\"type\": \"Precompiled\", \"precompiled_charsmap\": \"AAAA\"}|a sound map of characters, found a map of 3 bytes",
                "{\"type\": \"NFKC\"}|{\"type\": \"Precompiled\", \"precompiled_charsmap\": \"CAAAAP////8AAAAA\"}|found a trie that leads to unit",
                "{\"String\": \"q\"}|{\"Regex\": \"(a*)*b\"}|a String, or one of the regular expressions",
                "{\"String\": \"q\"}|{\"String\": \"\"}|a String, or one of the regular expressions",
                "\"WhitespaceSplit\"|\"Splits\"|pre_tokenizer.pretokenizers[0].type: expected one of",
                "\"decoder\": {\"type\": \"Metaspace\"|\"decoder\": {\"type\": \"CTC\"|key decoder.type: expected one of",
                "\"decoder\": {\"type\": \"Metaspace\"|\"decoder\": {\"type\": \"Strip\", \"content\": \" \", \"start\": 1, \"stop\": 1|a Strip of one character from the start only",
                "\"replacement\": \"\u2581\"|\"replacement\": \"ab\"|a file that Hugging Face's library reads",
                "\"id\": 1|\"id\": 2|token 2 of the model, or the next behind it, found '</s>' with id 2",
                "\"id\": 6|\"id\": 8|where 6 would be the next",
                "\"id\": 6|\"id\": -1|key added_tokens: expected tokens with an id and a content",
            })
    void saysWhatIsWrong(String from, String to, String message) {
        assertThat(UNIGRAM).contains(from);
        assertThat(problems(UNIGRAM.replace(from, to)))
                .allMatch(p -> p.startsWith("[DLM-TOKEN-3] tokenizer.json"))
                .anyMatch(p -> p.contains(message));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"a\": 0|\"a\": 9|key model.vocab.a: expected each id from 0 to 4 once, found 9",
                "\"a b\"|\"a c\"|key model.merges: expected pairs of tokens that make a token, found a c",
                "\"a b\"|\"b a\"|pairs of tokens that make a token, found b a",
                "\"unk_token\": null|\"unk_token\": \"<unk>\"|key model.unk_token: expected one of the 5 tokens, found <unk>",
                "\"continuing_subword_prefix\": \"\"|\"continuing_subword_prefix\": \"##\"|continuing_subword_prefix: expected nothing",
                "\"dropout\": null|\"dropout\": 0.5|key model.dropout: expected nothing, found 0.5",
            })
    void saysWhatIsWrongWithBytePairs(String from, String to, String message) {
        assertThat(BPE).contains(from);
        assertThat(problems(BPE.replace(from, to))).anyMatch(p -> p.contains(message));
    }

    @Test
    void tellsAllProblemsAtOnce() {
        assertThat(problems(UNIGRAM.replace("WhitespaceSplit", "Splits").replace("\"unk_id\": 2", "\"unk_id\": 7")))
                .hasSize(2);
        assertThat(problems("{}"))
                .singleElement()
                .asString()
                .contains("key model.type: expected BPE, Unigram or WordPiece, found nothing");
        assertThat(problems("[]")).singleElement().asString().contains("DLM-JSON-1");
    }

    @Test
    void aSpoiltFileIsRefusedOrUsed() {
        for (String sound : List.of(UNIGRAM, BPE, WORD_PIECE, BYTES)) {
            int refused =
                    Mutations.run(2_000, 70_000, sound.getBytes(StandardCharsets.UTF_8), bytes -> use(read(bytes)));
            assertThat(refused).isGreaterThan(300);
        }
    }

    @Test
    void aSpoiltMapOfCharactersIsRefusedOrUsed() throws IOException {
        ObjectNode json = (ObjectNode) new ObjectMapper().readTree(GoldenElf.bytes("t5/tokenizer.json"));
        ObjectNode normalizer = (ObjectNode) json.get("normalizer");
        JsonNode map = normalizer.get("precompiled_charsmap");
        byte[] sound = Base64.getDecoder().decode(map.textValue());
        assertThat(CharacterMap.fault(map.textValue())).isEmpty();
        Consumer<byte[]> reader = bytes -> {
            normalizer.put("precompiled_charsmap", Base64.getEncoder().encodeToString(bytes));
            use(read(json.toString()));
        };
        int refused = Mutations.run(100, 80_000, sound, reader::accept);
        assertThat(refused).isGreaterThan(10);
        sound[3] = (byte) 0xff;
        assertThat(CharacterMap.fault(Base64.getEncoder().encodeToString(sound)))
                .hasValueSatisfying(fault -> assertThat(fault).contains("a trie of "));
        assertThat(CharacterMap.fault("?")).contains("a text that is not Base64");
    }

    private static void use(Tokenizer tokenizer) {
        for (String text : List.of(
                "ab a",
                "\ufb01sch \uff24\uff45\uff52 \u00fc\u0308 \u2460\u3300\ufdfa",
                "\u0000\u0007\u00ad\u200b</s><x> \ud83d\ude00 \ud83d",
                "\u0e33\u0e4d\u0e32 \u1100\u1161\u11a8 a\u0301\u0302")) {
            tokenizer.decode(tokenizer.encode(text));
        }
    }
}
