package io.dlmone.tokenizer;

import io.dlmone.contract.TokenizerContract;
import io.dlmone.text.Tokenizer;
import io.dlmone.text.Vocabulary;
import java.util.List;

class WordTokenizerContractTest extends TokenizerContract {

    @Override
    protected Tokenizer tokenizer() {
        return new WordTokenizer(Vocabulary.ofWords(List.of("the", "cat", "sat", ".")));
    }

    @Override
    protected List<String> texts() {
        return List.of("the cat sat .", "cat", "the the");
    }
}
