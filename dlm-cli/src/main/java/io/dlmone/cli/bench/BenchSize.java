package io.dlmone.cli.bench;

import io.dlmone.diffuseq.DiffuSeqConfig;
import io.dlmone.diffuseq.DiffuSeqModel;
import io.dlmone.tensor.Tensor;
import io.dlmone.text.Examples;
import io.dlmone.text.SequenceLayout;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** The networks that are measured, with random weights. */
public enum BenchSize {
    /** Vocabulary 1,000, embedding 64, length 64, hidden 256, 4 layers. */
    SMALL(new DiffuSeqConfig(1000, 64, 64, 64, 64, 256, 4, 4, 1024, 2000)),
    /** DiffuSeq's own: BERT-base with 30,522 tokens, embedding 128, length 128. */
    BASE(DiffuSeqConfig.base(30522));

    private final DiffuSeqConfig config;

    BenchSize(DiffuSeqConfig config) {
        this.config = config;
    }

    DiffuSeqModel model() {
        return new DiffuSeqModel(config);
    }

    Map<String, Tensor> weights() {
        Map<String, Tensor> weights = new LinkedHashMap<>();
        model().parameters().forEach(p -> weights.put(p.name(), p.initialValue(1)));
        return weights;
    }

    /** Sequences whose second half is target, with tokens that spread over the vocabulary. */
    Examples examples() {
        return index -> {
            long[] ids = new long[config.sizes().length()];
            Arrays.setAll(
                    ids, i -> (index * 7919 + i * 104729L) % config.sizes().vocabulary());
            return new SequenceLayout.Encoded(ids, config.sizes().length() / 2);
        };
    }
}
