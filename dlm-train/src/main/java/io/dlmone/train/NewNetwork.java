package io.dlmone.train;

import io.dlmone.objective.SettingValues;
import io.dlmone.teacher.TrainableFamily;
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
 * @param family its stable name
 * @param sizes settings of the family's networks
 * @param tokenizer {@code word} or {@code wordpiece}
 * @param vocabulary file with one token a line; empty: the words of the data
 */
public record NewNetwork(String family, SettingValues sizes, String tokenizer, Optional<Path> vocabulary)
        implements NetworkOptions {

    public NewNetwork {
        Tokenizers.checkOverVocabulary(tokenizer);
        new Checks()
                .require(
                        vocabulary.isPresent() || !tokenizer.equals("wordpiece"),
                        "vocab",
                        "a vocabulary file, which setting tokenizer wordpiece needs",
                        "none")
                .addAll(Families.trainable(family).problems(sizes))
                .refuse();
    }

    @Override
    public Map<String, Object> toConfig() {
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("family", family);
        config.putAll(sizes.resolved(Families.trainable(family).networkSettings()));
        config.put("tokenizer", tokenizer);
        vocabulary.ifPresent(file -> config.put("vocab", file.toString()));
        return config;
    }

    @Override
    public Beginning begin(DataSet data) {
        TrainableFamily made = Families.trainable(family);
        Vocabulary words = vocabulary.map(VocabularyFile::read).orElseGet(() -> Vocabulary.ofWords(data.words()));
        Tokenizer whole = Tokenizers.named(tokenizer, words);
        String whose = vocabulary.map(file -> "setting vocab " + file).orElse("the words of the training data");
        int tokens = whole.vocabulary().size();
        return new Beginning(made, made.design(sizes, tokens), whole, Map.of(), whose, Map.of());
    }
}
