package io.dlmone.eval;

/** Decides exactly what other measures only estimate, for data whose language has a parser. */
public interface MeaningJudge {

    /** Whether the output says what the source says; false when the output is not in the language. */
    boolean sameMeaning(String source, String output);

    /** Whether the output is a sentence of the language. */
    boolean wellFormed(String output);
}
