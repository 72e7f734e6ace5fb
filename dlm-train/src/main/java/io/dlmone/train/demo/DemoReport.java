package io.dlmone.train.demo;

import io.dlmone.eval.Evaluation;
import io.dlmone.eval.Measure;
import io.dlmone.train.SystemResult;
import io.dlmone.train.report.Plot;
import io.dlmone.train.report.Plot.Axis;
import io.dlmone.train.report.Plot.Mark;
import io.dlmone.train.report.Plot.Point;
import io.dlmone.train.report.Plot.Scale;
import io.dlmone.train.report.Plot.Series;
import io.dlmone.train.report.Report;
import io.dlmone.train.report.Table;
import io.dlmone.train.report.Table.Cell;
import io.dlmone.train.report.Table.Row;
import io.dlmone.train.report.TrainingPlots;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A {@link DemoResult} as a page. */
final class DemoReport {

    private static final List<Measure> QUALITY = List.of(Measure.BLEU, Measure.MEANING_ACCURACY, Measure.DIV_4);

    private DemoReport() {}

    static Report of(DemoResult result) {
        List<Plot> plots = new ArrayList<>();
        plots.add(callsPlot(result));
        plots.add(TrainingPlots.validation(result.training().metrics()));
        plots.addAll(TrainingPlots.losses(result.training().metrics()));
        return new Report(
                "One step instead of " + String.format(Locale.ROOT, "%,d", Math.round(nfe(result))),
                summary(result),
                List.of(numbers(result)),
                plots,
                sentences(result),
                result.settings());
    }

    private static double nfe(DemoResult result) {
        return result.teacher().evaluation().nfe();
    }

    private static List<String> summary(DemoResult result) {
        Evaluation student = result.student().evaluation();
        Evaluation single = result.fewSteps().get(result.fewSteps().size() - 1).evaluation();
        return List.of(
                String.format(
                        Locale.ROOT,
                        "%s was distilled for %s minutes (%,d updates, seed %d) into a student that writes a sentence in one"
                                + " network call, %s times faster. Its BLEU is %.3f; that of %s is %.3f.",
                        result.options().teacher(),
                        DemoTable.quantity(result.options().minutes()),
                        result.training().step(),
                        result.options().seed(),
                        DemoTable.quantity(result.speedUp(result.student())),
                        student.bleu(),
                        result.fewSteps().get(result.fewSteps().size() - 1).name(),
                        single.bleu()),
                "Write with it: " + DemoText.command(result));
    }

    private static Table numbers(DemoResult result) {
        List<Row> rows = new ArrayList<>();
        for (SystemResult system : result.systems()) {
            List<Cell> cells = DemoTable.cells(result, system).stream()
                    .map(n -> new Cell(n.text(), n.interval()))
                    .toList();
            rows.add(new Row(cells, system == result.student()));
        }
        return new Table(
                "Quality, diversity and cost", String.join(" ", DemoTable.notes(result)), DemoTable.headings(), rows);
    }

    private static Table sentences(DemoResult result) {
        List<Row> rows = DemoText.written(result).stream()
                .map(w -> new Row(List.of(Cell.of(w.source()), Cell.of(w.teacher()), Cell.of(w.student())), false))
                .toList();
        return new Table(
                "Side by side",
                "The first sources of the test split, the first sample for each: none was chosen.",
                List.of("source", result.teacher().name(), result.student().name()),
                rows);
    }

    /** Quality and diversity against network calls: curves of the teacher, diamonds of the student. */
    private static Plot callsPlot(DemoResult result) {
        List<Series> series = new ArrayList<>();
        for (int c = 0; c < QUALITY.size(); c++) {
            Measure m = QUALITY.get(c);
            List<Point> teacher = new ArrayList<>();
            result.fewSteps().forEach(s -> teacher.add(0, point(s, m)));
            teacher.add(point(result.teacher(), m));
            series.add(new Series("teacher, " + m.heading(), teacher, c, Mark.DOTTED_LINE));
            series.add(new Series("student, " + m.heading(), List.of(point(result.student(), m)), c, Mark.DIAMOND));
        }
        return new Plot(
                "Quality and diversity against network calls",
                "The teacher's last point is ancestral sampling on fewer sources, the others are corrected DDIM.",
                new Axis("network calls for a sentence (NFE)", Scale.LOG),
                new Axis("share", Scale.FRACTION),
                series);
    }

    private static Point point(SystemResult system, Measure measure) {
        return new Point(system.evaluation().nfe(), system.evaluation().value(measure));
    }
}
