package io.dlmone.huggingface;

import io.dlmone.text.Vocabulary;
import java.util.regex.Pattern;

/**
 * Keeps special tokens apart from texts: inside the library token 1 has a name round which U+FFFF stands, which is no
 * character, and texts are given to it without any.
 */
final class SafeText {

    private static final char NO_CHARACTER = '\uffff';
    private static final char REPLACEMENT = '\ufffd';
    private static final Pattern NAME = Pattern.compile(NO_CHARACTER + "([0-9]{1,9})" + NO_CHARACTER);

    private SafeText() {}

    /** The name of a special token inside the library. */
    static String name(int id) {
        return NO_CHARACTER + Integer.toString(id) + NO_CHARACTER;
    }

    /** A text with the replacement character for what is no character: U+FFFF and halves of surrogate pairs. */
    static String of(String text) {
        boolean sound = text.codePoints().noneMatch(SafeText::isNoCharacter);
        if (sound) {
            return text;
        }
        StringBuilder safe = new StringBuilder(text.length());
        text.codePoints().forEach(c -> safe.appendCodePoint(isNoCharacter(c) ? REPLACEMENT : c));
        return safe.toString();
    }

    /** A text from the library with its special tokens as they stand in the vocabulary. */
    static String shown(String text, Vocabulary vocabulary) {
        return text.indexOf(NO_CHARACTER) < 0
                ? text
                : NAME.matcher(text)
                        .replaceAll(found -> java.util.regex.Matcher.quoteReplacement(
                                vocabulary.token(Integer.parseInt(found.group(1)))));
    }

    private static boolean isNoCharacter(int c) {
        return c == NO_CHARACTER || c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
    }
}
