package io.dlmone.tokenizer;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;

/** BERT's basic tokenisation for uncased models (Devlin et al. 2019): text to words and punctuation marks. */
final class BertText {

    private BertText() {}

    /** Words in lower case without accents; every punctuation mark and every Chinese character stands alone. */
    static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        Normalizer.normalize(clean(text), Normalizer.Form.NFD).codePoints().forEach(c -> {
            if (Character.getType(c) == Character.NON_SPACING_MARK) {
                return;
            }
            int lower = Character.toLowerCase(c);
            boolean alone = isPunctuation(lower);
            if (alone || isSpace(lower)) {
                flush(word, words);
            }
            if (alone) {
                words.add(Character.toString(lower));
            } else if (!isSpace(lower)) {
                word.appendCodePoint(lower);
            }
        });
        flush(word, words);
        return words;
    }

    private static void flush(StringBuilder word, List<String> words) {
        if (!word.isEmpty()) {
            words.add(word.toString());
            word.setLength(0);
        }
    }

    /** Drops control characters and sets Chinese characters apart, before normal forms can change either. */
    private static String clean(String text) {
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (isSpace(c)) {
                out.append(' ');
            } else if (isChinese(c)) {
                out.append(' ').appendCodePoint(c).append(' ');
            } else if (!isControl(c)) {
                out.appendCodePoint(c);
            }
        });
        return out.toString();
    }

    private static boolean isSpace(int c) {
        return c == '\t' || c == '\n' || c == '\r' || Character.isSpaceChar(c);
    }

    private static boolean isControl(int c) {
        return c == 0xfffd
                || switch (Character.getType(c)) {
                    case Character.CONTROL, Character.FORMAT, Character.PRIVATE_USE, Character.SURROGATE -> true;
                    default -> false;
                };
    }

    /**
     * The CJK ideographs that the tokenizers library sets apart; Hangul and kana are written with spaces or not at all.
     * (The library begins extension E at 2b920 rather than 2b820, and so do the ids of official models.)
     */
    private static boolean isChinese(int c) {
        return in(c, 0x4e00, 0x9fff)
                || in(c, 0x3400, 0x4dbf)
                || in(c, 0x20000, 0x2a6df)
                || in(c, 0x2a700, 0x2b73f)
                || in(c, 0x2b740, 0x2b81f)
                || in(c, 0x2b920, 0x2ceaf)
                || in(c, 0xf900, 0xfaff)
                || in(c, 0x2f800, 0x2fa1f);
    }

    /** Unicode punctuation, and the signs of ASCII that Unicode counts as symbols, such as {@code $} and {@code ^}. */
    private static boolean isPunctuation(int c) {
        if (in(c, 33, 47) || in(c, 58, 64) || in(c, 91, 96) || in(c, 123, 126)) {
            return true;
        }
        return switch (Character.getType(c)) {
            case Character.CONNECTOR_PUNCTUATION,
                    Character.DASH_PUNCTUATION,
                    Character.START_PUNCTUATION,
                    Character.END_PUNCTUATION,
                    Character.INITIAL_QUOTE_PUNCTUATION,
                    Character.FINAL_QUOTE_PUNCTUATION,
                    Character.OTHER_PUNCTUATION -> true;
            default -> false;
        };
    }

    private static boolean in(int c, int first, int last) {
        return c >= first && c <= last;
    }
}
