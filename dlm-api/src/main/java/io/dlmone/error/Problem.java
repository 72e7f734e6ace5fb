package io.dlmone.error;

import java.util.Objects;

/**
 * One thing that is wrong with what the user gave, told so that it can be mended.
 *
 * @param id stable identifier: {@code DLM-DATA-2}, an {@link ErrorId} as text, or a plugin's own
 * @param where file and line, key, flag or tensor
 * @param expected what should have stood there
 * @param found what stood there
 * @param remedy what to do about it
 */
public record Problem(String id, String where, String expected, String found, String remedy) {

    public Problem {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(where, "where");
        Objects.requireNonNull(expected, "expected");
        Objects.requireNonNull(found, "found");
        Objects.requireNonNull(remedy, "remedy");
    }

    /**
     * A problem of a kind that DLM-One knows.
     *
     * @param id what is wrong
     * @param where file and line, key, setting or tensor
     * @param expected what should have stood there
     * @param found what stood there
     * @param remedy what to do about it, a sentence
     */
    public Problem(ErrorId id, String where, String expected, String found, String remedy) {
        this(id.toString(), where, expected, found, remedy);
    }

    /**
     * {@return the same, told with the greater place that it is in}
     *
     * @param place such as a file
     */
    public Problem within(String place) {
        return new Problem(id, place + ": " + where, expected, found, remedy);
    }

    /** One line, whatever was found: {@code [ID] where: expected ..., found .... Remedy.} */
    @Override
    public String toString() {
        String text = "[" + id + "] " + where + ": expected " + expected + ", found " + found + ". " + remedy;
        return text.replace("\r", "\\r").replace("\n", "\\n");
    }
}
