package io.dlmone.paraphrase;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Tells exactly what a sentence means, or that it is not in the language. It knows every sentence of the grammar, so
 * that a look-up costs one hash; building it costs a fraction of a second. Immutable.
 */
public final class ParaphraseParser {

    private final Map<String, Meaning> meanings = new HashMap<>();

    /**
     * Lists the language.
     *
     * @param grammar of the language
     * @throws IllegalArgumentException if a sentence has two meanings
     */
    public ParaphraseParser(ParaphraseGrammar grammar) {
        for (Meaning meaning : grammar.meanings()) {
            for (String sentence : grammar.sentences(meaning)) {
                Meaning other = meanings.put(sentence, meaning);
                if (other != null) {
                    throw new IllegalArgumentException(
                            "\"" + sentence + "\" is written twice: as " + other + " and as " + meaning);
                }
            }
        }
    }

    /**
     * {@return the meaning of a sentence, words parted by single spaces; empty if it is not in the language}
     *
     * @param sentence any text
     */
    public Optional<Meaning> parse(String sentence) {
        return Optional.ofNullable(meanings.get(sentence));
    }

    /** {@return how many sentences the language has} */
    public int size() {
        return meanings.size();
    }
}
