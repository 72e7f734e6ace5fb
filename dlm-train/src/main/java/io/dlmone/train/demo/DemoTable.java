package io.dlmone.train.demo;

import io.dlmone.eval.Estimate;
import io.dlmone.eval.Evaluation;
import io.dlmone.eval.Interval;
import io.dlmone.eval.Measure;
import io.dlmone.train.SystemResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The numbers of a {@link DemoResult} as cells: quality and diversity side by side, then cost. */
final class DemoTable {

    static final String NOT_MEASURED = "-";

    private static final List<Measure> FRACTIONS = List.of(
            Measure.BLEU,
            Measure.MEANING_ACCURACY,
            Measure.WELL_FORMED,
            Measure.DIST_1,
            Measure.SELF_BLEU,
            Measure.DIV_4);

    private DemoTable() {}

    /** Headings of the columns. */
    static List<String> headings() {
        List<String> all = new ArrayList<>(List.of("system"));
        FRACTIONS.forEach(m -> all.add(m == Measure.WELL_FORMED ? "formed" : m.heading()));
        all.addAll(List.of("n", "NFE", "ms", "speed-up"));
        return all;
    }

    /** One cell. */
    record Number(String text, String interval) {}

    /** The cells of a system, in the order of the headings. */
    static List<Number> cells(DemoResult result, SystemResult system) {
        Evaluation e = system.evaluation();
        List<Number> all = new ArrayList<>(List.of(new Number(system.name(), "")));
        FRACTIONS.forEach(m -> all.add(fraction(e, m)));
        String samples = e.samples() == 1 ? "" : " x " + e.samples();
        all.add(new Number(e.n() + samples, ""));
        all.add(new Number(String.format(Locale.ROOT, "%,d", Math.round(e.nfe())), ""));
        all.add(new Number(quantity(e.msPerSentence()), ""));
        all.add(new Number(quantity(result.speedUp(system)) + "x", ""));
        return all;
    }

    private static Number fraction(Evaluation evaluation, Measure measure) {
        Optional<Estimate> found = evaluation.estimate(measure);
        return found.map(e -> new Number(
                        share(e.value()), e.interval().map(DemoTable::ends).orElse("")))
                .orElse(new Number(NOT_MEASURED, ""));
    }

    private static String ends(Interval interval) {
        return share(interval.low()) + "-" + share(interval.high());
    }

    private static String share(double value) {
        return String.format(Locale.ROOT, "%.3f", value);
    }

    /** Three digits at least: 0.85, 12.3, 1,234. */
    static String quantity(double value) {
        return String.format(Locale.ROOT, value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%,.0f", value);
    }

    /** The table as plain text; only BLEU shows its interval. */
    static String text(DemoResult result) {
        List<List<String>> rows = new ArrayList<>(List.of(headings()));
        for (SystemResult system : result.systems()) {
            List<String> row = new ArrayList<>();
            List<Number> cells = cells(result, system);
            for (int i = 0; i < cells.size(); i++) {
                Number cell = cells.get(i);
                boolean bleu = i == 1 + FRACTIONS.indexOf(Measure.BLEU);
                row.add(bleu && !cell.interval().isEmpty() ? cell.text() + " [" + cell.interval() + "]" : cell.text());
            }
            rows.add(row);
        }
        return aligned(rows);
    }

    private static String aligned(List<List<String>> rows) {
        StringBuilder out = new StringBuilder();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int c = 0; c < row.size(); c++) {
                int column = c;
                int width = rows.stream()
                        .mapToInt(r -> r.get(column).length())
                        .max()
                        .orElse(0);
                String gap = " ".repeat(width - row.get(c).length());
                line.append(c == 0 ? row.get(c) + gap : "  " + gap + row.get(c));
            }
            out.append(line.toString().stripTrailing()).append('\n');
        }
        return out.toString();
    }

    /** What must be known to read the table, a sentence each. */
    static List<String> notes(DemoResult result) {
        List<String> notes = new ArrayList<>();
        Evaluation t = result.teacher().evaluation();
        Evaluation s = result.studentOnTeachersSources().evaluation();
        notes.add("BLEU with its 95% interval; meaning: share with the source's meaning; formed: share of well-formed"
                + " sentences; lower self-BLEU and higher div-4 are more varied; n: sources, times samples for each; NFE:"
                + " network calls, ms: milliseconds for a sentence; speed-up against "
                + result.teacher().name()
                + ". DDIM: the teacher with corrected DDIM.");
        if (!DemoResult.hasDiversity(result.teacher())) {
            notes.add(
                    "The teacher's diversity at all its steps is not measured: several samples do not fit in the time.");
        }
        notes.add(String.format(
                Locale.ROOT,
                "On the %d sources of %s, with %d sample%s for each, the student has BLEU %s against %s%s.",
                t.n(),
                result.teacher().name(),
                t.samples(),
                t.samples() == 1 ? "" : "s",
                withEnds(s, Measure.BLEU),
                withEnds(t, Measure.BLEU),
                s.estimate(Measure.MEANING_ACCURACY).isEmpty()
                        ? ""
                        : " and meaning accuracy " + withEnds(s, Measure.MEANING_ACCURACY) + " against "
                                + withEnds(t, Measure.MEANING_ACCURACY)));
        return notes;
    }

    private static String withEnds(Evaluation e, Measure measure) {
        Number n = fraction(e, measure);
        return n.text() + (n.interval().isEmpty() ? "" : " [" + n.interval() + "]");
    }
}
