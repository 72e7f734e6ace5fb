package io.dlmone.tokenizer;

import io.dlmone.text.Tokenizer;
import io.dlmone.text.Vocabulary;
import io.dlmone.unicode.WhiteSpace;
import java.util.Arrays;
import java.util.stream.Collectors;

/** One token for each word between white space. */
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
        return Arrays.stream(ids).mapToObj(vocabulary::token).collect(Collectors.joining(" "));
    }
}
