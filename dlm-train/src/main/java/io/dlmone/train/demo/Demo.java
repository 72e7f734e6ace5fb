package io.dlmone.train.demo;

import io.dlmone.bundle.ModelBundle;
import io.dlmone.bundle.ModelDirectory;
import io.dlmone.data.Split;
import io.dlmone.io.OutputPlace;
import io.dlmone.model.NoiseSchedule;
import io.dlmone.sampling.RoundingTimes;
import io.dlmone.train.DistillOptions;
import io.dlmone.train.DistillRun;
import io.dlmone.train.EngineOptions;
import io.dlmone.train.EvaluateOptions;
import io.dlmone.train.EvaluateRun;
import io.dlmone.train.RunContext;
import io.dlmone.train.RunOutcome;
import io.dlmone.train.RunStart;
import io.dlmone.train.SystemResult;
import io.dlmone.train.SystemSpec;
import io.dlmone.train.UpdateRate;
import io.dlmone.train.report.HtmlReport;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * Distils a student for a few minutes from the teacher's own weights, then compares the teacher at all its steps, the
 * teacher at few, and the student at one, in one run on the same sentences.
 */
public final class Demo {

    private static final double NANOS = 1e9;
    private static final double LONGEST_TRIAL = 9;
    private static final double TRIAL_SHARE = 0.03;
    private static final String DDIM = "ddim";
    private static final String ANCESTRAL = "ancestral";

    private final DemoOptions options;
    private final DemoRecipe recipe;
    private final DemoComparison comparison;
    private final Clock clock;
    private final ModelBundle teacher;
    private final long began = System.nanoTime();
    private final Map<String, Map<String, Object>> settings = new LinkedHashMap<>();

    /**
     * Loads the teacher.
     *
     * @param options what was asked for
     * @param recipe how it distils
     * @param comparison what it compares
     * @param clock tells the time
     * @throws io.dlmone.error.UserException if there is no such teacher, or nothing can be written where it is to be
     */
    public Demo(DemoOptions options, DemoRecipe recipe, DemoComparison comparison, Clock clock) {
        this.options = options;
        this.recipe = recipe;
        this.comparison = comparison;
        this.clock = clock;
        OutputPlace.requireDirectory(options.out());
        this.teacher = ModelDirectory.load(options.teacher());
    }

    /**
     * Distils and writes the student that was best on the valid split.
     *
     * @param context says where to compute and when to stop
     * @return how it ended; when it was stopped there is no student
     */
    public RunOutcome distil(RunContext context) {
        context.progress()
                .say(String.format(
                        Locale.ROOT,
                        "Distilling %s into a one-step student for %s minutes.",
                        options.teacher(),
                        minutes()));
        NoiseSchedule schedule = teacher.architecture().schedule();
        double trial = Math.min(LONGEST_TRIAL, 60 * options.minutes() * TRIAL_SHARE);
        double rate = UpdateRate.measure(recipe.distillation(options, schedule, 1), context, trial);
        DistillOptions distillation = recipe.distillation(options, schedule, rate);
        Map<String, Object> resolved = new LinkedHashMap<>();
        resolved.put("recipe", distillation.recipe());
        resolved.putAll(distillation.numbers());
        resolved.put("minutes", options.minutes());
        resolved.put("seed", options.seed());
        settings.put("Distillation", resolved);
        settings.put("Engine", engine(context.engine()));
        settings.put("Teacher", teacher.architecture().config());
        RunContext timed = new RunContext(
                context.backend(),
                context.engine(),
                new TimedProgress(context.progress(), 60 * options.minutes()),
                context.stop());
        return new DistillRun(distillation, timed, clock).run(RunStart.NEW);
    }

    private static Map<String, Object> engine(EngineOptions engine) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("backend", engine.backend());
        all.put("device", engine.device());
        all.put("threads", engine.threads());
        all.put("java", System.getProperty("java.version"));
        all.put("system", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        return all;
    }

    private String minutes() {
        return String.format(Locale.ROOT, "%.4f", options.minutes()).replaceFirst("\\.?0+$", "");
    }

    /**
     * Compares teacher and student on the test split and writes the page.
     *
     * @param context with the engine
     * @param training how {@link #distil} ended, finished
     * @return what it found
     */
    public DemoResult compare(RunContext context, RunOutcome training) {
        List<SystemSpec> quick = new ArrayList<>();
        comparison.steps().forEach(steps -> quick.add(teacherWith(DDIM, steps)));
        SystemSpec student = SystemSpec.asSaved(options.student().toString());
        quick.add(student);
        int sources = Math.min(options.limit(), comparison.sources());
        List<SystemResult> few = evaluate(quick, sources, comparison.samples(), context);

        int calls = teacher.architecture().sampling().calls();
        double perCall =
                few.get(0).evaluation().msPerSentence() / comparison.steps().get(0);
        DemoComparison.TeacherShare share = comparison.teacherShare(sources, calls, perCall);
        context.progress()
                .say(String.format(
                        Locale.ROOT,
                        "Now the teacher at all %,d steps: %d sentences, about %.0f s.",
                        calls,
                        share.sentences(),
                        share.seconds()));
        List<SystemResult> full =
                evaluate(List.of(teacherWith(ANCESTRAL, calls), student), share.sources(), share.samples(), context);

        settings.put("Comparison", comparisonSettings(sources, share));
        DemoResult result = new DemoResult(
                options,
                training,
                full.get(0).named(String.format(Locale.ROOT, "teacher, %,d steps", calls)),
                fewSteps(few),
                few.get(few.size() - 1).named("student, 1 step"),
                full.get(1).named("student, 1 step"),
                settings,
                (System.nanoTime() - began) / NANOS);
        HtmlReport.write(options.page(), DemoReport.of(result));
        return result;
    }

    private SystemSpec teacherWith(String sampler, int steps) {
        return new SystemSpec(
                options.teacher(),
                Optional.of(sampler),
                OptionalInt.of(steps),
                Optional.of(RoundingTimes.of(teacher.architecture().rounds())),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                OptionalDouble.empty());
    }

    private List<SystemResult> evaluate(List<SystemSpec> systems, int sources, int samples, RunContext context) {
        EvaluateOptions evaluation = new EvaluateOptions(
                systems,
                false,
                options.data(),
                Split.TEST,
                sources,
                samples,
                1,
                comparison.batch(),
                options.seed(),
                Optional.empty());
        return new EvaluateRun(evaluation, context).run();
    }

    private List<SystemResult> fewSteps(List<SystemResult> few) {
        List<SystemResult> named = new ArrayList<>();
        for (int i = 0; i < comparison.steps().size(); i++) {
            int steps = comparison.steps().get(i);
            named.add(few.get(i).named("DDIM, " + steps + (steps == 1 ? " step" : " steps")));
        }
        return named;
    }

    private Map<String, Object> comparisonSettings(int sources, DemoComparison.TeacherShare share) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("data", options.data() + ", test split");
        all.put("sources", sources);
        all.put("samples for each", comparison.samples());
        all.put("sentences in one call", Math.min(comparison.batch(), sources));
        all.put("sources of the teacher at all steps", share.sources());
        all.put("samples for each of these", share.samples());
        all.put("rounding", teacher.architecture().rounds() ? "every prediction of the teacher" : "none");
        return all;
    }
}
