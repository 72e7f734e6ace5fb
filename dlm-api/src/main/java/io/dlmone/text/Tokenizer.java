package io.dlmone.text;

import java.util.Optional;

/** Turns text into token ids and back. Immutable and thread-safe. */
public interface Tokenizer {

    /**
     * {@return the stable name that {@code config.json} gives: {@code word}, {@code wordpiece} or that of a
     * {@link TokenizerReader}}
     */
    String name();

    /** {@return the tokens} */
    Vocabulary vocabulary();

    /**
     * {@return the ids of a text, without special tokens}
     *
     * @param text any text
     */
    int[] encode(String text);

    /**
     * {@return the text of some ids, special tokens included as they stand}
     *
     * @param ids of the vocabulary
     */
    String decode(int[] ids);

    /**
     * {@return the {@code tokenizer.json} that it was read from by a {@link TokenizerReader}, byte for byte; empty:
     * name and vocabulary say everything} The bytes are the caller's.
     */
    default Optional<byte[]> json() {
        return Optional.empty();
    }
}
