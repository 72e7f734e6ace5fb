package io.dlmone.huggingface;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The key {@code model} of a {@code tokenizer.json}.
 *
 * @param tokens by id
 * @param unknown the token for what no token has
 * @param safe the key for the library, with other names for special tokens
 */
record TokenModel(List<String> tokens, Optional<String> unknown, Map<String, Object> safe) {

    private static final double LARGEST = 1e6;
    private static final Pattern BYTE = Pattern.compile("<0x[0-9A-F]{2}>");
    private static final TokenModel NONE = new TokenModel(List.of(), Optional.empty(), Map.of());

    /**
     * Checks and makes a model.
     *
     * @param special ids of special tokens
     * @param report takes what is wrong
     */
    static TokenModel of(@Nullable Object value, Set<Integer> special, Report report) {
        Map<?, ?> keys = value instanceof Map<?, ?> map ? map : Map.of();
        Object type = keys.get("type");
        if ("Unigram".equals(type)) {
            return unigram(keys, special, report);
        }
        if ("BPE".equals(type)) {
            return bpe(keys, special, report);
        }
        if ("WordPiece".equals(type)) {
            return wordPiece(keys, special, report);
        }
        report.of("model.type", "BPE, Unigram or WordPiece", type);
        return NONE;
    }

    /** A list of pieces with their logarithmic probabilities. */
    private static TokenModel unigram(Map<?, ?> keys, Set<Integer> special, Report report) {
        List<?> vocab = keys.get("vocab") instanceof List<?> list ? list : List.of();
        List<String> tokens = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (Object each : vocab) {
            boolean sound = each instanceof List<?> pair
                    && pair.size() == 2
                    && pair.get(0) instanceof String piece
                    && !piece.isEmpty()
                    && pair.get(1) instanceof Number score
                    && Math.abs(score.doubleValue()) <= LARGEST;
            String piece = sound ? (String) ((List<?>) each).get(0) : "";
            if (!sound || !seen.add(piece)) {
                report.of("model.vocab", "pieces, each once, with a number from -1e6 to 1e6", each);
                return NONE;
            }
            tokens.add(piece);
        }
        if (!(keys.get("unk_id") instanceof Integer unk && unk >= 0 && unk < tokens.size())) {
            report.of("model.unk_id", "the id of one of the " + tokens.size() + " pieces", keys.get("unk_id"));
            return NONE;
        }
        int unknown = (Integer) keys.get("unk_id");
        boolean bytes = bytes(keys, tokens, special, report);
        List<Object> named = new ArrayList<>(vocab);
        for (int id = 0; id < tokens.size(); id++) {
            if (id == unknown || special.contains(id)) {
                named.set(id, List.of(SafeText.name(id), ((List<?>) vocab.get(id)).get(1)));
            }
        }
        Map<String, Object> safe = new LinkedHashMap<>();
        safe.put("type", "Unigram");
        safe.put("unk_id", unknown);
        safe.put("vocab", named);
        safe.put("byte_fallback", bytes);
        return new TokenModel(tokens, Optional.of(tokens.get(unknown)), safe);
    }

    /** Tokens with their ids, and the pairs that are joined. */
    private static TokenModel bpe(Map<?, ?> keys, Set<Integer> special, Report report) {
        require(keys, "continuing_subword_prefix", "", report);
        require(keys, "dropout", null, report);
        List<String> tokens = byId(keys, report);
        int unknown = tokens.indexOf(keys.get("unk_token"));
        if (unknown < 0 && keys.get("unk_token") != null) {
            report.of("model.unk_token", "one of the " + tokens.size() + " tokens", keys.get("unk_token"));
            return NONE;
        }
        Map<String, Object> safe = new LinkedHashMap<>();
        safe.put("type", "BPE");
        safe.put("vocab", named(tokens, unknown, special));
        safe.put("merges", merges(keys.get("merges"), tokens, unknown, special, report));
        safe.put("unk_token", unknown < 0 ? null : SafeText.name(unknown));
        safe.put("fuse_unk", Boolean.TRUE.equals(keys.get("fuse_unk")));
        safe.put("ignore_merges", Boolean.TRUE.equals(keys.get("ignore_merges")));
        safe.put("byte_fallback", bytes(keys, tokens, special, report));
        Object suffix = keys.get("end_of_word_suffix");
        if (suffix != null && !(suffix instanceof String)) {
            report.of("model.end_of_word_suffix", "a text", suffix);
        }
        safe.put("end_of_word_suffix", "".equals(suffix) ? null : suffix);
        return new TokenModel(tokens, unknown < 0 ? Optional.empty() : Optional.of(tokens.get(unknown)), safe);
    }

