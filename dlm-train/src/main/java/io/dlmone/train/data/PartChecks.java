package io.dlmone.train.data;

import io.dlmone.data.Split;
import io.dlmone.text.SentencePair;
import io.dlmone.text.Tokenizer;
import io.dlmone.train.data.DataPart.Read;
import io.dlmone.train.data.Finding.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Looks at the rows of a part, and gathers what it finds. */
final class PartChecks {

    private static final int SHOWN = 3;

    private final Read part;
    private final Map<Kind, Long> counts = new EnumMap<>(Kind.class);
    private final Map<Kind, List<String>> examples = new EnumMap<>(Kind.class);

    private PartChecks(Read part) {
        this.part = part;
    }

    /**
     * All findings of a part.
     *
     * @param train the training rows
     * @param room tokens that a source and its target can have together
     */
    static List<Finding> of(Read part, Read train, Tokenizer tokenizer, int room) {
        PartChecks checks = new PartChecks(part);
        checks.again();
        checks.targets();
        if (part.split() != Split.TRAIN) {
            checks.known(train);
        }
        checks.texts(tokenizer, room);
        return checks.counts.entrySet().stream()
                .map(each ->
                        new Finding(each.getKey(), part.split(), each.getValue(), checks.examples.get(each.getKey())))
                .toList();
    }

    private void add(Kind kind, int row, String text) {
        counts.merge(kind, 1L, Long::sum);
        List<String> shown = examples.computeIfAbsent(kind, k -> new ArrayList<>());
        if (shown.size() < SHOWN) {
            shown.add(part.at(row, text));
        }
    }

    private void again() {
        Set<SentencePair> seen = new HashSet<>();
        Set<SentencePair> plain = new HashSet<>();
        for (int i = 0; i < part.rows().size(); i++) {
            SentencePair row = part.rows().get(i);
            boolean isNew = seen.add(row);
            boolean isNewPlain = plain.add(plain(row));
            if (!isNew) {
                add(Kind.DUPLICATE, i, row.source());
            } else if (!isNewPlain) {
                add(Kind.NEAR_DUPLICATE, i, row.source());
            }
        }
    }

    private static SentencePair plain(SentencePair row) {
        return new SentencePair(TextFaults.plain(row.source()), TextFaults.plain(row.target()));
    }

    private void targets() {
        Map<String, Set<String>> all = new HashMap<>();
        for (int i = 0; i < part.rows().size(); i++) {
            SentencePair row = part.rows().get(i);
            Set<String> targets = all.computeIfAbsent(row.source(), s -> new HashSet<>());
            if (targets.add(row.target()) && targets.size() == 2) {
                add(Kind.SEVERAL_TARGETS, i, row.source());
            }
            if (row.source().equals(row.target())) {
                add(Kind.COPY, i, row.source());
            }
        }
    }

    private void known(Read train) {
        Set<SentencePair> pairs = new HashSet<>(train.rows());
        Set<String> sources = new HashSet<>();
        train.rows().forEach(row -> sources.add(row.source()));
        for (int i = 0; i < part.rows().size(); i++) {
            SentencePair row = part.rows().get(i);
            if (pairs.contains(row)) {
                add(Kind.IN_TRAIN, i, row.source());
            } else if (sources.contains(row.source())) {
                add(Kind.SOURCE_IN_TRAIN, i, row.source());
            }
        }
    }

    private void texts(Tokenizer tokenizer, int room) {
        for (int i = 0; i < part.rows().size(); i++) {
            int row = i;
            int tokens = 0;
            SentencePair pair = part.rows().get(i);
            for (String text : List.of(pair.source(), pair.target())) {
                TextFaults.of(text).forEach(kind -> add(kind, row, text));
                int[] ids = tokenizer.encode(text);
                tokens += ids.length;
                if (Arrays.stream(ids).anyMatch(tokenizer.vocabulary()::isUnknown)) {
                    add(Kind.UNKNOWN, i, text);
                }
            }
            if (tokens > room) {
                add(Kind.CUT, i, pair.source());
            }
        }
    }

    /** The part with the lengths of its texts. */
    static DataPart measured(Read part, Tokenizer tokenizer) {
        return new DataPart(
                part.split(),
                part.rows().size(),
                (int) part.rows().stream().map(SentencePair::source).distinct().count(),
                lengths(tokenizer, part.rows().stream().map(SentencePair::source)),
                lengths(tokenizer, part.rows().stream().map(SentencePair::target)),
                part.problems());
    }

    private static TokenLengths lengths(Tokenizer tokenizer, Stream<String> texts) {
        return TokenLengths.of(
                texts.mapToInt(text -> tokenizer.encode(text).length).toArray());
    }
}
