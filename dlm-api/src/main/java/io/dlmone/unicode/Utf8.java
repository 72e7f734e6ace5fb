package io.dlmone.unicode;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Text as it lies in files. A byte-order mark at the beginning is no part of a text. */
public final class Utf8 {

    private static final int MARK = 0xfeff;

    private Utf8() {}

    /**
     * {@return the text of some bytes}
     *
     * @param bytes holds the text in UTF-8
     * @param from first byte
     * @param to end, which is left out
     * @throws CharacterCodingException if they are not UTF-8
     */
    public static String decode(byte[] bytes, int from, int to) throws CharacterCodingException {
        return StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes, from, to - from))
                .toString();
    }

    /**
     * {@return a text without a mark at its beginning}
     *
     * @param text any text
     */
    public static String withoutMark(String text) {
        return !text.isEmpty() && text.charAt(0) == MARK ? text.substring(1) : text;
    }

    /**
     * Reads a stream to its end, after its mark if it has one; throws {@link CharacterCodingException} at other bytes.
     *
     * @param in stream in UTF-8, which the reader closes
     * @return a reader of the text
     */
    public static BufferedReader reader(InputStream in) {
        return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8.newDecoder()) {

            private boolean begun;

            @Override
            public int read(char[] to, int from, int count) throws IOException {
                int n = super.read(to, from, count);
                boolean first = !begun && n > 0;
                begun = begun || first;
                if (!first || to[from] != MARK) {
                    return n;
                }
                System.arraycopy(to, from + 1, to, from, n - 1);
                return n - 1;
            }
        });
    }

    /**
     * {@return whether a text can be written: JSON and Java may hold half of a surrogate pair, which no encoding has}
     *
     * @param text any text
     */
    public static boolean canHold(String text) {
        return text.codePoints().noneMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
    }
}
