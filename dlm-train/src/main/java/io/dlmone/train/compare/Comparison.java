package io.dlmone.train.compare;

import io.dlmone.bundle.ModelDirectory;
import io.dlmone.data.Split;
import io.dlmone.distill.ProgressiveObjective;
import io.dlmone.io.OutputPlace;
import io.dlmone.model.NoiseSchedule;
import io.dlmone.objective.DistillationSettings;
import io.dlmone.objective.Setting;
import io.dlmone.train.DistillRun;
import io.dlmone.train.EvaluateOptions;
import io.dlmone.train.EvaluateRun;
import io.dlmone.train.MetricsRow;
import io.dlmone.train.Phase;
import io.dlmone.train.RecipeSettings;
import io.dlmone.train.RunContext;
import io.dlmone.train.RunDirectory;
import io.dlmone.train.RunOptions;
import io.dlmone.train.RunStart;
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
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Compares objectives from Java, as {@code dlm compare} does: distils the same teacher with one objective after the
 * other, each from the teacher's weights for the same time, and evaluates all students and the teacher in one run on
 * the test split. A comparison that was interrupted goes on where it stopped: students that are there are not made
 * again. Immutable.
 */
public final class Comparison {

    private static final String ROUND = "round";
    private static final Pattern RECORDED_ROUND = Pattern.compile(":" + ROUND + "=([0-9]+)");
    private static final double TRIAL_SHARE = 0.03;
    private static final double LONGEST_TRIAL = 9;
    private static final int BATCH = 50;
    private static final List<String> TEACHERS = List.of("@ddim:20", "@ddim:20:no-round", "@ddim:5", "@ddim:1");

    private final CompareOptions options;

    private Comparison(CompareOptions options) {
        this.options = options;
    }

    /**
     * {@return a comparison}
     *
     * @param teacher a model directory, or a built-in model
     * @param data a directory with {@code train.jsonl}, {@code valid.jsonl} and {@code test.jsonl}, or a built-in data
     *     set
     * @param out the directory to write; an interrupted comparison goes on there
     */
    public static Builder builder(String teacher, String data, Path out) {
        return new Builder(teacher, data, out);
    }

    /**
     * {@return a comparison with options that are there already}
     *
     * @param options what is asked for
     */
    public static Comparison of(CompareOptions options) {
        return new Comparison(options);
    }

    /**
     * Makes the students, compares them and writes the page.
     *
     * @param context with the engine, a listener and a signal to stop
     * @return all systems, the teacher's first; empty if the context's signal stopped it before all students were there
     * @throws io.dlmone.error.UserException if anything does not fit
     */
    public Optional<List<SystemResult>> compare(RunContext context) {
        return distil(context) ? Optional.of(report(context)) : Optional.empty();
    }

    /**
     * Makes the students that are not there yet.
     *
     * @param context with the engine, a listener and a signal to stop
     * @return whether all are there; false if it was interrupted
     */
    public boolean distil(RunContext context) {
        OutputPlace.requireFile(options.page());
        NoiseSchedule schedule = schedule();
        options.objectives().forEach(objective -> resolve(objective, schedule));
        for (Phase objective : options.objectives()) {
            if (!distil(objective, schedule, context)) {
                context.progress()
                        .say("Stopped; what is finished lies in " + options.out()
                                + ". Compare the same again to go on.");
                return false;
            }
        }
        return true;
    }

    /**
     * Compares the students, which are all there, and writes {@code report.html}.
     *
     * @param context with the engine and a listener
     * @return all systems, the teacher's first
     */
    public List<SystemResult> report(RunContext context) {
        List<SystemResult> systems = evaluate(context);
        HtmlReport.write(options.page(), CompareReport.of(options, systems, metrics(), settings(context)));
        return systems;
    }

    private NoiseSchedule schedule() {
        return ModelDirectory.load(options.teacher()).architecture().schedule();
    }

    private DistillationSettings resolve(Phase objective, NoiseSchedule schedule) {
        return RecipeSettings.resolve(
                        List.of(objective),
                        options.numbers(),
                        schedule,
                        options.run().seed())
                .get(0);
    }

    private boolean distil(Phase objective, NoiseSchedule schedule, RunContext context) {
        if (Files.exists(options.student(objective))) {
            context.progress()
                    .say("The student of " + objective.objective() + " is there already: "
                            + options.student(objective));
            return true;
        }
        boolean begun = RunDirectory.hasBegun(options.run(objective));
        Phase timed = begun ? asRecorded(objective) : timed(objective, schedule, context);
        context.progress()
                .say(String.format(
                        Locale.ROOT, "Distilling with %s for %.1f minutes.", objective.objective(), options.minutes()));
        return new DistillRun(options.distillation(timed), context, Clock.systemUTC())
                .run(begun ? RunStart.NEWEST : RunStart.NEW)
                .finished();
    }

    /** An objective with the length of its rounds that was measured when its run began. */
    private Phase asRecorded(Phase objective) {
        Object recipe = RunDirectory.recordedConfig(options.run(objective), DistillRun.VERB, OptionalLong.empty())
                .get("recipe");
        Matcher round = RECORDED_ROUND.matcher(String.valueOf(recipe));
        return objective.settings().containsKey(ROUND) || !round.find()
                ? objective
                : objective.with(ROUND, round.group(1));
    }

