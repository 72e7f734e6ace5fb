package io.dlmone.unicode;

import java.util.ArrayList;
import java.util.List;

/**
 * White space as Python's {@code str.split()} and {@code str.strip()} know it, in which the official codes of models
 * and measures are written: more than Java's own, which leaves out U+0085, U+00A0 and U+202F. The same on every JDK.
 */
public final class WhiteSpace {

    /** The characters of it, to stand between the brackets of a regular expression. */
    public static final String CLASS =
            "\\x09-\\x0d\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";

    private WhiteSpace() {}

    /**
     * {@return whether a code point is white space}
     *
     * @param c code point
     */
    public static boolean is(int c) {
        return c >= 0x09 && c <= 0x0d
                || c >= 0x1c && c <= 0x20
                || c == 0x85
                || c == 0xa0
                || c == 0x1680
                || c >= 0x2000 && c <= 0x200a
                || c == 0x2028
                || c == 0x2029
                || c == 0x202f
                || c == 0x205f
                || c == 0x3000;
    }

    /**
     * {@return whether a text holds nothing else}
     *
     * @param text any text; the empty one holds nothing else
     */
    public static boolean isAll(String text) {
        return text.chars().allMatch(WhiteSpace::is);
    }

    /**
     * {@return the words between white space}
     *
     * @param text any text
     */
    public static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        int start = -1;
        for (int i = 0; i < text.length(); i++) {
            if (is(text.charAt(i))) {
                if (start >= 0) {
                    words.add(text.substring(start, i));
                }
                start = -1;
            } else if (start < 0) {
                start = i;
            }
        }
        if (start >= 0) {
            words.add(text.substring(start));
        }
        return words;
    }

    /**
     * {@return a text without white space at its ends}
     *
     * @param text any text
     */
    public static String strip(String text) {
        int from = 0;
        int to = text.length();
        while (from < to && is(text.charAt(from))) {
            from++;
        }
        while (to > from && is(text.charAt(to - 1))) {
            to--;
        }
        return text.substring(from, to);
    }
}
