package io.dlmone.train.data;

import io.dlmone.train.data.Finding.Kind;
import io.dlmone.unicode.WhiteSpace;
import java.lang.Character.UnicodeScript;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** What is strange about a text by itself. */
final class TextFaults {

    private static final Pattern MARKUP = Pattern.compile(
            "&(?:[a-z]{2,8}|#[0-9]{2,6}|#x[0-9a-f]{2,6});|</?(?:a|b|i|u|p|br|hr|em|strong|div|span|li|ul|td|tr|font|img)"
                    + "(?:[ \\t/][^<>]*)?>",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern TWICE = Pattern.compile("[\u00c2-\u00df][\u0080-\u00bf]|\u00e2\u20ac[\u0080-\u2122]");
    private static final Set<UnicodeScript> ALIKE =
            EnumSet.of(UnicodeScript.LATIN, UnicodeScript.GREEK, UnicodeScript.CYRILLIC, UnicodeScript.ARMENIAN);

    private TextFaults() {}

    /** All kinds that a text shows. */
    static Set<Kind> of(String text) {
        Set<Kind> kinds = EnumSet.noneOf(Kind.class);
        Set<UnicodeScript> word = EnumSet.noneOf(UnicodeScript.class);
        boolean ascii = true;
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            int c = text.codePointAt(i);
            ascii &= c < 0x7f;
            if (c < 0x20 || c >= 0x7f && c <= 0x9f) {
                kinds.add(Kind.CONTROL);
            } else if (c == 0xfffd) {
                kinds.add(Kind.REPLACEMENT);
            } else if (isInvisible(c)) {
                kinds.add(Kind.INVISIBLE);
            } else if (c >= 0x7f && isForeign(c)) {
                kinds.add(Kind.PRIVATE);
            }
            if (!Character.isLetter(c)) {
                word.clear();
            } else if (ALIKE.contains(UnicodeScript.of(c))) {
                word.add(UnicodeScript.of(c));
                if (word.size() > 1) {
                    kinds.add(Kind.MIXED_SCRIPTS);
                }
            }
        }
        if (!ascii && TWICE.matcher(text).find()) {
            kinds.add(Kind.TWICE_ENCODED);
        }
        if ((text.indexOf('&') >= 0 || text.indexOf('<') >= 0)
                && MARKUP.matcher(text).find()) {
            kinds.add(Kind.MARKUP);
        }
        return kinds;
    }

    /** Not the joiners that emoji and some scripts need. */
    private static boolean isInvisible(int c) {
        return c == 0xad
                || c == 0x200b
                || c == 0x200e
                || c == 0x200f
                || c >= 0x202a && c <= 0x202e
                || c >= 0x2060 && c <= 0x2069
                || c == 0xfeff;
    }

    private static boolean isForeign(int c) {
        int type = Character.getType(c);
        return type == Character.PRIVATE_USE || type == Character.UNASSIGNED;
    }

    /** A text without capitals, with one space where it has white space. */
    static String plain(String text) {
        return String.join(" ", WhiteSpace.words(text)).toLowerCase(Locale.ROOT);
    }
}
