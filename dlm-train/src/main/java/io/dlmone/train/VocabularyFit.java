package io.dlmone.train;

import io.dlmone.error.ErrorId;
import io.dlmone.error.Problem;
import io.dlmone.error.UserException;
import io.dlmone.text.SourceReading;
import io.dlmone.text.Tokenizer;
import io.dlmone.text.Vocabulary;
import io.dlmone.unicode.WhiteSpace;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * How well a vocabulary covers some texts.
 *
 * @param words how many words the texts have
 * @param unknown how many of them have a token that the vocabulary lacks
 * @param examples some of these
 */
record VocabularyFit(long words, long unknown, Set<String> examples) {

    private static final double TOLERATED = 0.1;
    private static final int SHOWN = 5;

    static VocabularyFit of(Tokenizer tokenizer, List<String> texts) {
        long words = 0;
        long unknown = 0;
        Set<String> examples = new LinkedHashSet<>();
        for (String text : texts) {
            words += WhiteSpace.words(text).size();
            for (String word : SourceReading.unknownWords(tokenizer, text)) {
                unknown++;
                if (examples.size() < SHOWN) {
                    examples.add(word);
                }
            }
        }
        return new VocabularyFit(words, unknown, examples);
    }

    /**
     * Refuses texts with many unknown words and mentions a few.
     *
     * @param what the texts, such as {@code the test split of data/quora}
     * @param whose the vocabulary, such as {@code model out/teacher}
     */
    void require(String what, String whose, ProgressListener progress) {
        if (unknown == 0) {
            return;
        }
        if (unknown > TOLERATED * words) {
            throw new UserException(new Problem(
                    ErrorId.VOCAB_10,
                    whose,
                    "a vocabulary that fits " + what + ": at most 10% of its words unknown",
                    share(),
                    "Choose data and vocabulary that belong together, or train a model on this data."));
        }
        progress.say(told(what, whose));
    }

    /** Refuses texts of which no word is known, and mentions other unknown words, however many. */
    void mention(String what, String whose, ProgressListener progress) {
        if (isHopeless()) {
            require(what, whose, progress);
        } else if (unknown > 0) {
            progress.say(told(what, whose));
        }
    }

    /** Whether no word is known. */
    private boolean isHopeless() {
        return words > 0 && unknown == words;
    }

    private String told(String what, String whose) {
        return whose + ": in " + what + ", " + share() + "; they become " + Vocabulary.UNKNOWN + ".";
    }

    private String share() {
        return String.format(
                Locale.ROOT,
                "%d of %d words unknown (%.1f%%), such as %s",
                unknown,
                words,
                100.0 * unknown / words,
                list());
    }

    private String list() {
        return "'" + String.join("', '", examples) + "'";
    }
}
