package io.dlmone.train.compare;

import io.dlmone.bundle.ModelDirectory;
import io.dlmone.data.Split;
import io.dlmone.distill.ProgressiveObjective;
import io.dlmone.io.OutputPlace;
import io.dlmone.model.NoiseSchedule;
import io.dlmone.train.DistillNumbers;
import io.dlmone.train.DistillOptions;
import io.dlmone.train.DistillRun;
import io.dlmone.train.EvaluateOptions;
import io.dlmone.train.EvaluateRun;
import io.dlmone.train.RecipePhase;
import io.dlmone.train.RunContext;
import io.dlmone.train.RunDirectory;
import io.dlmone.train.Start;
import io.dlmone.train.SystemResult;
import io.dlmone.train.SystemSpec;
import io.dlmone.train.UpdateRate;
import io.dlmone.train.report.HtmlReport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Distils the same teacher with one objective after the other, each from the teacher's weights for the same time, and
 * evaluates all students and the teacher in one run on the test split. A comparison that was interrupted goes on where
 * it stopped: students that are there are not made again.
 */
public final class Compare {

    private static final String ROUND = "round";
    private static final double TRIAL_SHARE = 0.03;
    private static final double LONGEST_TRIAL = 9;
    private static final int BATCH = 50;
    private static final List<String> TEACHERS = List.of("@ddim:20", "@ddim:20:no-round", "@ddim:5", "@ddim:1");

    private final CompareOptions options;
    private final RunContext context;
    private final Clock clock;

    public Compare(CompareOptions options, RunContext context, Clock clock) {
        this.options = options;
        this.context = context;
        this.clock = clock;
    }

    /**
     * Makes the students that are not there yet.
     *
     * @return whether all are there; false if it was interrupted
     */
    public boolean distil() {
        OutputPlace.requireFile(options.page());
        NoiseSchedule schedule = schedule();
        options.objectives().forEach(o -> resolve(options.distillation(o), schedule));
        for (String objective : options.objectives()) {
            if (!distil(objective, schedule)) {
                context.progress()
                        .say("Stopped; what is finished lies in " + options.out()
                                + ". Compare the same again to go on.");
                return false;
            }
        }
        return true;
    }

    /**
     * Compares the students and writes the page.
     *
     * @return all systems, the teacher's first
     */
    public List<SystemResult> report() {
        List<SystemResult> systems = evaluate();
        HtmlReport.write(options.page(), CompareReport.of(options, systems, metrics(), settings(schedule())));
        return systems;
    }

    private NoiseSchedule schedule() {
        return ModelDirectory.load(options.teacher()).architecture().schedule();
    }

    private void resolve(DistillOptions distillation, NoiseSchedule schedule) {
        DistillNumbers.resolve(RecipePhase.parse(distillation.recipe()), options.numbers(), schedule, options.seed());
    }

    private boolean distil(String objective, NoiseSchedule schedule) {
        String name = CompareOptions.name(objective);
        if (Files.exists(options.student(name))) {
            context.progress().say("The student of " + name + " is there already: " + options.student(name));
            return true;
        }
        Path run = options.run(name);
        boolean begun = RunDirectory.hasBegun(run);
        DistillOptions distillation =
                begun ? options.distillation(name, recipe(name)) : timed(options.distillation(objective), schedule);
        context.progress()
                .say(String.format(Locale.ROOT, "Distilling with %s for %.1f minutes.", name, options.minutes()));
        return new DistillRun(distillation, context, clock)
                .run(begun ? Start.NEWEST : Start.NEW)
                .finished();
    }

    /** The recipe that a run has begun with. */
    private String recipe(String name) {
        return (String) RunDirectory.recordedConfig(options.run(name), DistillRun.VERB, OptionalLong.empty())
                .get("recipe");
    }

    /** Progressive distillation with rounds that fill the time evenly, as fast as updates are here. */
    private DistillOptions timed(DistillOptions distillation, NoiseSchedule schedule) {
        RecipePhase phase = RecipePhase.parse(distillation.recipe()).get(0);
        boolean given =
                phase.overrides().containsKey(ROUND) || options.numbers().containsKey(ROUND);
        if (!phase.objective().equals("progressive") || given) {
            return distillation;
        }
        int steps = DistillNumbers.resolve(List.of(phase), options.numbers(), schedule, options.seed())
                .get(0)
                .get(ProgressiveObjective.STEPS);
        double seconds = 60 * options.minutes();
        double rate = UpdateRate.measure(distillation, context, Math.min(LONGEST_TRIAL, TRIAL_SHARE * seconds));
        long round = Math.max(1, Math.round(seconds * rate / Integer.numberOfTrailingZeros(steps)));
        return options.distillation(phase.objective(), distillation.recipe() + ":" + ROUND + "=" + round);
    }

    private List<SystemResult> evaluate() {
        List<SystemSpec> systems = new ArrayList<>();
        SystemSpec teacher = SystemSpec.asSaved(options.teacher());
        TEACHERS.forEach(way -> systems.add(SystemSpec.parse(options.teacher() + way, teacher)));
        options.objectives()
                .forEach(o -> systems.add(SystemSpec.asSaved(
                        options.student(CompareOptions.name(o)).toString())));
        EvaluateOptions evaluation = new EvaluateOptions(
                systems,
                true,
                options.data(),
                Split.TEST,
                options.limit(),
                options.samples(),
                1,
                BATCH,
                options.seed(),
                Optional.empty());
        return new EvaluateRun(evaluation, context)
                .run().stream().map(this::named).toList();
    }

    /** Students by their objectives, the teacher as teacher. */
    private SystemResult named(SystemResult result) {
        String name = result.name().replace(options.teacher(), "teacher");
        for (String objective : options.objectives()) {
            String student = CompareOptions.name(objective);
            name = result.name().startsWith(options.student(student).toString()) ? student : name;
        }
        return result.named(name);
    }

    private Map<String, List<Map<String, Object>>> metrics() {
        Map<String, List<Map<String, Object>>> all = new LinkedHashMap<>();
        options.objectives().stream()
                .map(CompareOptions::name)
                .forEach(name -> all.put(name, RunDirectory.metrics(options.run(name))));
        return all;
    }

    private Map<String, Map<String, Object>> settings(NoiseSchedule schedule) {
        Map<String, Map<String, Object>> all = new LinkedHashMap<>();
        for (String objective : options.objectives()) {
            RecipePhase phase =
                    RecipePhase.parse(recipe(CompareOptions.name(objective))).get(0);
            DistillNumbers.described(List.of(phase), options.numbers(), schedule, options.seed())
                    .values()
                    .forEach(resolved -> all.put(phase.objective(), resolved));
        }
        all.put("Engine", context.engine().toConfig());
        return all;
    }
}
