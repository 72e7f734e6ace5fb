package io.dlmone.text;

/** Turns text into token ids and back. Immutable and thread-safe. */
public interface Tokenizer {

    /** {@return the stable name that {@code config.json} gives: {@code word} or {@code wordpiece}} */
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
}
