package io.dlmone.train.compare;

import io.dlmone.train.SystemResult;
import io.dlmone.train.report.Table;
import io.dlmone.train.report.Table.Cell;
import io.dlmone.train.report.Table.Row;
import java.util.ArrayList;
import java.util.List;

/** What several systems wrote for the same sources. */
final class SentenceTable {

    private static final int SHOWN = 6;

    private SentenceTable() {}

    /** A row for each of the first sources, a column for each system; no rows without systems. */
    static Table table(List<SystemResult> systems) {
        List<String> headings = new ArrayList<>(List.of("source"));
        systems.forEach(s -> headings.add(s.name()));
        List<Row> rows = new ArrayList<>();
        List<String> sources = systems.isEmpty() ? List.of() : systems.get(0).sources();
        for (int i = 0; i < Math.min(SHOWN, sources.size()); i++) {
            List<Cell> cells = new ArrayList<>(List.of(Cell.of(sources.get(i))));
            for (SystemResult s : systems) {
                cells.add(Cell.of(s.texts().get(i).get(0)));
            }
            rows.add(new Row(cells, false));
        }
        return new Table(
                "Side by side",
                "The first sources of the split, the first sample for each: none was chosen.",
                headings,
                rows);
    }
}
