package io.dlmone.paraphrase;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * What a sentence of the paraphrase language asks, whatever its wording.
 *
 * @param intent the name of what is asked, such as {@code cook-food}
 * @param slots the value of each slot of the intent by the slot's name, such as {@code food} to {@code rice}
 */
public record Meaning(String intent, Map<String, String> slots) {

    public Meaning {
        Objects.requireNonNull(intent, "intent");
        slots = Collections.unmodifiableMap(new LinkedHashMap<>(slots));
    }
}
