package io.dlmone.train.compare;

import io.dlmone.train.LearningCurve;
import io.dlmone.train.RunDirectory;
import io.dlmone.train.RunOutcome;
import io.dlmone.train.TeacherRun;
import io.dlmone.train.report.HtmlReport;
import io.dlmone.train.report.Plot;
import io.dlmone.train.report.Report;
import io.dlmone.train.report.TrainingPlots;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;

/**
 * The page of a teacher's training, finished or stopped: its learning curve, losses, how long to train, its options.
 */
public final class TeacherReport {

    private TeacherReport() {}

    /**
     * Writes {@code report.html} into the run directory.
     *
     * @param outcome how the training ended
     * @return where the page is
     */
    public static Path write(RunOutcome outcome) {
        Map<String, Object> config = RunDirectory.recordedConfig(outcome.run(), TeacherRun.VERB, OptionalLong.empty());
        LearningCurve curve = LearningCurve.of(outcome.metrics(), String.valueOf(config.get("keep-by")));
        List<Plot> plots = new ArrayList<>(List.of(TrainingPlots.learning(outcome.metrics(), curve)));
        plots.addAll(TrainingPlots.losses(outcome.metrics()));
        String summary = String.format(
                Locale.ROOT,
                "Trained on %s for %,d of %s updates, seed %s%s.",
                config.get("data"),
                outcome.step(),
                config.get("steps"),
                config.get("seed"),
                outcome.finished() ? ". The teacher is in " + outcome.model() : "; it was stopped");
        Path page = outcome.run().resolve("report.html");
        HtmlReport.write(
                page,
                new Report(
                        "A teacher's training",
                        List.of(summary, curve.text()),
                        List.of(),
                        plots,
                        SentenceTable.table(List.of()),
                        Map.of("Training", config)));
        return page;
    }
}
