package io.dlmone.contract;

import io.dlmone.text.Tokenizer;
import io.dlmone.text.Vocabulary;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Words between spaces, for tests of models that have nothing to do with files. */
record SplitTokenizer(Vocabulary vocabulary) implements Tokenizer {

    @Override
    public String name() {
        return "split";
    }

    @Override
    public int[] encode(String text) {
        return Arrays.stream(text.strip().split("\\s+"))
                .filter(word -> !word.isEmpty())
                .mapToInt(vocabulary::id)
                .toArray();
    }

    @Override
    public String decode(int[] ids) {
        return Arrays.stream(ids).mapToObj(vocabulary::token).collect(Collectors.joining(" "));
    }
}
