package io.dlmone.diffuseq;

import io.dlmone.contract.LayoutContract;
import io.dlmone.text.SentencePair;
import io.dlmone.text.SequenceLayout;
import io.dlmone.text.Vocabulary;
import io.dlmone.tokenizer.WordTokenizer;
import java.util.List;

class DiffuSeqLayoutContractTest extends LayoutContract {

    @Override
    protected SequenceLayout layout() {
        return new DiffuSeqLayout(new WordTokenizer(Vocabulary.ofWords(List.of("a", "b", "c", "d"))), 16);
    }

    @Override
    protected List<SentencePair> pairs() {
        return List.of(new SentencePair("a b", "c d a"), new SentencePair("d", "b"), new SentencePair("a b c d", "a"));
    }
}
