package io.dlmone.spark;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.util.AccumulatorV2;

/**
 * Counts the rows that a model cannot read whole, and names the first of them by their keys. As with every accumulator
 * that a transformation adds to, a row counts once for each time that it is computed: again where an executor is lost,
 * or a table that is not cached is read twice. Rows are named once.
 */
public final class BadRows extends AccumulatorV2<BadRow, List<BadRow>> {

    private static final long serialVersionUID = 1L;

    /** Rows that are named. */
    private static final int NAMED = 20;

    private long count;
    private final TreeMap<String, String> named = new TreeMap<>();

    /** None so far. */
    public BadRows() {}

    /** {@return how many were found} */
    public long count() {
        return count;
    }

    /** {@return the first 20 by their keys, each once} */
    @Override
    public List<BadRow> value() {
        return named.entrySet().stream()
                .map(e -> new BadRow(e.getKey(), e.getValue()))
                .toList();
    }

    @Override
    public void add(BadRow row) {
        count++;
        name(row.key(), row.reason());
    }

    @Override
    public void merge(AccumulatorV2<BadRow, List<BadRow>> other) {
        BadRows more = (BadRows) other;
        count += more.count;
        more.named.forEach(this::name);
    }

    private void name(String key, String reason) {
        named.put(key, reason);
        if (named.size() > NAMED) {
            named.pollLastEntry();
        }
    }

    @Override
    public boolean isZero() {
        return count == 0;
    }

    @Override
    public void reset() {
        count = 0;
        named.clear();
    }

    @Override
    public BadRows copy() {
        BadRows same = new BadRows();
        same.count = count;
        for (Map.Entry<String, String> e : named.entrySet()) {
            same.named.put(e.getKey(), e.getValue());
        }
        return same;
    }
}
