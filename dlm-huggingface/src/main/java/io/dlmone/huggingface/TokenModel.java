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
        report.of("model.type", "Unigram or BPE", type);
        return NONE;
    }

    /** A list of pieces with their logarithmic probabilities. */
    private static TokenModel unigram(Map<?, ?> keys, Set<Integer> special, Report report) {
        require(keys, "byte_fallback", false, report);
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
        safe.put("byte_fallback", false);
        return new TokenModel(tokens, Optional.of(tokens.get(unknown)), safe);
    }

    /** Tokens with their ids, and the pairs that are joined. */
    private static TokenModel bpe(Map<?, ?> keys, Set<Integer> special, Report report) {
        require(keys, "byte_fallback", false, report);
        require(keys, "continuing_subword_prefix", "", report);
        require(keys, "end_of_word_suffix", "", report);
        require(keys, "dropout", null, report);
        Map<?, ?> vocab = keys.get("vocab") instanceof Map<?, ?> map ? map : Map.of();
        String[] tokens = new String[vocab.size()];
        for (Map.Entry<?, ?> each : vocab.entrySet()) {
            if (!(each.getValue() instanceof Integer id) || id < 0 || id >= tokens.length || tokens[id] != null) {
                report.of(
                        "model.vocab." + each.getKey(),
                        "each id from 0 to " + (tokens.length - 1) + " once",
                        each.getValue());
                return NONE;
            }
            tokens[id] = (String) each.getKey();
        }
        int unknown = Arrays.asList(tokens).indexOf(keys.get("unk_token"));
        if (unknown < 0 && keys.get("unk_token") != null) {
            report.of("model.unk_token", "one of the " + tokens.length + " tokens", keys.get("unk_token"));
            return NONE;
        }
        Map<String, Object> named = new LinkedHashMap<>();
        Set<String> renamed = new HashSet<>();
        for (int id = 0; id < tokens.length; id++) {
            boolean other = id == unknown || special.contains(id);
            named.put(other ? SafeText.name(id) : tokens[id], id);
            if (other) {
                renamed.add(tokens[id]);
            }
        }
        Map<String, Object> safe = new LinkedHashMap<>();
        safe.put("type", "BPE");
        safe.put("vocab", named);
        safe.put("merges", merges(keys.get("merges"), vocab, renamed, report));
        safe.put("unk_token", unknown < 0 ? null : SafeText.name(unknown));
        safe.put("fuse_unk", Boolean.TRUE.equals(keys.get("fuse_unk")));
        safe.put("ignore_merges", Boolean.TRUE.equals(keys.get("ignore_merges")));
        return new TokenModel(
                Collections.unmodifiableList(Arrays.asList(tokens)),
                unknown < 0 ? Optional.empty() : Optional.of(tokens[unknown]),
                safe);
    }

    private static List<Object> merges(@Nullable Object value, Map<?, ?> vocab, Set<String> renamed, Report report) {
        List<Object> merges = new ArrayList<>();
        for (Object each : value instanceof List<?> list ? list : List.of()) {
            List<?> pair = each instanceof String text
                    ? Arrays.asList(text.split(" ", 2))
                    : each instanceof List<?> two ? two : List.of();
            boolean sound = pair.size() == 2
                    && pair.get(0) instanceof String left
                    && pair.get(1) instanceof String right
                    && List.of(left, right, left + right).stream()
                            .allMatch(token -> vocab.containsKey(token) && !renamed.contains(token));
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
