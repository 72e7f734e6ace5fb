package io.dlmone.train.compare;

import io.dlmone.eval.Evaluation;
import io.dlmone.train.MetricsRow;
import io.dlmone.train.SystemResult;
import io.dlmone.train.report.EvaluationCells;
import io.dlmone.train.report.Plot;
import io.dlmone.train.report.Report;
import io.dlmone.train.report.Table;
import io.dlmone.train.report.TrainingPlots;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** A comparison as a page. */
final class CompareReport {

    private CompareReport() {}

    static Report of(
            CompareOptions options,
            List<SystemResult> systems,
            Map<String, List<MetricsRow>> metrics,
            Map<String, Map<String, Object>> settings) {
        List<Plot> plots = new ArrayList<>();
        for (String measure : List.of("bleu", "meaningAccuracy", "div4")) {
            plots.add(TrainingPlots.validation(measure, metrics));
        }
        metrics.forEach((name, run) -> plots.addAll(losses(name, run, options.severalTeachers())));
        return new Report(
                options.objectives().isEmpty() ? "Teachers side by side" : "Objectives at equal budgets",
                List.of(summary(options)),
                List.of(numbers(systems, options)),
                plots,
                SentenceTable.table(systems),
                settings);
    }

    private static String summary(CompareOptions options) {
        String teachers = String.join(", ", options.teachers());
        long seed = options.run().seed();
        if (options.objectives().isEmpty()) {
            return String.format(
                    Locale.ROOT,
                    "%s on %s (seed %d). All were evaluated in one run on the test split.",
                    teachers,
                    options.data(),
                    seed);
        }
        return String.format(
                Locale.ROOT,
                "%s distilled on %s for %s minutes with each objective (seed %d), from %s weights; the time"
                        + " includes validation on the valid split, by which the best student of each was chosen. All"
                        + " were evaluated in one run on the test split.",
                teachers,
                options.data(),
                options.minutes(),
                seed,
                options.severalTeachers() ? "each teacher's" : "the teacher's");
    }

    /** The losses of one student, under its name where its objective's is not its own. */
    private static List<Plot> losses(String name, List<MetricsRow> run, boolean named) {
        return TrainingPlots.losses(run).stream()
                .map(plot -> named
                        ? new Plot(name + ": " + plot.title(), plot.note(), plot.x(), plot.y(), plot.series())
                        : plot)
                .toList();
    }

    private static Table numbers(List<SystemResult> systems, CompareOptions options) {
        Map<String, Evaluation> rows = new LinkedHashMap<>();
        systems.forEach(s -> rows.put(s.name(), s.evaluation()));
        Set<String> ours =
                options.students().stream().map(ComparedStudent::name).collect(Collectors.toSet());
        return EvaluationCells.table(
                "Quality, diversity and cost",
                "With 95% intervals; lower self-BLEU and higher div-4 are more varied.",
                rows,
                ours);
    }
}