    /** Tokens with their ids, of which a word takes the longest from the left. */
    private static TokenModel wordPiece(Map<?, ?> keys, Set<Integer> special, Report report) {
        List<String> tokens = byId(keys, report);
        int unknown = tokens.indexOf(keys.get("unk_token"));
        if (unknown < 0) {
            report.of("model.unk_token", "one of the " + tokens.size() + " tokens", keys.get("unk_token"));
        }
        if (!(keys.get("continuing_subword_prefix") instanceof String)) {
            report.of("model.continuing_subword_prefix", "a text, such as ##", keys.get("continuing_subword_prefix"));
        }
        if (!(keys.get("max_input_chars_per_word") instanceof Integer most && most > 0)) {
            report.of("model.max_input_chars_per_word", "a whole number from 1", keys.get("max_input_chars_per_word"));
        }
        if (unknown < 0) {
            return NONE;
        }
        Map<String, Object> safe = new LinkedHashMap<>();
        safe.put("type", "WordPiece");
        safe.put("vocab", named(tokens, unknown, special));
        safe.put("unk_token", SafeText.name(unknown));
        safe.put("continuing_subword_prefix", keys.get("continuing_subword_prefix"));
        safe.put("max_input_chars_per_word", keys.get("max_input_chars_per_word"));
        return new TokenModel(tokens, Optional.of(tokens.get(unknown)), safe);
    }

    /** The tokens of an object from tokens to ids; none if it is unsound. */
    private static List<String> byId(Map<?, ?> keys, Report report) {
        Map<?, ?> vocab = keys.get("vocab") instanceof Map<?, ?> map ? map : Map.of();
        String[] tokens = new String[vocab.size()];
        for (Map.Entry<?, ?> each : vocab.entrySet()) {
            if (!(each.getValue() instanceof Integer id) || id < 0 || id >= tokens.length || tokens[id] != null) {
                report.of(
                        "model.vocab." + each.getKey(),
                        "each id from 0 to " + (tokens.length - 1) + " once",
                        each.getValue());
                return Collections.emptyList();
            }
            tokens[id] = (String) each.getKey();
        }
        return Collections.unmodifiableList(Arrays.asList(tokens));
    }

    /** Tokens with their ids, special ones by their other names. */
    private static Map<String, Object> named(List<String> tokens, int unknown, Set<Integer> special) {
        Map<String, Object> named = new LinkedHashMap<>();
        for (int id = 0; id < tokens.size(); id++) {
            named.put(id == unknown || special.contains(id) ? SafeText.name(id) : tokens.get(id), id);
        }
        return named;
    }

    /** Whether characters that no token has become the tokens of their bytes, which must go by their own names. */
    private static boolean bytes(Map<?, ?> keys, List<String> tokens, Set<Integer> special, Report report) {
        Object bytes = keys.get("byte_fallback");
        if (bytes != null && !(bytes instanceof Boolean)) {
            report.of("model.byte_fallback", "true or false", bytes);
        }
        special.stream()
                .filter(id -> Boolean.TRUE.equals(bytes) && id < tokens.size())
                .map(tokens::get)
                .filter(token -> BYTE.matcher(token).matches())
                .forEach(token -> report.of("added_tokens", "no special token that stands for a byte", token));
        return Boolean.TRUE.equals(bytes);
    }

    private static List<Object> merges(
            @Nullable Object value, List<String> tokens, int unknown, Set<Integer> special, Report report) {
        Set<String> plain = new HashSet<>();
        for (int id = 0; id < tokens.size(); id++) {
            if (id != unknown && !special.contains(id)) {
                plain.add(tokens.get(id));
            }
        }
        List<Object> merges = new ArrayList<>();
        for (Object each : value instanceof List<?> list ? list : List.of()) {
            List<?> pair = each instanceof String text
                    ? Arrays.asList(text.split(" ", 2))
                    : each instanceof List<?> two ? two : List.of();
            boolean sound = pair.size() == 2
                    && pair.get(0) instanceof String left
                    && pair.get(1) instanceof String right
                    && plain.containsAll(List.of(left, right, left + right));
            if (!sound) {
                report.of("model.merges", "pairs of tokens that make a token", each);
                return List.of();
            }
            merges.add(pair);
        }
        return merges;
    }

    /** Requires a value that a key has, unless it is left out or null. */
    private static void require(Map<?, ?> keys, String key, @Nullable Object expected, Report report) {
        Object found = keys.get(key);
        if (found != null && !found.equals(expected)) {
            report.of("model." + key, expected == null || expected.equals("") ? "nothing" : "" + expected, found);
        }
    }
}
