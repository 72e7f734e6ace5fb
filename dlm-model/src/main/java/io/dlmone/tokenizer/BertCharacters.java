package io.dlmone.tokenizer;

import io.dlmone.unicode.Utf8;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.text.Normalizer;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * What BERT's tokenizer of the tokenizers library takes each character for, the same on every JDK, whose own tables
 * follow newer versions of Unicode: the library drops and sets apart what Unicode 8 calls marks, controls and
 * punctuation. Decompositions and lower case are those of Unicode 13 for the characters it has, which every JDK from 17
 * on agrees on; for newer ones those that the library knows. The tables are in {@code bert-characters.txt}. Immutable.
 */
final class BertCharacters {

    private static final String FILE = "bert-characters.txt";
    private static final BertCharacters ALL = read();

    private final Map<String, int[]> ranges = new HashMap<>();
    private final Map<Integer, String> newer = new HashMap<>();

    private BertCharacters() {}

    private static BertCharacters read() {
        BertCharacters all = new BertCharacters();
        try (InputStream in = Objects.requireNonNull(BertCharacters.class.getResourceAsStream(FILE), FILE);
                BufferedReader lines = Utf8.reader(in)) {
            lines.lines().filter(line -> !line.startsWith("#")).forEach(all::take);
            return all;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@code NAME first-last first-last ...} or {@code newer from>to from>to+to ...}, in hexadecimal digits. */
    private void take(String line) {
        String[] parts = line.split(" ");
        int[] bounds = new int[2 * (parts.length - 1)];
        for (int i = 1; i < parts.length; i++) {
            String[] pair = parts[i].split("[->]");
            if (parts[0].equals("newer")) {
                StringBuilder to = new StringBuilder();
                for (String c : pair[1].split("\\+")) {
                    to.appendCodePoint(hex(c));
                }
                newer.put(hex(pair[0]), to.toString());
            } else {
                bounds[2 * i - 2] = hex(pair[0]);
                bounds[2 * i - 1] = hex(pair[pair.length - 1]);
            }
        }
        ranges.put(parts[0], bounds);
    }

    private static int hex(String digits) {
        return Integer.parseInt(digits, 16);
    }

    private boolean in(String name, int c) {
        int[] bounds = ranges.get(name);
        int low = 0;
        int high = bounds.length / 2 - 1;
        while (low <= high) {
            int middle = (low + high) / 2;
            if (c < bounds[2 * middle]) {
                high = middle - 1;
            } else if (c > bounds[2 * middle + 1]) {
                low = middle + 1;
            } else {
                return true;
            }
        }
        return false;
    }

    /** Controls and marks, which are dropped. */
    static boolean isDropped(int c) {
        return ALL.in("dropped", c);
    }

    /** Punctuation and Chinese characters, which stand alone. */
    static boolean standsAlone(int c) {
        return ALL.in("alone", c);
    }

    /** Characters that every JDK from 17 on knows. */
    static boolean isAssigned(int c) {
        return ALL.in("assigned", c);
    }

    /** White space between words. */
    static boolean isSpace(int c) {
        return ALL.in("space", c);
    }

    /** A text in its canonical decomposition and in lower case, character by character. */
    static String plain(String text) {
        StringBuilder out = new StringBuilder(text.length());
        StringBuilder known = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (ALL.in("assigned", c)) {
                known.appendCodePoint(c);
            } else {
                lower(known, out);
                out.append(ALL.newer.getOrDefault(c, Character.toString(c)));
            }
        });
        lower(known, out);
        return out.toString();
    }

    private static void lower(StringBuilder known, StringBuilder out) {
        Normalizer.normalize(known, Normalizer.Form.NFD)
                .codePoints()
                .forEach(c -> out.appendCodePoint(ALL.in("assigned", c) ? Character.toLowerCase(c) : c));
        known.setLength(0);
    }
}
