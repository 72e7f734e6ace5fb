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
 * @param tokenizer {@code word} or {@code wordpiece}; empty: what the vocabulary's file says, else words
 * @param vocabulary file with one token a line, or a {@code tokenizer.json} of any kind that is read; empty: the words
 *     of the data
 */
public record NewNetwork(String family, SettingValues sizes, Optional<String> tokenizer, Optional<Path> vocabulary)
        implements NetworkOptions {

    private static final String WORDS = "word";

    public NewNetwork {
        Checks checks = new Checks();
        if (whole(vocabulary).isEmpty()) {
            tokenizer.ifPresent(Tokenizers::checkOverVocabulary);
            checks.require(
                    vocabulary.isPresent()
                            || tokenizer.filter("wordpiece"::equals).isEmpty(),
                    "vocab",
                    "a vocabulary file, which setting tokenizer wordpiece needs",
                    "none");
        } else {
            tokenizer.ifPresent(Tokenizers::check);
        }
        checks.addAll(Families.trainable(family).problems(sizes)).refuse();
    }

    /** The vocabulary's file if it says of a tokenizer everything there is. */
    private static Optional<Path> whole(Optional<Path> vocabulary) {
        return vocabulary.filter(file -> file.toString().endsWith(".json"));
    }

    @Override
    public Map<String, Object> toConfig() {
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("family", family);
        config.putAll(sizes.resolved(Families.trainable(family).networkSettings()));
        if (whole(vocabulary).isEmpty() || tokenizer.isPresent()) {
            config.put("tokenizer", tokenizer.orElse(WORDS));
        }
        vocabulary.ifPresent(file -> config.put("vocab", file.toString()));
        return config;
    }

    @Override
    public Beginning begin(DataSet data) {
        TrainableFamily made = Families.trainable(family);
        Tokenizer tokens = whole(vocabulary).map(Tokenizers::readForTraining).orElseGet(() -> listed(data));
        new Checks()
                .require(
                        tokenizer.isEmpty() || tokenizer.get().equals(tokens.name()),
                        "tokenizer",
                        tokens.name() + ", as in "
                                + vocabulary.map(Path::toString).orElse("the data"),
                        tokenizer.orElse(""))
                .refuse();
        String whose = vocabulary.map(file -> "setting vocab " + file).orElse("the words of the training data");
        int size = tokens.vocabulary().size();
        return new Beginning(made, made.design(sizes, size), tokens, Map.of(), whose, Map.of());
    }

    private Tokenizer listed(DataSet data) {
        Vocabulary words = vocabulary.map(VocabularyFile::read).orElseGet(() -> Vocabulary.ofWords(data.words()));
        return Tokenizers.named(tokenizer.orElse(WORDS), words);
    }
}
