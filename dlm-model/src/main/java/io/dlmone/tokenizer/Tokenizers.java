package io.dlmone.tokenizer;

import io.dlmone.Plugins;
import io.dlmone.error.DidYouMean;
import io.dlmone.error.ErrorId;
import io.dlmone.error.Problem;
import io.dlmone.error.UserException;
import io.dlmone.io.JsonFile;
import io.dlmone.text.Tokenizer;
import io.dlmone.text.TokenizerReader;
import io.dlmone.text.Vocabulary;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * The tokenizers by their stable names: two that are here and take a vocabulary, and those of
 * {@link io.dlmone.text.TokenizerReader}s, which take a library and a {@code tokenizer.json}.
 */
public final class Tokenizers {

    private static final Map<String, Function<Vocabulary, Tokenizer>> ALL =
            Map.of("word", WordTokenizer::new, "wordpiece", WordPieceTokenizer::new);

    private static final String LIBRARY = "huggingface";
    private static final String FILE = "a tokenizer.json";

    private Tokenizers() {}

    /**
     * {@return the tokenizer of a {@code tokenizer.json}: that of uncased BERT is read here, others take a library}
     *
     * @param file {@code tokenizer.json}
     * @throws UserException with everything in it that is unsound or not supported, or with the artefact to add
     */
    public static Tokenizer read(Path file) {
        return read(file, (json, parsed) -> json);
    }

    /**
     * {@return the tokenizer of a {@code tokenizer.json} for a new model: the special tokens of {@link Vocabulary} that
     * it lacks are added behind its own tokens}
     *
     * @param file {@code tokenizer.json}
     * @throws UserException as {@link #read}
     */
    public static Tokenizer readForTraining(Path file) {
        return read(file, SpecialTokens::complete);
    }

    private static Tokenizer read(Path file, BiFunction<byte[], Map<String, Object>, byte[]> change) {
        byte[] json = JsonFile.bytes(file, FILE);
        Map<String, Object> parsed = JsonFile.parse(json, file.toString(), FILE);
        Optional<Tokenizer> uncased = TokenizerJson.uncased(file, parsed);
        return uncased.isPresent()
                ? uncased.get()
                : Plugins.tokenizer(LIBRARY).read(change.apply(json, parsed), file.toString());
    }

    /**
     * {@return whether a tokenizer is made of its vocabulary, rather than of a {@code tokenizer.json}}
     *
     * @param name its stable name
     */
    public static boolean isOverVocabulary(String name) {
        return ALL.containsKey(name);
    }

    /**
     * {@return the tokenizer of that name over a vocabulary}
     *
     * @param name its stable name, one that {@link #isOverVocabulary}
     * @param vocabulary its tokens
     * @throws UserException that lists the names there are
     */
    public static Tokenizer named(String name, Vocabulary vocabulary) {
        checkOverVocabulary(name);
        return ALL.get(name).apply(vocabulary);
    }

    /**
     * Refuses a name that no tokenizer has, and one whose library is not on the class path.
     *
     * @param name any text
     */
    public static void check(String name) {
        Set<String> names = new TreeSet<>(ALL.keySet());
        names.addAll(Plugins.TOKENIZERS.artefacts().keySet());
        Plugins.all(TokenizerReader.class).forEach(reader -> names.add(reader.name()));
        if (names.contains(name) && !isOverVocabulary(name)) {
            Plugins.tokenizer(name);
        }
        check(name, names);
    }

    /**
     * Refuses a name of no tokenizer that is made of its vocabulary.
     *
     * @param name any text
     */
    public static void checkOverVocabulary(String name) {
        check(name, new TreeSet<>(ALL.keySet()));
    }

    private static void check(String name, Set<String> names) {
        if (!names.contains(name)) {
            throw new UserException(new Problem(
                    ErrorId.TOKEN_1,
                    "tokenizer",
                    "one of " + names,
                    "'" + name + "'",
                    DidYouMean.hint(name, names) + "Choose one of these."));
        }
    }
}
