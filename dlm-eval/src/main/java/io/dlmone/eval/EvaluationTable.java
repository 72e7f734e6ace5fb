package io.dlmone.eval;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiFunction;

/**
 * Evaluations side by side as plain text, a row for each system. BLEU, dist-1, self-BLEU and div-4 always have a
 * column, because variety alone says nothing: noise is varied. Other measures have one when a system has the measure. A
 * dash stands for what was not measured.
 */
public final class EvaluationTable {

    private static final String GAP = "  ";

    private EvaluationTable() {}

    /**
     * Values only.
     *
     * @param systems evaluations by name
     * @return the table
     */
    public static String render(Map<String, Evaluation> systems) {
        return render(systems, false);
    }

    /**
     * {@return a table that ends with a line break}
     *
     * @param systems name of each system and its evaluation, in the order of the map
     * @param intervals whether to print {@code [low, high]} behind the values that have an interval
     */
    public static String render(Map<String, Evaluation> systems, boolean intervals) {
        List<List<String>> columns = columns(systems, (e, measure) -> cell(e, measure, intervals));
        List<String> sizes = new ArrayList<>(List.of("n"));
        systems.values().forEach(evaluation -> sizes.add(Integer.toString(evaluation.n())));
        columns.add(sizes);
        return layOut(columns, systems.size() + 1);
    }

    /**
     * {@return a table of differences between systems that ends with a line break: each with half of its interval's
     * width}
     *
     * @param systems name of each system and its {@linkplain Evaluation#minus difference}, in the order of the map
     */
    public static String renderDifferences(Map<String, Evaluation> systems) {
        return layOut(columns(systems, EvaluationTable::difference), systems.size() + 1);
    }

    private static List<List<String>> columns(
            Map<String, Evaluation> systems, BiFunction<Evaluation, Measure, String> cell) {
        List<List<String>> columns = new ArrayList<>();
        List<String> names = new ArrayList<>(List.of("system"));
        names.addAll(systems.keySet());
        columns.add(names);
        for (Measure measure : Measure.values()) {
            if (measure.alwaysShown()
                    || systems.values().stream().anyMatch(e -> e.estimates().containsKey(measure))) {
                List<String> column = new ArrayList<>(List.of(measure.heading()));
                systems.values().forEach(evaluation -> column.add(cell.apply(evaluation, measure)));
                columns.add(column);
            }
        }
        return columns;
    }

    private static String layOut(List<List<String>> columns, int rows) {
        StringBuilder text = new StringBuilder();
        for (int row = 0; row < rows; row++) {
            for (int c = 0; c < columns.size(); c++) {
                List<String> column = columns.get(c);
                String padding = " "
                        .repeat(column.stream().mapToInt(String::length).max().orElse(0)
                                - column.get(row).length());
                text.append(c == 0 ? column.get(row) + padding : GAP + padding + column.get(row));
            }
            text.append('\n');
        }
        return text.toString();
    }

    private static String cell(Evaluation evaluation, Measure measure, boolean intervals) {
        return evaluation
                .estimate(measure)
                .map(estimate -> number(measure, estimate.value())
                        + estimate.interval()
                                .filter(ends -> intervals)
                                .map(ends ->
                                        " [" + number(measure, ends.low()) + ", " + number(measure, ends.high()) + "]")
                                .orElse(""))
                .orElse("-");
    }

    private static String difference(Evaluation evaluation, Measure measure) {
        String format = measure.isFraction() ? "%+.3f ±%.3f" : "%+.1f ±%.1f";
        return evaluation
                .estimate(measure)
                .flatMap(estimate -> estimate.interval()
                        .map(ends ->
                                String.format(Locale.ROOT, format, estimate.value(), (ends.high() - ends.low()) / 2)))
                .orElse("-");
    }

    private static String number(Measure measure, double value) {
        if (measure == Measure.NFE && value == Math.rint(value)) {
            return Long.toString((long) value);
        }
        return String.format(Locale.ROOT, measure.isFraction() ? "%.3f" : "%.1f", value);
    }
}
