package io.dlmone.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dlmone.text.Tokenizer;
import io.dlmone.text.Vocabulary;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Ids against the tokenizers library, which made those of the official models. With {@code DLM_SHARED_DATA} the
 * vocabulary is BERT's own, else the letters of the alphabet.
 */
class WordPieceLibraryTest {

    private static final List<String> SPECIAL = List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]");

    private static Tokenizer ours;
    private static HuggingFaceTokenizer library;

    @BeforeAll
    static void open(@TempDir Path home) throws IOException {
        String data = System.getenv("DLM_SHARED_DATA");
        Vocabulary vocabulary =
                data == null ? letters() : VocabularyFile.read(Path.of(data, "bert-base-uncased", "vocab.txt"));
        ours = new WordPieceTokenizer(vocabulary);
        Path file = home.resolve("tokenizer.json");
        new ObjectMapper().writeValue(file.toFile(), json(vocabulary));
        library = HuggingFaceTokenizer.newInstance(
                file, Map.of("addSpecialTokens", "false", "truncation", "false", "padding", "false"));
        assertThat(TokenizerJson.read(file).vocabulary().tokens()).isEqualTo(vocabulary.tokens());
    }

    @AfterAll
    static void close() {
        library.close();
    }

    private static boolean inSurrogates(int c) {
        return c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
    }

    /** Letters, and inside words every character that is no ideograph, syllable or private one. */
    private static Vocabulary letters() {
        List<String> tokens = new ArrayList<>(SPECIAL);
        for (int c = 0x7f; c < 0x20000; c++) {
            boolean many = c >= 0x3400 && c < 0xa000 || c >= 0xac00 && c < 0xf900;
            if (!many) {
                tokens.add("##" + Character.toString(c));
            }
        }
        for (char c = '!'; c <= '~'; c++) {
            if (!Character.isUpperCase(c)) {
                tokens.add(String.valueOf(c));
                tokens.add("##" + c);
            }
        }
        return Vocabulary.of(tokens, "letters");
    }

    /** A {@code tokenizer.json} as bert-base-uncased has it. */
    static Map<String, Object> json(Vocabulary vocabulary) {
        List<Map<String, Object>> added = new ArrayList<>();
        for (String token : SPECIAL) {
            added.add(Map.of(
                    "id",
                    vocabulary.id(token),
                    "content",
                    token,
                    "single_word",
                    false,
                    "lstrip",
                    false,
                    "rstrip",
                    false,
                    "normalized",
                    false,
                    "special",
                    true));
        }
        Map<String, Object> normalizer = new LinkedHashMap<>();
        normalizer.put("type", "BertNormalizer");
        normalizer.put("clean_text", true);
        normalizer.put("handle_chinese_chars", true);
        normalizer.put("strip_accents", null);
        normalizer.put("lowercase", true);
        Map<String, Integer> ids = new LinkedHashMap<>();
        vocabulary.tokens().forEach(token -> ids.put(token, vocabulary.id(token)));
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("type", "WordPiece");
        model.put("unk_token", "[UNK]");
        model.put("continuing_subword_prefix", "##");
        model.put("max_input_chars_per_word", 100);
        model.put("vocab", ids);
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("version", "1.0");
        all.put("added_tokens", added);
        all.put("normalizer", normalizer);
        all.put("pre_tokenizer", Map.of("type", "BertPreTokenizer"));
        all.put("decoder", Map.of("type", "WordPiece", "prefix", "##", "cleanup", true));
        all.put("model", model);
        return all;
    }

    @Test
    void everyCharacterIsTreatedAsInTheLibrary() {
        int[] all = IntStream.rangeClosed(1, Character.MAX_CODE_POINT)
                .filter(c -> !inSurrogates(c))
                .toArray();
        for (int from = 0; from < all.length; from += 64) {
            int[] some = Arrays.copyOfRange(all, from, Math.min(all.length, from + 64));
            StringBuilder text = new StringBuilder();
            Arrays.stream(some).forEach(c -> text.append("a").appendCodePoint(c).append("b "));
            if (!Arrays.equals(ours.encode(text.toString()), official(text.toString()))) {
                Arrays.stream(some).forEach(c -> same("a" + Character.toString(c) + "b"));
            }
        }
    }

    @Test
    void onlySpecialTokensThatStandForThemselvesEverywhereAreRead(@TempDir Path home) throws IOException {
        Path file = home.resolve("tokenizer.json");
        for (String flag : List.of("single_word", "lstrip", "rstrip", "normalized")) {
            Map<String, Object> json = json(ours.vocabulary());
            List<Map<String, Object>> added = new ArrayList<>(list(json));
            added.set(2, new LinkedHashMap<>(added.get(2)));
            added.get(2).put(flag, true);
            json.put("added_tokens", added);
            new ObjectMapper().writeValue(file.toFile(), json);
            assertThatThrownBy(() -> TokenizerJson.read(file))
                    .hasMessageContaining("DLM-TOKEN-2")
                    .hasMessageContaining("false for each of")
                    .hasMessageContaining("[CLS]");
        }
        Map<String, Object> json = json(ours.vocabulary());
        json.put("added_tokens", list(json).subList(0, 3));
        new ObjectMapper().writeValue(file.toFile(), json);
        assertThatThrownBy(() -> TokenizerJson.read(file))
                .hasMessageContaining("all of BERT's special tokens")
                .hasMessageContaining("none of [[MASK], [SEP]]");
    }

    @SuppressWarnings("unchecked") // json() made it
    private static List<Map<String, Object>> list(Map<String, Object> json) {
        return (List<Map<String, Object>>) json.get("added_tokens");
    }

    @Test
    void textsAreTreatedAsInTheLibrary() {
        same("How do I tokenize na\u00efve caf\u00e9s, \u1ea5\u0301 or \u4f60\u597d\u4e16\u754c in 2024?!");
        same("tabs\tand\nlines\r\n, controls \u0000\u0007\u200b\u00ad\ufffd, spaces \u00a0\u2009\u3000.");
        same("x [SEP] y[CLS]z [sep] [PAD][MASK]it [UNK][ CLS ] [[SEP]]");
        same("a".repeat(100) + " " + "a".repeat(101) + " " + "e\u0301".repeat(100) + " " + "\u00e9".repeat(101));
        same(
                "\u0130stanbul \u03a3\u03b1\u03c2 STRASSE stra\u00dfe \ud83d\ude00\ud83d\udc68\u200d\ud83d\udc69 \ud835\udcb3");
        same("");
        same(" ");
        same("don't 'quote' \u2018curly\u2019 \u201cdouble\u201d -- dash\u2014em $5.00 #tag @me a_b c/d");
    }

    private static void same(String text) {
        assertThat(ours.encode(text))
                .as(text.codePoints().limit(20).mapToObj(Integer::toHexString).toList() + " " + text)
                .containsExactly(official(text));
    }

    private static int[] official(String text) {
        return Arrays.stream(library.encode(text).getIds())
                .mapToInt(Math::toIntExact)
                .toArray();
    }
}
