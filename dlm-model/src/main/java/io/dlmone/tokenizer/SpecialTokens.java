package io.dlmone.tokenizer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dlmone.text.Vocabulary;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The special tokens of a {@code tokenizer.json} that sequences are laid out with. */
final class SpecialTokens {

    /** Those of every layout. */
    static final List<String> NEEDED =
            List.of(Vocabulary.PAD, Vocabulary.UNKNOWN, Vocabulary.START, Vocabulary.SEPARATOR);

    private SpecialTokens() {}

    /** One of the {@code added_tokens}. */
    static Map<String, Object> of(String content, int id) {
        Map<String, Object> token = new LinkedHashMap<>();
        token.put("id", id);
        token.put("content", content);
        token.put("single_word", false);
        token.put("lstrip", false);
        token.put("rstrip", false);
        token.put("normalized", false);
        token.put("special", true);
        return token;
    }

    /**
     * The file with those added that it lacks, behind its own tokens; the same file if it lacks none, or is none whose
     * tokens can be told.
     *
     * @param json its bytes
     * @param parsed what they hold
     */
    static byte[] complete(byte[] json, Map<String, Object> parsed) {
        Map<?, ?> model = parsed.get("model") instanceof Map<?, ?> keys ? keys : Map.of();
        List<?> own = tokens(model.get("vocab"));
        List<Object> added = new ArrayList<>(parsed.get("added_tokens") instanceof List<?> list ? list : List.of());
        int next = own.size();
        List<Object> contents = new ArrayList<>();
        for (Object each : added) {
            if (!(each instanceof Map<?, ?> token) || !(token.get("id") instanceof Integer id)) {
                return json;
            }
            contents.add(token.get("content"));
            next = Math.max(next, id + 1);
        }
        if (own.isEmpty() || contents.containsAll(NEEDED)) {
            return json;
        }
        for (String token : NEEDED) {
            if (!contents.contains(token)) {
                int known = own.indexOf(token);
                added.add(of(token, known < 0 ? next++ : known));
            }
        }
        Map<String, Object> all = new LinkedHashMap<>(parsed);
        all.put("added_tokens", added);
        try {
            return new ObjectMapper().writeValueAsBytes(all);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Tokens by id; none if they are not given as such models give them. */
    private static List<?> tokens(Object vocab) {
        if (vocab instanceof List<?> pieces) {
            return pieces.stream()
                    .map(piece -> piece instanceof List<?> pair && !pair.isEmpty() ? pair.get(0) : piece)
                    .toList();
        }
        if (!(vocab instanceof Map<?, ?> ids)) {
            return List.of();
        }
        Object[] tokens = new Object[ids.size()];
        for (Map.Entry<?, ?> each : ids.entrySet()) {
            if (!(each.getValue() instanceof Integer id) || id < 0 || id >= tokens.length) {
                return List.of();
            }
            tokens[id] = each.getKey();
        }
        return Arrays.asList(tokens);
    }
}
