package io.dlmone.train;

import io.dlmone.diffuseq.DiffuSeqConfig;
import io.dlmone.diffuseq.DiffuSeqModel;
import io.dlmone.text.Tokenizer;
import io.dlmone.text.Vocabulary;
import io.dlmone.tokenizer.Tokenizers;
import io.dlmone.tokenizer.VocabularyFile;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A network of given sizes with random weights.
 *
 * @param tokenizer {@code word} or {@code wordpiece}
 * @param vocabulary file with one token a line; empty: the words of the data
 */
public record NewNetwork(Sizes sizes, String tokenizer, Optional<Path> vocabulary) implements NetworkOptions {

    private static final int DIFFUSION_STEPS = 2000;
    private static final int INNER = 4;

    public NewNetwork {
        Tokenizers.check(tokenizer);
        new Checks()
                .require(
                        vocabulary.isPresent() || !tokenizer.equals("wordpiece"),
                        "--vocab",
                        "a vocabulary file, which --tokenizer wordpiece needs",
                        "none")
                .refuse();
    }

    @Override
    public Map<String, Object> toConfig() {
        Map<String, Object> config = new LinkedHashMap<>(sizes.toConfig());
        config.put("tokenizer", tokenizer);
        vocabulary.ifPresent(file -> config.put("vocab", file.toString()));
        return config;
    }

    @Override
    public Beginning begin(TaskData data) {
        Vocabulary words = vocabulary.map(VocabularyFile::read).orElseGet(() -> Vocabulary.ofWords(data.words()));
        Tokenizer whole = Tokenizers.named(tokenizer, words);
        String whose = vocabulary.map(file -> "--vocab " + file).orElse("the words of the training data");
        return new Beginning(new DiffuSeqModel(network(whole.vocabulary().size())), whole, Map.of(), whose, Map.of());
    }

    private DiffuSeqConfig network(int tokens) {
        return new DiffuSeqConfig(
                tokens,
                sizes.width(),
                sizes.width(),
                sizes.length(),
                sizes.length(),
                sizes.hidden(),
                sizes.layers(),
                sizes.heads(),
                INNER * sizes.hidden(),
                DIFFUSION_STEPS);
    }
}
