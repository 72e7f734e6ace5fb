package io.dlmone.text;

import io.dlmone.unicode.WhiteSpace;
import java.util.regex.Pattern;

/**
 * Placeholders of delexicalised text: words in angle brackets, such as {@code <name>}, that stand for something the
 * sentence must say and that is put in afterwards.
 */
public final class Placeholders {

    /** One placeholder. */
    public static final Pattern PATTERN = Pattern.compile("<[^<>" + WhiteSpace.CLASS + "]+>");

    private Placeholders() {}

    /**
     * {@return for each token of a vocabulary whether it is one}
     *
     * @param vocabulary the tokens
     */
    public static boolean[] of(Vocabulary vocabulary) {
        boolean[] placeholder = new boolean[vocabulary.size()];
        for (int id = 0; id < placeholder.length; id++) {
            placeholder[id] = PATTERN.matcher(vocabulary.token(id)).matches();
        }
        return placeholder;
    }
}
