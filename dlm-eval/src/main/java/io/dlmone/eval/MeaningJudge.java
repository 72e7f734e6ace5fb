package io.dlmone.eval;

/** Decides exactly what other measures only estimate, for data whose language has a parser. */
public interface MeaningJudge {

    /**
     * {@return whether the output says what the source says; false when the output is not in the language}
     *
     * @param source a sentence
     * @param output what was written for it
     */
    boolean sameMeaning(String source, String output);

    /**
     * {@return how many sentences of the language say what the source says, itself among them; 0 for a source that is
     * none}
     *
     * @param source a sentence
     */
    int sentences(String source);

    /**
     * {@return whether the output is a sentence of the language}
     *
     * @param output any text
     */
    boolean wellFormed(String output);
}
