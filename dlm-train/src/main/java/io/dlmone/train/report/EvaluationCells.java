package io.dlmone.train.report;

import io.dlmone.eval.Evaluation;
import io.dlmone.eval.Interval;
import io.dlmone.eval.Measure;
import io.dlmone.train.report.Table.Cell;
import io.dlmone.train.report.Table.Row;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Evaluations side by side as a table of a page, with 95% intervals where there are any. */
public final class EvaluationCells {

    private EvaluationCells() {}

    /**
     * {@return a row for each system, a column for each measure that one of them has}
     *
     * @param title of the table
     * @param note below it
     * @param systems in the order of the rows, by name
     * @param ours names of the rows to look at
     */
    public static Table table(String title, String note, Map<String, Evaluation> systems, Set<String> ours) {
        List<Measure> measures = Arrays.stream(Measure.values())
                .filter(m ->
                        systems.values().stream().anyMatch(e -> e.estimate(m).isPresent()))
                .toList();
        List<String> headings = new ArrayList<>(List.of("system"));
        measures.forEach(m -> headings.add(m.heading()));
        headings.add("n");
        List<Row> rows = new ArrayList<>();
        systems.forEach((name, evaluation) -> {
            List<Cell> cells = new ArrayList<>(List.of(Cell.of(name)));
            measures.forEach(m -> cells.add(cell(evaluation, m)));
            cells.add(Cell.of(String.valueOf(evaluation.n())));
            rows.add(new Row(cells, ours.contains(name)));
        });
        return new Table(title, note, headings, rows);
    }

    private static Cell cell(Evaluation evaluation, Measure measure) {
        return evaluation
                .estimate(measure)
                .map(e -> new Cell(
                        text(measure, e.value()),
                        e.interval().map(i -> ends(measure, i)).orElse("")))
                .orElse(Cell.of("-"));
    }

    private static String ends(Measure measure, Interval interval) {
        return text(measure, interval.low()) + "-" + text(measure, interval.high());
    }

    private static String text(Measure measure, double value) {
        boolean whole = measure == Measure.NFE && value == Math.rint(value);
        return String.format(Locale.ROOT, measure.isFraction() ? "%.3f" : whole ? "%,.0f" : "%.2f", value);
    }
}
