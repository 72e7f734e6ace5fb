package io.dlmone.text;

/** How a source and a target lie in one sequence of fixed length. Immutable. */
public interface SequenceLayout {

    /** {@return positions of a sequence} */
    int length();

    /** {@return tokens that a source and its text can have together; a source that has more by itself is cut} */
    int capacity();

    /** {@return what turns text into tokens} */
    Tokenizer tokenizer();

    /**
     * {@return the sequence of a pair}
     *
     * @param source any text
     * @param target any text
     */
    Encoded encode(String source, String target);

    /**
     * {@return the sequence of a source whose target is still to be written}
     *
     * @param source any text
     */
    default Encoded encode(String source) {
        return encode(source, "");
    }

    /**
     * {@return the written text, as the official script decodes it: special tokens inside stay}
     *
     * @param ids a whole sequence
     * @param start its first target position
     */
    String decode(long[] ids, int start);

    /**
     * {@return the written text for people: up to the first separator, without special tokens}
     *
     * @param ids tokens of a sequence
     * @param start where its text begins
     */
    String decodeClean(long[] ids, int start);

    /**
     * A sequence.
     *
     * @param ids one for each position
     * @param start the first target position; from here to the end is target
     */
    record Encoded(long[] ids, int start) {}
}
