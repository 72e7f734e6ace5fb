package io.dlmone.cli.demo;

import io.dlmone.cli.report.Plot;
import io.dlmone.cli.report.Plot.Axis;
import io.dlmone.cli.report.Plot.Mark;
import io.dlmone.cli.report.Plot.Point;
import io.dlmone.cli.report.Plot.Scale;
import io.dlmone.cli.report.Plot.Series;
import io.dlmone.cli.report.Report;
import io.dlmone.cli.report.Table;
import io.dlmone.cli.report.Table.Cell;
import io.dlmone.cli.report.Table.Row;
import io.dlmone.cli.run.SystemResult;
import io.dlmone.eval.Evaluation;
import io.dlmone.eval.Measure;
import io.dlmone.model.Plugins;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A {@link DemoResult} as a page. */
final class DemoReport {

    private static final List<Measure> QUALITY = List.of(Measure.BLEU, Measure.MEANING_ACCURACY, Measure.DIV_4);

    private DemoReport() {}

    static Report of(DemoResult result) {
        List<Plot> plots = new ArrayList<>();
        plots.add(callsPlot(result));
        plots.add(validationPlot(result.training().metrics()));
        stages(result.training().metrics())
                .forEach(stage -> plots.add(lossPlot(result.training().metrics(), stage)));
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

    private static Plot validationPlot(List<Map<String, Object>> metrics) {
        Map<String, String> measures = new LinkedHashMap<>();
        measures.put("bleu", "BLEU");
        measures.put("meaningAccuracy", "meaning accuracy");
        measures.put("wellFormed", "well-formed");
        measures.put("div4", "div-4");
        measures.put("joint", "joint score");
        List<Series> series = new ArrayList<>();
        measures.forEach((key, name) -> {
            List<Point> points = points(metrics, "valid", "", "seconds", 1.0 / 60, key);
            series.add(new Series(name, points, series.size(), Mark.DOTTED_LINE));
        });
        series.removeIf(s -> s.points().isEmpty());
        return new Plot(
                "Validation while distilling",
                "The averaged student on the valid split; the best by the joint score was kept: the harmonic mean of meaning"
                        + " accuracy, BLEU and div-4 as shares of the teacher's with DDIM-20.",
                new Axis("minutes", Scale.LINEAR),
                new Axis("share", Scale.FRACTION),
                series);
    }

    private static List<String> stages(List<Map<String, Object>> metrics) {
        return metrics.stream()
                .filter(row -> "train".equals(row.get("kind")))
                .map(row -> String.valueOf(row.get("stage")))
                .distinct()
                .toList();
    }

    private static Plot lossPlot(List<Map<String, Object>> metrics, String stage) {
        List<Point> loss = points(metrics, "train", stage, "step", 1, "loss");
        List<Point> psi = points(metrics, "train", stage, "step", 1, "psiLoss");
        List<Series> series = new ArrayList<>(List.of(new Series("student's loss", loss, 0, Mark.LINE)));
        if (!psi.isEmpty()) {
            series.add(new Series("fake score network's loss", psi, 1, Mark.LINE));
        }
        return new Plot(
                "Loss, " + stage,
                Plugins.objective(stage).description(),
                new Axis("updates", Scale.LINEAR),
                new Axis("loss", Scale.LINEAR),
                series);
    }

    private static List<Point> points(
            List<Map<String, Object>> metrics, String kind, String stage, String x, double unit, String y) {
        List<Point> points = new ArrayList<>();
        for (Map<String, Object> row : metrics) {
            boolean wanted = kind.equals(row.get("kind")) && (stage.isEmpty() || stage.equals(row.get("stage")));
            if (wanted && row.get(x) instanceof Number at && row.get(y) instanceof Number value) {
                points.add(new Point(at.doubleValue() * unit, value.doubleValue()));
            }
        }
        return points;
    }
}
