package io.dlmone.student.export;

import io.dlmone.text.Tokenizer;
import io.dlmone.text.Vocabulary;
import io.dlmone.unicode.WhiteSpace;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code tokenizer.json} of the tokenizers library, which gives the ids that a tokenizer of ours gives. */
final class TokenizerFile {

    private TokenizerFile() {}

    /** Its content; empty for a tokenizer that the library is not told of here. */
    static Map<String, Object> of(Tokenizer tokenizer) {
        return switch (tokenizer.name()) {
            case "word" -> words(tokenizer.vocabulary());
            case "wordpiece" -> pieces(tokenizer.vocabulary());
            default -> Map.of();
        };
    }

    private static Map<String, Object> words(Vocabulary vocabulary) {
        Map<String, Object> split = object(
                "type",
                "Split",
                "pattern",
                Map.of(
                        "Regex",
                        "[" + WhiteSpace.CLASS.replace("\\u", "\\x{").replaceAll("(\\\\x\\{[0-9a-f]{4})", "$1}")
                                + "]+"),
                "behavior",
                "Removed",
                "invert",
                false);
        Map<String, Object> model =
                object("type", "WordLevel", "vocab", ids(vocabulary), "unk_token", Vocabulary.UNKNOWN);
        return file(List.of(), null, split, model);
    }

    private static Map<String, Object> pieces(Vocabulary vocabulary) {
        Map<String, Object> normalizer = object(
                "type",
                "BertNormalizer",
                "clean_text",
                true,
                "handle_chinese_chars",
                true,
                "strip_accents",
                null,
                "lowercase",
                true);
        Map<String, Object> model = object(
                "type",
                "WordPiece",
                "unk_token",
                Vocabulary.UNKNOWN,
                "continuing_subword_prefix",
                "##",
                "max_input_chars_per_word",
                100,
                "vocab",
                ids(vocabulary));
        return file(special(vocabulary), normalizer, object("type", "BertPreTokenizer"), model);
    }

    private static Map<String, Object> file(
            List<Object> added, Object normalizer, Object preTokenizer, Map<String, Object> model) {
        return object(
                "version",
                "1.0",
                "truncation",
                null,
                "padding",
                null,
                "added_tokens",
                added,
                "normalizer",
                normalizer,
                "pre_tokenizer",
                preTokenizer,
                "post_processor",
                null,
                "decoder",
                null,
                "model",
                model);
    }

    private static List<Object> special(Vocabulary vocabulary) {
        List<Object> added = new ArrayList<>();
        for (int id = 0; id < vocabulary.size(); id++) {
            if (vocabulary.isSpecial(id)) {
                added.add(object(
                        "id",
                        id,
                        "content",
                        vocabulary.token(id),
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
        }
        return added;
    }

    private static Map<String, Object> ids(Vocabulary vocabulary) {
        Map<String, Object> ids = new LinkedHashMap<>();
        vocabulary.tokens().forEach(token -> ids.put(token, ids.size()));
        return ids;
    }

    private static Map<String, Object> object(Object... pairs) {
        Map<String, Object> object = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            object.put((String) pairs[i], pairs[i + 1]);
        }
        return object;
    }
}
