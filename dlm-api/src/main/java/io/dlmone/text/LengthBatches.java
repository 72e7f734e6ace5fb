package io.dlmone.text;

import io.dlmone.text.SequenceLayout.Encoded;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/**
 * Batches of sequences of one length each, a pure function of the number of the batch. Examples that follow one another
 * are sorted by length, in windows of some batches, and the batches of a window come in random order; what is left over
 * of a length is padded to the next. One batch of eight has the model's own length, so that the model knows its sources
 * there as well. Without shorter lengths batches are examples in their order. Not thread-safe.
 */
public final class LengthBatches {

    private static final int WINDOW = 32;
    private static final int OWN_EVERY = 8;
    private static final long MIX = 0x9E3779B97F4A7C15L;

    private final Examples examples;
    private final List<ShortLength> lengths;
    private final long seed;
    private List<List<Encoded>> window = List.of();
    private long first = -1;

    /**
     * Prepares batches.
     *
     * @param examples sequences of the model's own length
     * @param lengths shorter ones, shortest first; may be empty
     * @param seed of the order of batches
     */
    public LengthBatches(Examples examples, List<ShortLength> lengths, long seed) {
        this.examples = examples;
        this.lengths = List.copyOf(lengths);
        this.seed = seed;
    }

    /**
     * {@return the sequences of a batch, all of one length}
     *
     * @param number of the batch, from 0
     * @param size sequences in it, the same for all batches
     */
    public List<Encoded> batch(long number, int size) {
        if (lengths.isEmpty()) {
            return examples(number * size, size);
        }
        long begin = number / WINDOW * WINDOW;
        if (begin != first || window.get(0).size() != size) {
            window = arranged(begin, size);
            first = begin;
        }
        List<Encoded> rows = window.get((int) (number - begin));
        return number % OWN_EVERY == 0 ? rows : shortened(rows);
    }

    private List<Encoded> examples(long from, int count) {
        List<Encoded> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            rows.add(examples.get(from + i));
        }
        return rows;
    }

    private List<List<Encoded>> arranged(long begin, int size) {
        List<Encoded> rows = examples(begin * size, WINDOW * size);
        rows.sort(Comparator.comparingInt(this::length));
        List<List<Encoded>> batches = new ArrayList<>();
        for (int i = 0; i < WINDOW; i++) {
            batches.add(rows.subList(i * size, (i + 1) * size));
        }
        Collections.shuffle(batches, new Random(seed * MIX + begin));
        return batches;
    }

    private int length(Encoded row) {
        return ShortLength.of(lengths, row.ids().length, row.start(), ShortLength.used(row.ids()));
    }

    private List<Encoded> shortened(List<Encoded> rows) {
        int longest = rows.stream().mapToInt(this::length).max().orElseThrow();
        return rows.stream()
                .map(row -> new Encoded(Arrays.copyOf(row.ids(), longest), row.start()))
                .toList();
    }
}
