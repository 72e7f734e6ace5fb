package io.dlmone.train.compare;

import io.dlmone.eval.Evaluation;
import io.dlmone.train.MetricsRow;
import io.dlmone.train.Phase;
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

/** A comparison of objectives as a page. */
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
        metrics.values().forEach(run -> plots.addAll(TrainingPlots.losses(run)));
        String summary = String.format(
                Locale.ROOT,
                "%s distilled on %s for %s minutes with each objective (seed %d), from the teacher's weights; the time"
                        + " includes validation on the valid split, by which the best student of each was chosen. All"
                        + " were evaluated in one run on the test split.",
                options.teacher(),
                options.data(),
                options.minutes(),
                options.run().seed());
        return new Report(
                "Objectives at equal budgets",
                List.of(summary),
                List.of(numbers(systems, options)),
                plots,
                SentenceTable.table(systems),
                settings);
    }

    private static Table numbers(List<SystemResult> systems, CompareOptions options) {
        Map<String, Evaluation> rows = new LinkedHashMap<>();
        systems.forEach(s -> rows.put(s.name(), s.evaluation()));
        Set<String> ours = options.objectives().stream().map(Phase::objective).collect(Collectors.toSet());
        return EvaluationCells.table(
                "Quality, diversity and cost",
                "With 95% intervals; lower self-BLEU and higher div-4 are more varied.",
                rows,
                ours);
    }
}
