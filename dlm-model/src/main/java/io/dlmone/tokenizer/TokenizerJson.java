package io.dlmone.tokenizer;

import io.dlmone.error.ErrorId;
import io.dlmone.error.Problem;
import io.dlmone.error.UserException;
import io.dlmone.io.JsonFile;
import io.dlmone.text.Tokenizer;
import io.dlmone.text.Vocabulary;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * {@code tokenizer.json} of the tokenizers library, for BERT's tokenizer of uncased models. What says how to pad and to
 * truncate is not looked at: the sequence layout does that.
 */
public final class TokenizerJson {

    private static final String REMEDY = "Give the vocabulary of an uncased BERT model, such as bert-base-uncased.";
    private static final Set<String> SPECIAL = Set.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]");

    /** What changes how an added token is found in a text. */
    private static final List<String> FLAGS = List.of("single_word", "lstrip", "rstrip", "normalized");

    private final Path file;
    private final List<Problem> problems = new ArrayList<>();

    private TokenizerJson(Path file) {
        this.file = file;
    }

    /**
     * Reads a file.
     *
     * @param file {@code tokenizer.json}
     * @return the tokenizer
     * @throws UserException with every setting that differs from those of an uncased WordPiece tokenizer
     */
    public static WordPieceTokenizer read(Path file) {
        TokenizerJson reading = new TokenizerJson(file);
        Map<String, Object> all = JsonFile.read(file, "a tokenizer.json");
        reading.settings(all);
        WordPieceTokenizer tokenizer = reading.tokenizer(all);
        if (!reading.problems.isEmpty()) {
            throw new UserException(reading.problems);
        }
        return tokenizer;
    }

    /**
     * The tokenizer of a file; empty if the file differs from an uncased BERT model's, in how it makes texts of tokens
     * too.
     *
     * @param all what the file holds
     */
    static Optional<Tokenizer> uncased(Path file, Map<String, Object> all) {
        TokenizerJson reading = new TokenizerJson(file);
        reading.settings(all);
        if (all.get("decoder") != null) {
            Map<?, ?> decoder = reading.object(all, "decoder");
            reading.require(decoder, "decoder", "type", "WordPiece");
            reading.require(decoder, "decoder", "prefix", "##");
            reading.require(decoder, "decoder", "cleanup", true);
        }
        boolean laidOut = reading.object(all, "model").get("vocab") instanceof Map<?, ?> vocab
                && vocab.keySet().containsAll(SpecialTokens.NEEDED);
        if (!laidOut || !reading.problems.isEmpty()) {
            return Optional.empty();
        }
        WordPieceTokenizer tokenizer = reading.tokenizer(all);
        return reading.problems.isEmpty() ? Optional.of(tokenizer) : Optional.empty();
    }

    private void settings(Map<String, Object> all) {
        Map<?, ?> model = object(all, "model");
        require(model, "model", "type", "WordPiece");
        require(model, "model", "unk_token", Vocabulary.UNKNOWN);
        require(model, "model", "continuing_subword_prefix", "##");
        require(model, "model", "max_input_chars_per_word", 100);
        Map<?, ?> normalizer = object(all, "normalizer");
        require(normalizer, "normalizer", "type", "BertNormalizer");
        for (String key : List.of("clean_text", "handle_chinese_chars", "lowercase")) {
            require(normalizer, "normalizer", key, true);
        }
        if (normalizer.get("strip_accents") != null) {
            require(normalizer, "normalizer", "strip_accents", true);
        }
        require(object(all, "pre_tokenizer"), "pre_tokenizer", "type", "BertPreTokenizer");
    }

    private WordPieceTokenizer tokenizer(Map<String, Object> all) {
        Object vocab = all.get("model") instanceof Map<?, ?> model ? model.get("vocab") : null;
        Vocabulary vocabulary = vocabulary(vocab, file, "model.vocab");
        added(all.get("added_tokens"), vocabulary);
        return new WordPieceTokenizer(vocabulary);
    }

    /**
     * {@return the vocabulary of a JSON object from tokens to ids}
     *
     * @param object what the parser made of it
     * @param file for messages
     * @param key for messages
     * @throws UserException if the ids are not 0, 1, ... each once, or a special token is missing
     */
    public static Vocabulary vocabulary(Object object, Path file, String key) {
        String where = file + ": key " + key;
        if (!(object instanceof Map<?, ?> ids)) {
            throw new UserException(problem(where, "an object from tokens to ids", object));
        }
        String[] tokens = new String[ids.size()];
        ids.forEach((token, id) -> {
            if (!(id instanceof Integer i) || i < 0 || i >= tokens.length || tokens[i] != null) {
                throw new UserException(
                        problem(where + "." + token, "each id from 0 to " + (tokens.length - 1) + " once", id));
            }
            tokens[i] = (String) token;
        });
        return Vocabulary.of(Arrays.asList(tokens), where);
    }

    private Map<?, ?> object(Map<String, Object> all, String key) {
        if (all.get(key) instanceof Map<?, ?> object) {
            return object;
        }
        problems.add(problem(file + ": key " + key, "an object", all.get(key)));
        return Map.of();
    }

    private void require(Map<?, ?> object, String in, String key, Object expected) {
        if (!object.isEmpty() && !Objects.equals(object.get(key), expected)) {
            problems.add(problem(file + ": key " + in + "." + key, String.valueOf(expected), object.get(key)));
        }
    }

    /** Each special token stands in a text for itself, whatever is beside it: other ways to find them are not here. */
    private void added(Object tokens, Vocabulary vocabulary) {
        Set<String> missing = new TreeSet<>(SPECIAL);
        missing.removeIf(token -> !vocabulary.contains(token));
        for (Object each : tokens instanceof List<?> list ? list : List.of()) {
            Map<?, ?> token = each instanceof Map<?, ?> object ? object : Map.of();
            Object content = token.get("content");
            boolean known = content instanceof String s
                    && SPECIAL.contains(s)
                    && vocabulary.contains(s)
                    && Objects.equals(token.get("id"), vocabulary.id(s));
            boolean plain = FLAGS.stream().noneMatch(flag -> Boolean.TRUE.equals(token.get(flag)));
            if (!known || !plain) {
                problems.add(problem(
                        file + ": key added_tokens",
                        known
                                ? "false for each of " + FLAGS + " of " + content
                                : "BERT's special tokens with their ids in the vocabulary",
                        each));
                return;
            }
            missing.remove(content);
        }
        if (!missing.isEmpty()) {
            problems.add(problem(
                    file + ": key added_tokens",
                    "all of BERT's special tokens that the vocabulary has",
                    "none of " + missing));
        }
    }

    private static Problem problem(String where, String expected, Object found) {
        String text = found == null ? "nothing" : String.valueOf(found);
        return new Problem(
                ErrorId.TOKEN_2, where, expected, text.length() > 80 ? text.substring(0, 77) + "..." : text, REMEDY);
    }
}
