package io.dlmone.train.report;

import java.util.List;

/**
 * A table with a heading.
 *
 * @param title its heading
 * @param note what a reader must know to read it; may be empty
 * @param headings of the columns
 * @param rows in order
 */
public record Table(String title, String note, List<String> headings, List<Row> rows) {

    public Table {
        headings = List.copyOf(headings);
        rows = List.copyOf(rows);
        for (Row row : rows) {
            if (row.cells().size() != headings.size()) {
                throw new IllegalArgumentException(
                        headings.size() + " columns but " + row.cells().size() + " cells in " + row);
            }
        }
    }

    /**
     * A row; its first cell says what it is about.
     *
     * @param cells one for each heading
     * @param highlighted whether it is the one to look at
     */
    public record Row(List<Cell> cells, boolean highlighted) {

        public Row {
            cells = List.copyOf(cells);
        }
    }

    /**
     * A cell.
     *
     * @param text the value
     * @param detail smaller below it, such as an interval; may be empty
     */
    public record Cell(String text, String detail) {

        /**
         * {@return a value alone}
         *
         * @param text of the cell
         */
        public static Cell of(String text) {
            return new Cell(text, "");
        }
    }
}
