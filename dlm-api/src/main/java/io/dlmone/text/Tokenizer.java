package io.dlmone.text;

/** Turns text into token ids and back. Immutable and thread-safe. */
public interface Tokenizer {

    /** {@return the stable name that {@code config.json} gives: {@code word} or {@code wordpiece}} */
    String name();

    Vocabulary vocabulary();

    /** Ids of a text, without special tokens. */
    int[] encode(String text);

    /** {@return the text of some ids, special tokens included as they stand} */
    String decode(int[] ids);
}