    /** Progressive distillation with rounds that fill the time evenly, as fast as updates are here. */
    private Phase timed(Phase objective, NoiseSchedule schedule, RunContext context) {
        boolean given =
                objective.settings().containsKey(ROUND) || options.numbers().containsKey(ROUND);
        if (!objective.objective().equals("progressive") || given) {
            return objective;
        }
        int steps = resolve(objective, schedule).get(ProgressiveObjective.STEPS);
        double seconds = 60 * options.minutes();
        double trial = Math.min(LONGEST_TRIAL, TRIAL_SHARE * seconds);
        double rate = UpdateRate.measure(options.distillation(objective), context, trial);
        long round = Math.max(1, Math.round(seconds * rate / Integer.numberOfTrailingZeros(steps)));
        return objective.with(ROUND, String.valueOf(round));
    }

    private List<SystemResult> evaluate(RunContext context) {
        List<SystemSpec> systems = new ArrayList<>();
        SystemSpec teacher = SystemSpec.asSaved(options.teacher());
        TEACHERS.forEach(way -> systems.add(SystemSpec.parse(options.teacher() + way, teacher)));
        options.objectives()
                .forEach(o -> systems.add(SystemSpec.asSaved(options.student(o).toString())));
        EvaluateOptions evaluation = new EvaluateOptions(
                systems,
                true,
                options.data(),
                Split.TEST,
                options.limit(),
                options.samples(),
                1,
                BATCH,
                options.run().seed(),
                Optional.empty());
        return new EvaluateRun(evaluation, context)
                .run().stream().map(this::named).toList();
    }

    /** Students by their objectives, the teacher as teacher. */
    private SystemResult named(SystemResult result) {
        String name = result.name().replace(options.teacher(), "teacher");
        for (Phase objective : options.objectives()) {
            name = result.name().startsWith(options.student(objective).toString()) ? objective.objective() : name;
        }
        return result.named(name);
    }

    private Map<String, List<MetricsRow>> metrics() {
        Map<String, List<MetricsRow>> all = new LinkedHashMap<>();
        options.objectives().forEach(o -> all.put(o.objective(), RunDirectory.metrics(options.run(o))));
        return all;
    }

    private Map<String, Map<String, Object>> settings(RunContext context) {
        NoiseSchedule schedule = schedule();
        Map<String, Map<String, Object>> all = new LinkedHashMap<>();
        for (Phase objective : options.objectives()) {
            RecipeSettings.described(
                            List.of(asRecorded(objective)),
                            options.numbers(),
                            schedule,
                            options.run().seed())
                    .values()
                    .forEach(resolved -> all.put(objective.objective(), resolved));
        }
        all.put("Engine", context.engine().toConfig());
        return all;
    }

    /** What is to be compared, and for how long. */
    public static final class Builder {

        private final String teacher;
        private final String data;
        private final Path out;
        private final List<Phase> objectives = new ArrayList<>();
        private final Map<String, String> settings = new LinkedHashMap<>();
        private final RunOptions.Builder run = RunOptions.DISTILLATION.toBuilder()
                .logEvery(10)
                .validate(200, 100)
                .checkpointEvery(0)
                .keepCheckpoints(1);
        private double minutes = 1;
        private int limit = 100;
        private int samples = 3;

        private Builder(String teacher, String data, Path out) {
            this.teacher = teacher;
            this.data = data;
            this.out = out;
        }

        /**
         * Adds an objective, by its name.
         *
         * @param name its stable name
         * @return this
         */
        public Builder objective(String name) {
            return objective(Phase.untilTheEnd(name));
        }

        /**
         * Adds an objective, an open phase with settings of its own.
         *
         * @param phase open in its length
         * @return this
         */
        public Builder objective(Phase phase) {
            objectives.add(phase);
            return this;
        }

        /**
         * Sets a setting of all objectives that have it; what is not given has its default.
         *
         * @param <T> type of the value
         * @param setting which
         * @param value in its range
         * @return this
         */
        public <T> Builder with(Setting<T> setting, T value) {
            settings.put(setting.name(), Setting.text(value));
            return this;
        }

        /**
         * Sets the time for each objective, validation included; one minute by default.
         *
         * @param each above 0
         * @return this
         */
        public Builder minutes(double each) {
            minutes = each;
            return this;
        }

        /**
         * Sets the seed, and how often to validate; every 200 updates on 100 sources by default.
         *
         * @param how sets it on a builder that has the defaults
         * @return this
         */
        public Builder run(Consumer<RunOptions.Builder> how) {
            how.accept(run);
            return this;
        }

        /**
         * Sets the sources of the test split to compare on, 0 for all; 100 by default.
         *
         * @param sources at least 0
         * @return this
         */
        public Builder limit(int sources) {
            limit = sources;
            return this;
        }

        /**
         * Sets the sentences for each source; three by default.
         *
         * @param n at least 1
         * @return this
         */
        public Builder samples(int n) {
            samples = n;
            return this;
        }

        /**
         * {@return the comparison}
         *
         * @throws io.dlmone.error.UserException with every option that does not fit
         */
        public Comparison build() {
            return new Comparison(
                    new CompareOptions(teacher, data, out, objectives, settings, minutes, run.build(), limit, samples));
        }
    }
}
