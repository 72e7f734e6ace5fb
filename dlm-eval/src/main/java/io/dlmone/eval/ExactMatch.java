package io.dlmone.eval;

import io.dlmone.unicode.WhiteSpace;
import java.util.List;

/** Whether an output is word for word one of the references; white space between words does not matter. */
public final class ExactMatch {

    private ExactMatch() {}

    /**
     * {@return whether the words of {@code output} are those of some reference, in the same order}
     *
     * @param output a sentence
     * @param references at least one
     */
    public static boolean matches(String output, List<String> references) {
        List<String> words = WhiteSpace.words(output);
        return references.stream()
                .anyMatch(reference -> WhiteSpace.words(reference).equals(words));
    }
}
