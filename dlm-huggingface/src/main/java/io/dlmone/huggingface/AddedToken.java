package io.dlmone.huggingface;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One of the {@code added_tokens} of a {@code tokenizer.json}: looked for in a text before it is cut, unless it is a
 * special one.
 *
 * @param id its number
 * @param content its text
 * @param special whether it stands for no word
 * @param flags how it is looked for
 */
record AddedToken(int id, String content, boolean special, Map<String, Boolean> flags) {

    private static final List<String> FLAGS = List.of("single_word", "lstrip", "rstrip", "normalized");

    /**
     * The tokens in the order of their ids.
     *
     * @param report takes what is wrong
     */
    static List<AddedToken> all(@Nullable Object value, Report report) {
        List<AddedToken> all = new ArrayList<>();
        if (value != null && !(value instanceof List<?>)) {
            report.of("added_tokens", "a list", value);
        }
        for (Object each : value instanceof List<?> list ? list : List.of()) {
            Map<?, ?> token = each instanceof Map<?, ?> keys ? keys : Map.of();
            if (token.get("id") instanceof Integer id
                    && id >= 0
                    && token.get("content") instanceof String content
                    && !content.isEmpty()) {
                Map<String, Boolean> flags = new LinkedHashMap<>();
                FLAGS.forEach(flag -> flags.put(flag, Boolean.TRUE.equals(token.get(flag))));
                all.add(new AddedToken(id, content, Boolean.TRUE.equals(token.get("special")), flags));
            } else {
                report.of("added_tokens", "tokens with an id and a content", each);
            }
        }
        all.sort(Comparator.comparingInt(AddedToken::id));
        return all;
    }

    /** The token for the library, by a name that no text has if it is a special one. */
    Map<String, Object> safe() {
        Map<String, Object> keys = new LinkedHashMap<>(flags);
        keys.put("id", id);
        keys.put("content", special ? SafeText.name(id) : content);
        keys.put("special", special);
        if (special) {
            keys.put("normalized", false);
        }
        return keys;
    }
}
