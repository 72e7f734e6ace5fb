package io.dlmone.spark;

import io.dlmone.spark.TextWriter.Outcome;
import io.dlmone.spark.TextWriter.Source;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Queue;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/**
 * Adds texts to the rows of a partition, a network call's worth at a time.
 *
 * @param input position of the sources
 * @param key position of the keys; -1: the text is the key
 * @param reasons whether why rows are bad is a column of its own, after the texts
 */
record WriteRows(ShippedModel model, Writing writing, BadRows badRows, int input, int key, boolean reasons)
        implements MapPartitionsFunction<Row, Row> {

    private static final int SHOWN = 60;

    @Override
    public Iterator<Row> call(Iterator<Row> rows) {
        return new Iterator<>() {
            private final Queue<Row> ready = new ArrayDeque<>();

            @Override
            public boolean hasNext() {
                if (ready.isEmpty() && rows.hasNext()) {
                    ready.addAll(written(some(rows, writing.rowsTogether())));
                }
                return !ready.isEmpty();
            }

            @Override
            public Row next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                return ready.remove();
            }
        };
    }

    private static List<Row> some(Iterator<Row> rows, int most) {
        List<Row> some = new ArrayList<>();
        while (some.size() < most && rows.hasNext()) {
            some.add(rows.next());
        }
        return some;
    }

    /** The model is opened at the first row: many partitions have none. */
    private List<Row> written(List<Row> rows) {
        TextWriter writer = TextWriter.open(model, writing, badRows);
        List<Outcome> outcomes = writer.write(rows.stream()
                .map(row -> source(row.getString(input), key < 0 ? null : row.get(key)))
                .toList());
        List<Row> all = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            Row row = rows.get(i);
            int n = row.length();
            Object[] values = new Object[n + (reasons ? 2 : 1)];
            for (int c = 0; c < n; c++) {
                values[c] = row.get(c);
            }
            values[n] = value(outcomes.get(i), writing.samples());
            if (reasons) {
                values[n + 1] = outcomes.get(i).reason();
            }
            all.add(RowFactory.create(values));
        }
        return all;
    }

    /** One text as itself, several as an array. */
    static Object value(Outcome outcome, int samples) {
        if (outcome.texts() == null) {
            return null;
        }
        return samples == 1 ? outcome.texts().get(0) : outcome.texts().toArray(new String[0]);
    }

    /** A row with a key, or where that is null with its text as its key. */
    static Source source(String text, Object key) {
        if (key instanceof Number whole) {
            return new Source(text, whole.toString(), RowNumber.of(whole.longValue()));
        }
        String own = key == null ? text : key.toString();
        if (own == null) {
            return new Source(null, "", 0);
        }
        return new Source(text, own.length() <= SHOWN ? own : own.substring(0, SHOWN - 1) + "…", RowNumber.of(own));
    }
}
