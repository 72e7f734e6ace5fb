package io.dlmone.elf;

import io.dlmone.contract.LayoutContract;
import io.dlmone.text.SentencePair;
import io.dlmone.text.SequenceLayout;
import io.dlmone.text.Vocabulary;
import io.dlmone.tokenizer.WordTokenizer;
import java.util.List;

class ElfLayoutContractTest extends LayoutContract {

    private final Vocabulary words = Vocabulary.ofWords(List.of("a", "b", "c", "d"));

    @Override
    protected SequenceLayout layout() {
        return new ElfLayout(new WordTokenizer(words), 8, 4, 0);
    }

    @Override
    protected List<SentencePair> pairs() {
        return List.of(new SentencePair("a b c", "d c"), new SentencePair("d", "a a a a"));
    }
}
