package io.dlmone.tokenizer;

import java.util.ArrayList;
import java.util.List;

/** BERT's basic tokenisation for uncased models (Devlin et al. 2019): text to words and punctuation marks. */
final class BertText {

    private BertText() {}

    /** Words in lower case without accents; every punctuation mark and every Chinese character stands alone. */
    static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        BertCharacters.plain(clean(text)).codePoints().forEach(c -> {
            boolean alone = BertCharacters.standsAlone(c);
            boolean space = BertCharacters.isSpace(c);
            if (alone || space) {
                flush(word, words);
            }
            if (alone) {
                words.add(Character.toString(c));
            } else if (!space && !BertCharacters.isDropped(c)) {
                word.appendCodePoint(c);
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

    /** Drops control characters and sets what stands alone apart, before normal forms can change either. */
    private static String clean(String text) {
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (BertCharacters.isSpace(c)) {
                out.append(' ');
            } else if (BertCharacters.standsAlone(c)) {
                out.append(' ').appendCodePoint(c).append(' ');
            } else if (!BertCharacters.isDropped(c)) {
                out.appendCodePoint(c);
            }
        });
        return out.toString();
    }
}
