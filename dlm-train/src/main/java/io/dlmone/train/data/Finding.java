package io.dlmone.train.data;

import io.dlmone.data.Split;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Something in the data that does not stop a training, but that its owner should know.
 *
 * @param kind what it is
 * @param split where
 * @param count how many rows, sources or texts it is true of
 * @param examples a few of them, with their lines
 */
public record Finding(Kind kind, Split split, long count, List<String> examples) {

    public Finding {
        examples = List.copyOf(examples);
    }

    /** What can be found; each kind has its place in the report. */
    public enum Kind {
        /** The same pair again. */
        DUPLICATE("pairs that stand there already"),
        /** The same pair but for capitals and white space. */
        NEAR_DUPLICATE("pairs that differ from another in capitals or white space only"),
        /** A pair that is in training and in what judges it. */
        IN_TRAIN("pairs that the train part has too, so that a model knows the answer"),
        /** A source that is in training, with other targets. */
        SOURCE_IN_TRAIN("pairs whose source the train part has too, with other targets"),
        /** Alternatives. */
        SEVERAL_TARGETS("sources with several targets, which all count as right"),
        /** Nothing to learn. */
        COPY("targets that are their source"),
        /** Tabs, line ends and other characters below U+0020 or from U+007F to U+009F. */
        CONTROL("texts with control characters, such as tabs or line ends"),
        /** Text that was lost in another program. */
        REPLACEMENT("texts with U+FFFD, which stands where a character was lost"),
        /** UTF-8 that was taken for another encoding. */
        TWICE_ENCODED("texts that were in UTF-8 and read as Latin-1, as in caf\u00c3\u00a9"),
        /** Zero width, direction, soft hyphens. */
        INVISIBLE("texts with invisible characters: zero width, marks of direction, soft hyphens"),
        /** Characters that mean nothing to others. */
        PRIVATE("texts with characters that this Java does not know, or private ones"),
        /** Latin with Cyrillic, Greek or Armenian letters in one word. */
        MIXED_SCRIPTS("texts with a word of letters of several alphabets, which may only look right"),
        /** Left from a web page. */
        MARKUP("texts with HTML: tags or entities such as &amp;"),
        /** Texts with unknown tokens. */
        UNKNOWN("texts with tokens that the vocabulary does not know"),
        /** Pairs that do not fit. */
        CUT("pairs that are cut at this length");

        private final String text;

        Kind(String text) {
            this.text = text;
        }

        /** {@return the name in JSON} */
        public String id() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        /** {@return what is counted, for people} */
        public String text() {
            return text;
        }
    }

    Map<String, Object> toJson() {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("kind", kind.id());
        all.put("part", split.id());
        all.put("count", count);
        all.put("examples", examples);
        return all;
    }
}
