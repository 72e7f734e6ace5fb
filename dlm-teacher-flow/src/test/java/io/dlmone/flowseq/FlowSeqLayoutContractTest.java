package io.dlmone.flowseq;

import io.dlmone.contract.LayoutContract;
import io.dlmone.diffuseq.DiffuSeqSizes;
import io.dlmone.text.SentencePair;
import io.dlmone.text.SequenceLayout;
import io.dlmone.text.Vocabulary;
import io.dlmone.tokenizer.WordTokenizer;
import java.util.List;

class FlowSeqLayoutContractTest extends LayoutContract {

    @Override
    protected SequenceLayout layout() {
        Vocabulary words = Vocabulary.ofWords(List.of("a", "b", "c", "d"));
        return new FlowSeqModel(new DiffuSeqSizes(words.size(), 4, 4, 16, 16, 8, 1, 2, 8))
                .layout(new WordTokenizer(words));
    }

    @Override
    protected List<SentencePair> pairs() {
        return List.of(new SentencePair("a b", "c d a"), new SentencePair("d", "b"), new SentencePair("a b c d", "a"));
    }
}
