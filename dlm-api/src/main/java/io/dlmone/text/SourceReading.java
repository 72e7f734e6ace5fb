package io.dlmone.text;

import io.dlmone.unicode.WhiteSpace;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How a model reads a source: what it does not know, and what it cannot hold.
 *
 * @param words how many words the source has
 * @param unknown those that the vocabulary lacks a token for, in their order; the model reads all of them alike
 * @param cut how many tokens at the end of the source are not read, because it is too long
 * @param room how many tokens the text can have beside the source
 */
public record SourceReading(int words, List<String> unknown, int cut, int room) {

    public SourceReading {
        unknown = List.copyOf(unknown);
    }

    /**
     * {@return how a source is read in a layout}
     *
     * @param layout the model's
     * @param source any text
     */
    public static SourceReading of(SequenceLayout layout, String source) {
        int tokens = layout.tokenizer().encode(source).length;
        int free = layout.capacity() - tokens;
        return new SourceReading(
                WhiteSpace.words(source).size(),
                unknownWords(layout.tokenizer(), source),
                Math.max(0, -free),
                Math.max(0, free));
    }

    /**
     * {@return the words of a text, as often as they stand there, that the vocabulary lacks a token for}
     *
     * @param tokenizer the model's
     * @param text any text
     */
    public static List<String> unknownWords(Tokenizer tokenizer, String text) {
        Vocabulary tokens = tokenizer.vocabulary();
        return WhiteSpace.words(text).stream()
                .filter(word -> IntStream.of(tokenizer.encode(word)).anyMatch(tokens::isUnknown))
                .toList();
    }

    /** {@return whether all words are known and read, and a text can stand beside them} */
    public boolean isWhole() {
        return unknown.isEmpty() && fits();
    }

    /** {@return whether all tokens are read and a text can stand beside them} */
    public boolean fits() {
        return cut == 0 && room > 0;
    }

    /** {@return whether there are words and none of them is known} */
    public boolean isHopeless() {
        return words > 0 && unknown.size() == words;
    }
}
