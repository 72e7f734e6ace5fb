package io.dlmone.paraphrase;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One thing people ask, with all the ways of asking it.
 *
 * @param name its name in the grammar, such as {@code cook-food}
 * @param slots the names of its slots, each of which stands once in every form
 * @param forms the sentences, with <code>{slot}</code> where a slot's value belongs
 */
public record Intent(String name, List<String> slots, List<String> forms) {

    public Intent {
        slots = List.copyOf(slots);
        forms = List.copyOf(forms);
    }

    /**
     * {@return the sentences for the given slot values, one for each form, in the order of the forms}
     *
     * @param values a value for each slot
     */
    public List<String> realise(Map<String, String> values) {
        List<String> sentences = new ArrayList<>(forms.size());
        for (String form : forms) {
            String sentence = form;
            for (String slot : slots) {
                sentence = sentence.replace("{" + slot + "}", values.get(slot));
            }
            sentences.add(sentence);
        }
        return sentences;
    }
}
