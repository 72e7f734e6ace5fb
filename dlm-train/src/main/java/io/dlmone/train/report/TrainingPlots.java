package io.dlmone.train.report;

import io.dlmone.Plugins;
import io.dlmone.objective.Objective;
import io.dlmone.train.LearningCurve;
import io.dlmone.train.MetricsRow;
import io.dlmone.train.report.Plot.Axis;
import io.dlmone.train.report.Plot.Mark;
import io.dlmone.train.report.Plot.Point;
import io.dlmone.train.report.Plot.Scale;
import io.dlmone.train.report.Plot.Series;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a run measured on its way, the rows of {@code metrics.jsonl}, as plots. */
public final class TrainingPlots {

    private static final Map<String, String> LOSSES = ordered(
            "loss", "loss",
            "mse", "its squared error",
            "scoreLoss", "its score term",
            "adversarialLoss", "its adversarial term",
            "psiLoss", "fake score network's loss",
            "psiAdversarial", "discriminator's loss");
    private static final Map<String, String> LAG = ordered(
            "psiError", "fake score network at the student's outputs",
            "teacherErrorThere", "teacher at the student's outputs",
            "teacherError", "teacher at its own data");
    private static final Map<String, String> RESIDUAL = ordered("scoreResidual", "residual");
    private static final Map<String, String> MEASURES = ordered(
            "bleu", "BLEU",
            "exact", "exact match",
            "tokens", "1 less token errors",
            "meaningAccuracy", "meaning accuracy",
            "wellFormed", "well-formed",
            "div4", "div-4",
            "joint", "joint score",
            "variety", "joint score with different sentences");

    private static final Axis UPDATES = new Axis("updates", Scale.LINEAR);
    private static final Axis LOSS = new Axis("loss", Scale.LINEAR);
    private static final Axis ERROR = new Axis("error", Scale.LINEAR);
    private static final Axis SHARE = new Axis("share", Scale.LINEAR);

    private TrainingPlots() {}

    private static Map<String, String> ordered(String... pairs) {
        Map<String, String> map = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            map.put(pairs[i], pairs[i + 1]);
        }
        return map;
    }

    /**
     * {@return the score by which validations are told apart over the updates of the last stage, its best marked}
     *
     * @param metrics rows of {@code metrics.jsonl}
     * @param curve that of these rows
     */
    public static Plot learning(List<MetricsRow> metrics, LearningCurve curve) {
        String name = MEASURES.getOrDefault(curve.score(), curve.score());
        List<Series> series = new ArrayList<>();
        curve.best().ifPresent(best -> {
            List<Point> points = curve.points().stream()
                    .map(p -> new Point(p.updates(), p.score()))
                    .toList();
            series.add(new Series(name, points, 0, Mark.DOTTED_LINE));
            String at = String.format(Locale.ROOT, "the best, %.3f after %,d", best.score(), best.updates());
            series.add(new Series(at, List.of(new Point(best.updates(), best.score())), 1, Mark.DIAMOND));
        });
        double minutes = metrics.isEmpty() ? 0 : metrics.get(metrics.size() - 1).seconds() / 60;
        return new Plot(
                "Learning curve: " + name,
                "On the valid split. " + curve.text(),
                new Axis(String.format(Locale.ROOT, "updates (the run took %.0f minutes)", minutes), Scale.LINEAR),
                new Axis("score", Scale.LINEAR),
                series);
    }

    /**
     * {@return every measure of validation over time}
     *
     * @param metrics rows of {@code metrics.jsonl}
     */
    public static Plot validation(List<MetricsRow> metrics) {
        List<Series> series = new ArrayList<>();
        MEASURES.forEach((key, name) -> {
            List<Point> points = scores(metrics, key);
            if (!points.isEmpty()) {
                series.add(new Series(name, points, series.size(), Mark.DOTTED_LINE));
            }
        });
        return new Plot(
                "Validation while distilling",
                "The averaged student on the valid split. The joint score is the harmonic mean of meaning accuracy,"
                        + " right slots, BLEU and div-4 as shares of the teacher's with DDIM-20.",
                new Axis("minutes", Scale.LINEAR),
                new Axis("share", Scale.FRACTION),
                series);
    }

    /**
     * {@return one measure of validation over time for several runs, or an empty plot if none has it}
     *
     * @param key its name in the metrics
     * @param runs metrics by the name of the run
     */
    public static Plot validation(String key, Map<String, List<MetricsRow>> runs) {
        List<Series> series = new ArrayList<>();
        runs.forEach(
                (run, metrics) -> series.add(new Series(run, scores(metrics, key), series.size(), Mark.DOTTED_LINE)));
        return new Plot(
                "Validation: " + MEASURES.getOrDefault(key, key),
                "The averaged students on the valid split.",
                new Axis("minutes", Scale.LINEAR),
                new Axis("share", Scale.FRACTION),
                series);
    }

    /**
     * {@return the losses of each stage over its updates, and of score distillation how far its fake score network is
     * behind}
     *
     * @param metrics rows of {@code metrics.jsonl}
     */
    public static List<Plot> losses(List<MetricsRow> metrics) {
        return metrics.stream()
                .filter(MetricsRow.Trained.class::isInstance)
                .map(MetricsRow::stage)
                .distinct()
                .flatMap(stage -> ofStage(metrics, stage).stream())
                .toList();
    }

    private static List<Plot> ofStage(List<MetricsRow> metrics, String stage) {
        String objective = Plugins.all(Objective.class).stream()
                .filter(each -> each.name().equals(stage))
                .map(Objective::description)
                .findFirst()
                .orElse("Means over the updates between two rows of metrics.jsonl.");
        String lag =
                "Errors without dropout, weighted by gamma_t. A fake score network that keeps up is below the teacher"
                        + " at the student's outputs.";
        String residual = "E d^T (f - e) / E ||d||^2, d = F - f: 0 for an exact fake score network.";
        List<Plot> plots = new ArrayList<>(
                List.of(plot(metrics, stage, LOSSES, new Plot("Loss, " + stage, objective, UPDATES, LOSS, List.of()))));
        plots.add(plot(metrics, stage, LAG, new Plot("Fake score network, " + stage, lag, UPDATES, ERROR, List.of())));
        plots.add(plot(
                metrics, stage, RESIDUAL, new Plot("Score identity, " + stage, residual, UPDATES, SHARE, List.of())));
        plots.removeIf(plot -> plot.series().isEmpty());
        return plots;
    }

    private static Plot plot(List<MetricsRow> metrics, String stage, Map<String, String> names, Plot empty) {
        List<Series> series = new ArrayList<>();
        names.forEach((key, name) -> {
            List<Point> points = means(metrics, stage, key);
            if (!points.isEmpty()) {
                series.add(new Series(name, points, series.size(), Mark.LINE));
            }
        });
        return new Plot(empty.title(), empty.note(), empty.x(), empty.y(), series);
    }

    /** A measure of validation over minutes. */
    private static List<Point> scores(List<MetricsRow> metrics, String key) {
        return metrics.stream()
                .filter(row ->
                        row instanceof MetricsRow.Validated && row.values().containsKey(key))
                .map(row -> new Point(row.seconds() / 60, row.values().get(key)))
                .toList();
    }

    /** A measurement of a stage's updates over its steps. */
    private static List<Point> means(List<MetricsRow> metrics, String stage, String key) {
        return metrics.stream()
                .filter(row -> row instanceof MetricsRow.Trained && row.stage().equals(stage))
                .filter(row -> row.values().containsKey(key))
                .map(row -> new Point(row.step(), row.values().get(key)))
                .toList();
    }
}
