package io.dlmone.text;

import io.dlmone.error.ErrorId;
import io.dlmone.error.Problem;
import io.dlmone.error.UserException;
import io.dlmone.unicode.Utf8;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The tokens a model knows, by id; line i of {@code vocab.txt} is token i. Special tokens are BERT's, which the
 * constants name, or those that a {@code tokenizer.json} says. Immutable.
 */
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
    private final Set<String> special;
    private final Optional<String> unknown;
    private final Map<String, Integer> ids = new HashMap<>();

    private Vocabulary(List<String> tokens, Set<String> special, Optional<String> unknown) {
        this.tokens = List.copyOf(tokens);
        this.special = Set.copyOf(special);
        this.unknown = unknown;
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
        for (int i = 0; i < tokens.size(); i++) {
            if (!isLine(tokens.get(i), i == 0) && problems.size() < SHOWN) {
                problems.add(new Problem(
                        ErrorId.VOCAB_6,
                        where + ":" + (i + 1),
                        "a token that a line of vocab.txt can hold",
                        "'" + tokens.get(i) + "' with a line's end, a byte-order mark or half a surrogate pair in it",
                        "Remove the token, or write the characters that were meant."));
            }
        }
        problems.addAll(twice(tokens, where));
        Set<String> all = new HashSet<>(tokens);
        for (String s : SPECIAL) {
            if (!all.contains(s)) {
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
        Set<String> special = new HashSet<>(SPECIAL);
        special.add(MASK);
        return new Vocabulary(tokens, special, Optional.of(UNKNOWN));
    }

    /**
     * {@return the vocabulary of a tokenizer that has special tokens of its own}
     *
     * @param tokens each once
     * @param special those of them that stand for no word
     * @param unknown the one of them that stands for what no token has; empty where every text has tokens
     * @param where the file, for messages
     * @throws UserException if a token stands twice, of which the first 20 are told
     * @throws IllegalArgumentException if the token of the unknown is none of the tokens
     */
    public static Vocabulary of(List<String> tokens, Set<String> special, Optional<String> unknown, String where) {
        List<Problem> problems = twice(tokens, where);
        if (!problems.isEmpty()) {
            throw new UserException(problems);
        }
        if (unknown.isPresent() && !tokens.contains(unknown.get())) {
            throw new IllegalArgumentException("no token " + unknown.get());
        }
        return new Vocabulary(tokens, special, unknown);
    }

    private static List<Problem> twice(List<String> tokens, String where) {
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
        }
        return problems;
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
        return special.contains(token(id));
    }

    /**
     * {@return whether a token stands for what no token has}
     *
     * @param id from 0 to {@link #size} - 1
     */
    public boolean isUnknown(int id) {
        return unknown.isPresent() && unknown.get().equals(token(id));
    }

    /**
     * {@return the id of a token, or of the one that stands for what no token has}
     *
     * @param token any text
     * @throws IllegalArgumentException if there is neither
     */
    public int id(String token) {
        Integer id = ids.get(token);
        if (id == null && unknown.isEmpty()) {
            throw new IllegalArgumentException("no token " + token);
        }
        return id == null ? Objects.requireNonNull(ids.get(unknown.get())) : id;
    }
}
