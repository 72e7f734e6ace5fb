package io.dlmone.student;

import io.dlmone.error.ErrorId;
import io.dlmone.error.Problem;
import io.dlmone.error.UserException;
import io.dlmone.text.SourceReading;
import java.util.ArrayList;
import java.util.List;

/** Refuses sources that a model cannot read whole. */
final class UnreadableSources {

    private static final int SHOWN = 20;
    private static final int LONGEST = 60;

    private UnreadableSources() {}

    /**
     * Refuses them all at once.
     *
     * @param readings of the sources
     * @param capacity tokens of a source and its text together
     * @throws UserException that names each of the first 20 and what is wrong with it
     */
    static void refuse(List<String> sources, List<SourceReading> readings, int capacity) {
        List<Problem> problems = new ArrayList<>();
        for (int i = 0; i < sources.size() && problems.size() < SHOWN; i++) {
            SourceReading r = readings.get(i);
            String where = "source " + (i + 1) + ": " + shortened(sources.get(i));
            if (!r.unknown().isEmpty()) {
                problems.add(new Problem(
                        ErrorId.TEXT_3,
                        where,
                        "words that the model knows",
                        shortened(String.join("', '", r.unknown())),
                        "Say it in other words, or choose a model with this vocabulary."));
            }
            if (!r.fits()) {
                problems.add(new Problem(
                        ErrorId.TEXT_4,
                        where,
                        "fewer than " + capacity + " tokens, which leaves room for a text",
                        (capacity + r.cut()) + " tokens",
                        "Shorten it, or choose a model of longer sequences."));
            }
        }
        if (!problems.isEmpty()) {
            throw new UserException(problems);
        }
    }

    private static String shortened(String text) {
        return "'" + (text.length() <= LONGEST ? text : text.substring(0, LONGEST - 1) + "…") + "'";
    }
}
