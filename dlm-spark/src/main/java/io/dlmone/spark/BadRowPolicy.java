package io.dlmone.spark;

import io.dlmone.error.ErrorId;
import io.dlmone.error.Problem;
import io.dlmone.text.SourceReading;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What becomes of a row that the model cannot read whole: it has words unknown to it, or is too long for it. */
enum BadRowPolicy {
    /** It has no text. */
    SKIP,
    /** It has the text for as much of it as the model reads. */
    WRITE,
    /** The job fails. */
    FAIL;

    private static final int SHOWN = 5;

    static List<String> ids() {
        return Arrays.stream(values()).map(BadRowPolicy::id).toList();
    }

    static Optional<BadRowPolicy> of(String id) {
        return Arrays.stream(values()).filter(p -> p.id().equals(id)).findFirst();
    }

    String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What keeps a model from reading the source of a row whole. */
    static Optional<Problem> problem(String key, SourceReading reading) {
        if (!reading.unknown().isEmpty()) {
            List<String> words =
                    reading.unknown().stream().distinct().limit(SHOWN).toList();
            return Optional.of(new Problem(
                    ErrorId.TEXT_3,
                    "row " + key,
                    "words that the model knows",
                    "'" + String.join("', '", words) + "'",
                    "Say it in other words, or choose a model with this vocabulary."));
        }
        return reading.fits()
                ? Optional.empty()
                : Optional.of(new Problem(
                        ErrorId.TEXT_4,
                        "row " + key,
                        "a text that leaves room for another",
                        reading.cut() + " tokens more than the model holds",
                        "Shorten it, or choose a model of longer sequences."));
    }
}
