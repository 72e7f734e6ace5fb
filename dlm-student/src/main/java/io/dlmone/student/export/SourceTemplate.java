package io.dlmone.student.export;

import io.dlmone.text.SequenceLayout;
import io.dlmone.text.SequenceLayout.Encoded;
import io.dlmone.text.Tokenizer;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A sequence layout as data: the tokens of a source, at most {@code capacity} of them, stand between {@code before} and
 * {@code after}; from there on is target, where {@code rest} stands as far as there is room.
 */
record SourceTemplate(long[] before, long[] after, long[] rest, int capacity) {

    /** That of a layout; empty if it lays sources out in another way. */
    static Optional<SourceTemplate> of(SequenceLayout layout) {
        Tokenizer tokenizer = layout.tokenizer();
        Optional<String> found = IntStream.range(0, tokenizer.vocabulary().size())
                .filter(id -> !tokenizer.vocabulary().isSpecial(id))
                .boxed()
                .flatMap(id -> word(tokenizer, id).stream())
                .findFirst();
        if (found.isEmpty()) {
            return Optional.empty();
        }
        String word = found.get();
        Encoded none = layout.encode("");
        Encoded one = layout.encode(word);
        int at = Arrays.mismatch(none.ids(), one.ids());
        if (at < 0 || at >= one.start()) {
            return Optional.empty();
        }
        Encoded full = layout.encode(repeated(word, layout.length()));
        int capacity = 1 + full.start() - one.start();
        SourceTemplate template = new SourceTemplate(
                Arrays.copyOfRange(one.ids(), 0, at),
                Arrays.copyOfRange(one.ids(), at + 1, one.start()),
                Arrays.copyOfRange(none.ids(), none.start(), layout.length()),
                capacity);
        long token = one.ids()[at];
        boolean same =
                IntStream.of(0, 1, 2, capacity, capacity + 3).allMatch(n -> template.isThatOf(layout, word, token, n));
        return same ? Optional.of(template) : Optional.empty();
    }

    /** What a token says, if it is a token again wherever it stands as a word. */
    private static Optional<String> word(Tokenizer tokenizer, int id) {
        String word = tokenizer.decode(new int[] {id});
        int[] twice = {id, id};
        return Optional.of(word).filter(w -> Arrays.equals(tokenizer.encode(w + " " + w), twice));
    }

    private static String repeated(String word, int times) {
        return (word + " ").repeat(times).strip();
    }

    private boolean isThatOf(SequenceLayout layout, String word, long token, int times) {
        Encoded expected = layout.encode(repeated(word, times));
        long[] source = new long[Math.min(times, capacity)];
        Arrays.fill(source, token);
        long[] ids = Stream.of(before, source, after, rest)
                .flatMapToLong(Arrays::stream)
                .limit(layout.length())
                .toArray();
        return expected.start() == before.length + source.length + after.length && Arrays.equals(ids, expected.ids());
    }
}
