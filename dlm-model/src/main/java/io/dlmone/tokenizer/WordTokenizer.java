package io.dlmone.tokenizer;

import io.dlmone.text.Tokenizer;
import io.dlmone.text.Vocabulary;
import io.dlmone.unicode.WhiteSpace;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * One token for each word between white space; decoding joins words that lie in pieces, see {@link #joined}.
 *
 * @param vocabulary its words
 */
public record WordTokenizer(Vocabulary vocabulary) implements Tokenizer {

    @Override
    public String name() {
        return "word";
    }

    @Override
    public int[] encode(String text) {
        return WhiteSpace.words(text).stream().mapToInt(vocabulary::id).toArray();
    }

    @Override
    public String decode(int[] ids) {
        return joined(Arrays.stream(ids).mapToObj(vocabulary::token).collect(Collectors.joining(" ")));
    }

    /**
     * {@return a text whose words lie in pieces, those before the last marked as {@code subword-nmt} ({@code @@}) or by
     * two underscores, with its words whole, as the official DiffuSeq code decodes lists of words} Other texts stay as
     * they are.
     *
     * @param text any text
     */
    public static String joined(String text) {
        return text.replace("__ ", "").replace("@@ ", "");
    }
}
