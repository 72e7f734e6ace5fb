package io.dlmone.spark;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The number under which the noise of a row is drawn: the {@code row} of a
 * {@link io.dlmone.student.TextGenerator.Request}. It follows from the row's key alone, so that a row has the same text
 * in whatever partition, on whatever machine and in whatever attempt it is written.
 */
public final class RowNumber {

    private RowNumber() {}

    /**
     * {@return the number of a row with a whole key} Keys from 0 to 2,147,483,647 are numbers themselves: the texts are
     * then those that {@link io.dlmone.student.TextGenerator#samples} writes for the source at that position. Other
     * keys are taken as text.
     *
     * @param key of the row
     */
    public static int of(long key) {
        return key >= 0 && key <= Integer.MAX_VALUE ? (int) key : of(Long.toString(key));
    }

    /**
     * {@return the number of a row whose key is a text, or whose text is its key: the first 31 bits of the SHA-256 of
     * its UTF-8} Two rows can have the same number; where their sources differ, so do their texts.
     *
     * @param key of the row
     */
    public static int of(String key) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(hash).getInt() >>> 1;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
