package io.dlmone.text;

import io.dlmone.error.ErrorId;
import io.dlmone.error.Problem;
import io.dlmone.error.UserException;
import io.dlmone.unicode.Utf8;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;

/** The tokens a model knows, by id; line i of {@code vocab.txt} is token i. Immutable. */
public final class Vocabulary {

    /** Fills a sequence up. */
    public static final String PAD = "[PAD]";
    /** Stands for what no token has. */
    public static final String UNKNOWN = "[UNK]";
    /** Begins a sequence. */
    public static final String START = "[CLS]";
    /** Ends a text. */
    public static final String SEPARATOR = "[SEP]";

    private static final int SHOWN = 20;
    private static final String MASK = "[MASK]";
    private static final List<String> SPECIAL = List.of(PAD, UNKNOWN, START, SEPARATOR);

    private final List<String> tokens;
    private final Map<String, Integer> ids = new HashMap<>();

    private Vocabulary(List<String> tokens) {
        this.tokens = List.copyOf(tokens);
        for (int i = 0; i < tokens.size(); i++) {
            ids.put(tokens.get(i), i);
        }
    }

    /**
     * {@return the vocabulary of the lines of a file}
     *
     * @param tokens each once, the special ones among them
     * @param where the file, for messages
     * @throws UserException if a special token is missing, or a token stands twice or cannot be a line of a file, of
     *     which the first 20 are told
     */
    public static Vocabulary of(List<String> tokens, String where) {
        List<Problem> problems = new ArrayList<>();
        Map<String, Integer> seen = new HashMap<>();
        for (int i = 0; i < tokens.size(); i++) {
            Integer before = seen.putIfAbsent(tokens.get(i), i + 1);
            if (before != null && problems.size() < SHOWN) {
                problems.add(new Problem(
                        ErrorId.VOCAB_2,
                        where + ":" + (i + 1),
                        "each token once",
                        "'" + tokens.get(i) + "', which stands on line " + before + " already",
                        "Remove one of the two lines."));
            }
            if (!isLine(tokens.get(i), i == 0) && problems.size() < SHOWN) {
                problems.add(new Problem(
                        ErrorId.VOCAB_6,
                        where + ":" + (i + 1),
                        "a token that a line of vocab.txt can hold",
                        "'" + tokens.get(i) + "' with a line's end, a byte-order mark or half a surrogate pair in it",
                        "Remove the token, or write the characters that were meant."));
            }
        }
        for (String s : SPECIAL) {
            if (!seen.containsKey(s)) {
                problems.add(new Problem(
                        ErrorId.VOCAB_1,
                        where,
                        "the token " + s,
                        "none",
                        "Add a line " + s + ", or choose another vocabulary."));
            }
        }
        if (!problems.isEmpty()) {
            throw new UserException(problems);
        }
        return new Vocabulary(tokens);
    }

    /** Whether a token is the same after it was written and read. */
    private static boolean isLine(String token, boolean first) {
        return token.indexOf('\n') < 0
                && !token.endsWith("\r")
                && !(first && !Utf8.withoutMark(token).equals(token))
                && Utf8.canHold(token);
    }

    /**
     * {@return the special tokens, then the words in alphabetical order}
     *
     * @param words without special tokens; each may be there more than once
     * @throws UserException if a word cannot be a line of a file
     */
    public static Vocabulary ofWords(Collection<String> words) {
        LinkedHashSet<String> all = new LinkedHashSet<>(SPECIAL);
        all.addAll(new TreeSet<>(words));
        return of(new ArrayList<>(all), "the words");
    }

    /** {@return the number of tokens} */
    public int size() {
        return tokens.size();
    }

    /** {@return all tokens, in the order of their ids} */
    public List<String> tokens() {
        return tokens;
    }

    /**
     * {@return the token of an id}
     *
     * @param id from 0 to {@link #size} - 1
     */
    public String token(int id) {
        return tokens.get(id);
    }

    /**
     * {@return whether there is such a token}
     *
     * @param token any text
     */
    public boolean contains(String token) {
        return ids.containsKey(token);
    }

    /**
     * {@return whether a token stands for no word: padding, an unknown word, a start, a separator, a mask}
     *
     * @param id from 0 to {@link #size} - 1
     */
    public boolean isSpecial(int id) {
        return SPECIAL.contains(token(id)) || token(id).equals(MASK);
    }

    /**
     * {@return the id of a token, or that of {@link #UNKNOWN}}
     *
     * @param token any text
     */
    public int id(String token) {
        Integer id = ids.getOrDefault(token, ids.get(UNKNOWN));
        return Objects.requireNonNull(id, UNKNOWN);
    }
}
