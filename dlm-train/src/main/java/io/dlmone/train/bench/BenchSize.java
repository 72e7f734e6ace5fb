package io.dlmone.train.bench;

import io.dlmone.teacher.TrainableFamily;
import java.util.Map;

/** The sizes of the networks that are measured; of a family's settings, those that it has. */
public enum BenchSize {
    /** Vocabulary 1,000, embedding 64, length 64, hidden 256, 4 layers. */
    SMALL(1000, Map.of("width", "64", "length", "64", "hidden", "256", "layers", "4", "heads", "4")),
    /** That of BERT-base, with 30,522 tokens, embedding 128, length 128. */
    BASE(30_522, Map.of("width", "128", "length", "128", "hidden", "768", "layers", "12", "heads", "12"));

    private final int tokens;
    private final Map<String, String> settings;

    BenchSize(int tokens, Map<String, String> settings) {
        this.tokens = tokens;
        this.settings = settings;
    }

    /**
     * {@return a network of this size}
     *
     * @param family its family
     */
    public BenchModel of(TrainableFamily family) {
        return new BenchModel(family, family.design(BenchModel.known(family.networkSettings(), settings), tokens));
    }
}
