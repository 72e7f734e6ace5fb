package io.dlmone.eval;

import java.util.List;

/** Whether an output is word for word one of the references; white space between words does not matter. */
public final class ExactMatch {

    private ExactMatch() {}

    /** True when the words of {@code output} are those of some reference, in the same order. */
    public static boolean matches(String output, List<String> references) {
        List<String> words = Words.of(output);
        return references.stream().anyMatch(reference -> Words.of(reference).equals(words));
    }
}
