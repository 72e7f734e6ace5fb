package io.dlmone.huggingface;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dlmone.error.ErrorId;
import io.dlmone.error.Problem;
import io.dlmone.error.UserException;
import io.dlmone.io.JsonFile;
import io.dlmone.text.Vocabulary;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A {@code tokenizer.json} that was checked, and what of it the library is given: without padding, truncation and
 * templates, which the sequence layout does, and with other names for the special tokens, see {@link SafeText}.
 *
 * @param vocabulary its tokens
 * @param safe the file for the library
 */
record TokenizerFile(Vocabulary vocabulary, byte[] safe) {

    private static final int SHOWN = 20;
    private static final int LONGEST = 120;

    /**
     * Reads a file.
     *
     * @throws UserException with everything that is unsound or not supported
     */
    static TokenizerFile read(byte[] json, String where) {
        return new Reading(where).file(JsonFile.parse(json, where, "a tokenizer.json"));
    }

    /** What is wrong with a file. */
    static Problem problem(String where, String expected, @Nullable Object found) {
        String text = found == null ? "nothing" : String.valueOf(found).replaceAll("\\s+", " ");
        return new Problem(
                ErrorId.TOKEN_3,
                where,
                expected,
                text.length() > LONGEST ? text.substring(0, LONGEST - 3) + "..." : text,
                "Give the tokenizer.json of the model, as Hugging Face's library saved it.");
    }

    /** A file that is read; gathers what is wrong with it. */
    private static final class Reading {

        private final String where;
        private final List<Problem> problems = new ArrayList<>();

        Reading(String where) {
            this.where = where;
        }

        TokenizerFile file(Map<String, Object> all) {
            List<AddedToken> added = AddedToken.all(all.get("added_tokens"), this::report);
            Set<Integer> special = new HashSet<>();
            added.stream().filter(AddedToken::special).forEach(token -> special.add(token.id()));
            TokenModel model = TokenModel.of(all.get("model"), special, this::report);
            Map<String, Object> safe = new LinkedHashMap<>();
            safe.put("version", "1.0");
            safe.put("truncation", null);
            safe.put("padding", null);
            safe.put("added_tokens", added.stream().map(AddedToken::safe).toList());
            for (Steps steps : Steps.values()) {
                steps.check(all.get(steps.key()), this::report);
                safe.put(steps.key(), all.get(steps.key()));
            }
            safe.put("post_processor", null);
            safe.put("model", model.safe());
            List<String> tokens = new ArrayList<>(model.tokens());
            if (problems.isEmpty()) {
                more(added, tokens);
            }
            if (!problems.isEmpty()) {
                throw new UserException(problems);
            }
            Set<String> names = new HashSet<>();
            special.forEach(id -> names.add(tokens.get(id)));
            model.unknown().ifPresent(names::add);
            return new TokenizerFile(Vocabulary.of(tokens, names, model.unknown(), where), bytes(safe));
        }

        private void report(String key, String expected, @Nullable Object found) {
            if (problems.size() < SHOWN) {
                problems.add(problem(where + ": key " + key, expected, found));
            }
        }

        /** Puts added tokens that the model lacks behind its own. */
        private void more(List<AddedToken> added, List<String> tokens) {
            for (AddedToken token : added) {
                int id = token.id();
                if (id == tokens.size()) {
                    tokens.add(token.content());
                } else if (id > tokens.size() || !tokens.get(id).equals(token.content())) {
                    report(
                            "added_tokens",
                            "token " + id + " of the model, or the next behind it",
                            "'" + token.content() + "' with id " + id + ", where "
                                    + (id > tokens.size() ? tokens.size() + " would be the next" : tokens.get(id)));
                }
            }
        }

        private static byte[] bytes(Map<String, Object> safe) {
            try {
                return new ObjectMapper().writeValueAsBytes(safe);
            } catch (JsonProcessingException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
