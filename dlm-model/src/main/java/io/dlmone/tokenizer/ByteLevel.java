package io.dlmone.tokenizer;

import io.dlmone.unicode.WhiteSpace;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * GPT-2's words (Radford et al. 2019), as the step {@code ByteLevel} of the tokenizers library cuts them: a space
 * belongs to the word behind it, letters, digits and other characters stand apart, and every byte of UTF-8 is written
 * as one printable character. So any text has tokens, and they give it back.
 */
final class ByteLevel {

    private static final int BYTES = 256;
    private static final List<String> CONTRACTIONS = List.of("'s", "'t", "'re", "'ve", "'m", "'ll", "'d");
    private static final char[] CHARACTERS = characters();

    private ByteLevel() {}

    private enum Kind {
        SPACE,
        LETTER,
        NUMBER,
        OTHER
    }

    /** Printable characters of Latin-1 stand for themselves, all other bytes for characters from U+0100 on. */
    private static char[] characters() {
        char[] all = new char[BYTES];
        char next = 0x100;
        for (char b = 0; b < BYTES; b++) {
            boolean printable = b >= '!' && b <= '~' || b >= 0xa1 && b <= 0xac || b >= 0xae;
            all[b] = printable ? b : next++;
        }
        return all;
    }

    /** The characters that stand for bytes, sorted. */
    static List<String> alphabet() {
        return new String(CHARACTERS)
                .chars()
                .sorted()
                .mapToObj(Character::toString)
                .toList();
    }

    /** The words of a text with a space before it, in the characters that stand for their bytes. */
    static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        int[] c = (" " + text).codePoints().toArray();
        for (int at = 0; at < c.length; ) {
            int end = end(c, at);
            words.add(bytes(new String(c, at, end - at)));
            at = end;
        }
        return words;
    }

    private static String bytes(String word) {
        StringBuilder out = new StringBuilder();
        for (byte b : word.getBytes(StandardCharsets.UTF_8)) {
            out.append(CHARACTERS[b & 0xff]);
        }
        return out.toString();
    }

    /** Where the word that begins at a place ends. */
    private static int end(int[] c, int at) {
        if (c[at] == '\'') {
            String rest = new String(c, at, Math.min(3, c.length - at));
            for (String each : CONTRACTIONS) {
                if (rest.startsWith(each)) {
                    return at + each.length();
                }
            }
        }
        int from = c[at] == ' ' && at + 1 < c.length ? at + 1 : at;
        Kind kind = kind(c[from]);
        if (kind != Kind.SPACE) {
            return endOfRun(c, from, kind);
        }
        int end = endOfRun(c, at, Kind.SPACE);
        return end < c.length && end - at > 1 ? end - 1 : end;
    }

    private static int endOfRun(int[] c, int from, Kind kind) {
        int end = from;
        while (end < c.length && kind(c[end]) == kind) {
            end++;
        }
        return end;
    }

    /** Characters newer than Unicode 13 are of the kind {@code OTHER}: the JDKs differ in what they know of these. */
    private static Kind kind(int c) {
        if (WhiteSpace.is(c)) {
            return c >= 0x1c && c <= 0x1f ? Kind.OTHER : Kind.SPACE;
        }
        if (!BertCharacters.isAssigned(c)) {
            return Kind.OTHER;
        }
        return switch (Character.getType(c)) {
            case Character.UPPERCASE_LETTER,
                    Character.LOWERCASE_LETTER,
                    Character.TITLECASE_LETTER,
                    Character.MODIFIER_LETTER,
                    Character.OTHER_LETTER -> Kind.LETTER;
            case Character.DECIMAL_DIGIT_NUMBER, Character.LETTER_NUMBER, Character.OTHER_NUMBER -> Kind.NUMBER;
            default -> Kind.OTHER;
        };
    }
}
