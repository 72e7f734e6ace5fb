package io.dlmone.student;

import io.dlmone.student.TextGenerator.Generated;
import io.dlmone.unicode.WhiteSpace;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Says a text in other words: one paraphrase, or a question with several, as a search is expanded. It needs no
 * framework; what adapters to frameworks of retrieval have in common is here.
 *
 * <p>The same generator gives the same paraphrases of a text every time: they follow from the model, the generator's
 * seed and the text, not from what was asked before.
 *
 * <p>A text that the model cannot read whole, because it does not know a word or because it is too long, is tried once
 * more in lower case with its punctuation set apart, as data sets of words have it. What a model writes for half a text
 * may mean anything: a text that it cannot read so either has no paraphrases.
 *
 * <p>Immutable, and thread-safe as the generator is.
 *
 * @param generator a paraphraser's; it stays the caller's
 */
public record Paraphraser(TextGenerator generator) {

    /** Texts drawn for each that is asked for: a one-step student writes some of them twice. */
    private static final int DRAWS = 2;

    private static final Pattern PUNCTUATION = Pattern.compile("[.,;:!?¿¡…()\"„“”«»]");

    /** Wraps a generator. */
    public Paraphraser {
        Objects.requireNonNull(generator, "generator");
    }

    /**
     * {@return the text in other words: what the generator writes for it}
     *
     * @param text any text that the model can read whole
     * @throws io.dlmone.error.UserException if the model cannot read it whole
     * @throws IllegalArgumentException if it has no words
     */
    public String paraphrase(String text) {
        if (WhiteSpace.isAll(text)) {
            throw new IllegalArgumentException("a text without words has no paraphrase");
        }
        String source = readable(text).orElse(text);
        generator.requireReadable(source);
        return generator.generate(List.of(source)).get(0);
    }

    /**
     * {@return the text itself, then paraphrases of it, all different: case, white space and whether punctuation stands
     * apart make no difference} There are fewer than asked for if twice as many draws do not hold so many, and none
     * beside the text if the model cannot read it whole. A student with a codebook of noise has at most one for each of
     * its vectors.
     *
     * @param text any text
     * @param most how many paraphrases at most, 0 or more
     */
    public List<String> expand(String text, int most) {
        if (most < 0) {
            throw new IllegalArgumentException("the number of paraphrases must not be negative, got " + most);
        }
        Optional<String> source = readable(text);
        if (source.isEmpty() || most == 0) {
            return List.of(text);
        }
        List<Generated> drawn = generator
                .samples(List.of(source.get()), 0, DRAWS * most, calls -> {})
                .get(0);
        return distinct(text, drawn.stream().map(Generated::text), most);
    }

    private Optional<String> readable(String text) {
        return Stream.of(text, plain(text))
                .filter(t -> !WhiteSpace.isAll(t) && generator.reading(t).isWhole())
                .findFirst();
    }

    /** A text, then those of others that say something and are worded differently, in their order. */
    static List<String> distinct(String text, Stream<String> others, int most) {
        Map<String, String> found = new LinkedHashMap<>();
        found.put(plain(text), text);
        others.filter(t -> !WhiteSpace.isAll(t)).forEach(t -> found.putIfAbsent(plain(t), t));
        return found.values().stream().limit(most + 1L).toList();
    }

    /** In lower case, marks of punctuation as words of their own, words parted by single spaces. */
    static String plain(String text) {
        String apart = PUNCTUATION.matcher(text.toLowerCase(Locale.ROOT)).replaceAll(" $0 ");
        return String.join(" ", WhiteSpace.words(apart));
    }
}
