package io.dlmone.tokenizer;

import io.dlmone.error.DidYouMean;
import io.dlmone.error.ErrorId;
import io.dlmone.error.Problem;
import io.dlmone.error.UserException;
import io.dlmone.text.Tokenizer;
import io.dlmone.text.Vocabulary;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** The tokenizers by their stable names. */
public final class Tokenizers {

    private static final Map<String, Function<Vocabulary, Tokenizer>> ALL =
            Map.of("word", WordTokenizer::new, "wordpiece", WordPieceTokenizer::new);

    private Tokenizers() {}

    /**
     * {@return the tokenizer of that name over a vocabulary}
     *
     * @param name its stable name
     * @param vocabulary its tokens
     * @throws UserException that lists the names there are
     */
    public static Tokenizer named(String name, Vocabulary vocabulary) {
        check(name);
        return ALL.get(name).apply(vocabulary);
    }

    /**
     * Refuses a name that no tokenizer has, as {@link #named} does.
     *
     * @param name any text
     */
    public static void check(String name) {
        var names = new TreeMap<>(ALL).keySet();
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
