package io.dlmone.tokenizer;

import io.dlmone.contract.TokenizerContract;
import io.dlmone.text.Tokenizer;
import io.dlmone.text.Vocabulary;
import java.util.List;

class WordPieceTokenizerContractTest extends TokenizerContract {

    @Override
    protected Tokenizer tokenizer() {
        return new WordPieceTokenizer(Vocabulary.ofWords(List.of("the", "cat", "##s", "sat", ".")));
    }

    @Override
    protected List<String> texts() {
        return List.of("the cats sat.", "cat");
    }
}
