package io.dlmone.huggingface;

import io.dlmone.contract.TokenizerReaderContract;
import io.dlmone.golden.GoldenElf;
import io.dlmone.text.TokenizerReader;

class HuggingFaceReaderTest extends TokenizerReaderContract {

    @Override
    protected TokenizerReader plugin() {
        return new HuggingFaceReader();
    }

    @Override
    protected byte[] json() {
        return GoldenElf.bytes("t5/tokenizer.json");
    }
}
