package io.dlmone.train.compare;

import io.dlmone.bundle.ModelDirectory;
import io.dlmone.data.Split;
import io.dlmone.eval.Evaluation;
import io.dlmone.model.NoiseSchedule;
import io.dlmone.train.DistillOptions;
import io.dlmone.train.EvaluateOptions;
import io.dlmone.train.EvaluateRun;
import io.dlmone.train.LearningCurve;
import io.dlmone.train.RecipeSettings;
import io.dlmone.train.RunContext;
import io.dlmone.train.RunOutcome;
import io.dlmone.train.SystemResult;
import io.dlmone.train.SystemSpec;
import io.dlmone.train.report.EvaluationCells;
import io.dlmone.train.report.HtmlReport;
import io.dlmone.train.report.Plot;
import io.dlmone.train.report.Report;
import io.dlmone.train.report.TrainingPlots;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The page with which a distillation ends: losses and validation over time, the student beside its teacher and the
 * nearest training source's target on the valid split, sentences side by side, and the options.
 */
public final class StudentReport {

    private static final int BATCH = 50;
    private static final int SAMPLES = 3;
    private static final String STUDENT = "student";

    private final DistillOptions options;
    private final RunContext context;

    /**
     * A report of a distillation.
     *
     * @param options of the distillation
     * @param context with the engine
     */
    public StudentReport(DistillOptions options, RunContext context) {
        this.options = options;
        this.context = context;
    }

    /**
     * Writes {@code report.html} into the run directory.
     *
     * @param outcome how the distillation ended, finished
     * @param sources of the valid split to evaluate on; 0: no evaluation
     * @return where the page is
     */
    public Path write(RunOutcome outcome, int sources) {
        List<SystemResult> systems = sources == 0 ? List.of() : evaluate(sources);
        LearningCurve curve =
                LearningCurve.of(outcome.metrics(), options.run().keepBy().id());
        List<Plot> plots = new ArrayList<>(
                List.of(TrainingPlots.validation(outcome.metrics()), TrainingPlots.learning(outcome.metrics(), curve)));
        plots.addAll(TrainingPlots.losses(outcome.metrics()));
        Map<String, Evaluation> rows = new LinkedHashMap<>();
        systems.forEach(s -> rows.put(s.name(), s.evaluation()));
        String summary = String.format(
                Locale.ROOT,
                "%s distilled on %s with the recipe %s: %,d updates, seed %d. The student is in %s.",
                options.teacher(),
                options.data(),
                options.recipe().text(),
                outcome.step(),
                options.run().seed(),
                options.out());
        Report report = new Report(
                "A one-step student",
                List.of(summary),
                systems.isEmpty()
                        ? List.of()
                        : List.of(EvaluationCells.table(
                                "Quality, diversity and cost",
                                "On the valid split, by which the student was chosen, with 95% intervals; lower"
                                        + " self-BLEU and higher div-4 are more varied. The teacher with corrected DDIM,"
                                        + " without rounding too, which is what score distillation aims at.",
                                rows,
                                Set.of(STUDENT))),
                plots,
                SentenceTable.table(systems),
                settings());
        Path page = outcome.run().resolve("report.html");
        HtmlReport.write(page, report);
        return page;
    }

    private List<SystemResult> evaluate(int sources) {
        List<SystemSpec> systems =
                new ArrayList<>(TeacherRows.ddim(options.teacher(), ModelDirectory.load(options.teacher())));
        systems.add(SystemSpec.asSaved(options.out().toString()));
        EvaluateOptions evaluation = new EvaluateOptions(
                systems,
                true,
                options.data(),
                Split.VALID,
                sources,
                SAMPLES,
                1,
                BATCH,
                options.run().seed(),
                Optional.empty());
        return new EvaluateRun(evaluation, context)
                .run().stream().map(this::named).toList();
    }

    private SystemResult named(SystemResult result) {
        String name = result.name().startsWith(options.out().toString())
                ? STUDENT
                : result.name().replace(options.teacher(), "teacher");
        return result.named(name);
    }

    private Map<String, Map<String, Object>> settings() {
        Map<String, Map<String, Object>> all = new LinkedHashMap<>();
        all.put("Distillation", options.toConfig());
        NoiseSchedule schedule =
                ModelDirectory.load(options.teacher()).architecture().schedule();
        all.putAll(RecipeSettings.described(
                options.recipe().phases(),
                options.numbers(),
                schedule,
                options.run().seed()));
        all.put("Engine", context.engine().toConfig());
        return all;
    }
}
