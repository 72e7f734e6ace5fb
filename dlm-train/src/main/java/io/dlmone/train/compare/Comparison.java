package io.dlmone.train.compare;

import io.dlmone.bundle.ModelBundle;
import io.dlmone.bundle.ModelDirectory;
import io.dlmone.distill.ProgressiveObjective;
import io.dlmone.error.ErrorId;
import io.dlmone.error.Problem;
import io.dlmone.error.UserException;
import io.dlmone.io.AtomicFiles;
import io.dlmone.io.OutputPlace;
import io.dlmone.model.NoiseSchedule;
import io.dlmone.objective.DistillationSettings;
import io.dlmone.objective.Setting;
import io.dlmone.train.Checks;
import io.dlmone.train.DistillRun;
import io.dlmone.train.MetricsRow;
import io.dlmone.train.Phase;
import io.dlmone.train.RecipeSettings;
import io.dlmone.train.RunContext;
import io.dlmone.train.RunDirectory;
import io.dlmone.train.RunOptions;
import io.dlmone.train.RunStart;
import io.dlmone.train.SystemResult;
import io.dlmone.train.SystemSpec;
import io.dlmone.train.SystemTable;
import io.dlmone.train.UpdateRate;
import io.dlmone.train.report.HtmlReport;
import java.nio.charset.StandardCharsets;
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
 * Compares objectives, and teachers, from Java, as {@code dlm compare} does: distils each teacher with one objective
 * after the other, each from the teacher's weights for the same time, and evaluates all students and teachers in one
 * run on the test split. Teachers may be of different families. A comparison that was interrupted goes on where it
 * stopped: students that are there are not made again. Immutable.
 */
public final class Comparison {

    private static final String ROUND = "round";
    private static final Pattern RECORDED_ROUND = Pattern.compile(":" + ROUND + "=([0-9]+)");
    private static final double TRIAL_SHARE = 0.03;
    private static final double LONGEST_TRIAL = 9;

    private final CompareOptions options;

    private Comparison(CompareOptions options) {
        this.options = options;
    }

    /**
     * {@return a comparison; {@link Builder#teacher} adds further teachers}
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
     * @return all systems, the teachers' first; empty if the context's signal stopped it before all students were there
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
     * @throws io.dlmone.error.UserException with all that would keep a student from being made, or anything from being
     *     evaluated; nothing is written then
     */
    public boolean distil(RunContext context) {
        requireFit(context);
        for (ComparedStudent student : options.students()) {
            if (!distil(student, context)) {
                context.progress()
                        .say("Stopped; what is finished lies in " + options.out()
                                + ". Compare the same again to go on.");
                return false;
            }
        }
        return true;
    }

    /**
     * Compares the students, which are all there, with the teachers and writes {@code report.html} and, for programs,
     * {@code report.jsonl} with a line for each system.
     *
     * @param context with the engine and a listener
     * @return all systems, the teachers' first
     */
    public List<SystemResult> report(RunContext context) {
        List<SystemResult> systems = new ComparedSystems(options).evaluate(context);
        byte[] rows = new SystemTable(systems).toJson().getBytes(StandardCharsets.UTF_8);
        AtomicFiles.write(options.rows(), out -> out.write(rows));
        HtmlReport.write(options.page(), CompareReport.of(options, systems, metrics(), settings(context)));
        return systems;
    }

    private void requireFit(RunContext context) {
        ComparedSystems compared = new ComparedSystems(options);
        Checks checks = new Checks()
                .attempt(() -> OutputPlace.requireFile(options.page()))
                .attempt(() -> OutputPlace.requireFile(options.rows()));
        List<SystemSpec> systems = new ArrayList<>();
        for (String teacher : options.teachers()) {
            checks.attempt(() -> {
                ModelBundle bundle = ModelDirectory.load(teacher);
                systems.addAll(compared.ways(teacher, bundle));
                List<ComparedStudent> its = options.students().stream()
                        .filter(student -> student.teacher().equals(teacher))
                        .toList();
                its.forEach(student -> checks.attempt(() -> requireSameTeacher(student)));
                DistillRun.require(
                        bundle, its.stream().map(options::distillation).toList());
            });
        }
        checks.attempt(() -> compared.evaluation(systems, context).require()).refuse();
    }

    /** Directories have short names, by which a teacher must not be taken for another. */
    private static void requireSameTeacher(ComparedStudent student) {
        if (!RunDirectory.hasBegun(student.run())) {
            return;
        }
        Object made = recorded(student).get("teacher");
        if (!student.teacher().equals(made)) {
            throw new UserException(new Problem(
                    ErrorId.RUN_3,
                    student.run() + ": setting teacher",
                    made + ", as when the run began",
                    student.teacher(),
                    "Name another directory with setting out."));
        }
    }

    private DistillationSettings resolve(ComparedStudent student, NoiseSchedule schedule) {
        return RecipeSettings.resolve(
                        List.of(student.objective()),
                        options.numbers(),
                        schedule,
                        options.run().seed())
                .get(0);
    }

    private static NoiseSchedule schedule(String teacher) {
        return ModelDirectory.load(teacher).architecture().schedule();
    }

    private boolean distil(ComparedStudent student, RunContext context) {
        if (Files.exists(student.model())) {
            context.progress().say("The student of " + student.name() + " is there already: " + student.model());
            return true;
        }
        boolean begun = RunDirectory.hasBegun(student.run());
        ComparedStudent timed = begun ? asRecorded(student) : timed(student, context);
        String whose = options.severalTeachers() ? " " + student.teacher() : "";
        context.progress()
                .say(String.format(
                        Locale.ROOT,
                        "Distilling%s with %s for %.1f minutes.",
                        whose,
                        student.objective().objective(),
                        options.minutes()));
        return new DistillRun(options.distillation(timed), context, Clock.systemUTC())
                .run(begun ? RunStart.NEWEST : RunStart.NEW)
                .finished();
    }

    private static Map<String, Object> recorded(ComparedStudent student) {
        return RunDirectory.recordedConfig(student.run(), DistillRun.VERB, OptionalLong.empty());
    }

    /** A student with the length of its rounds that was measured when its run began. */
    private static ComparedStudent asRecorded(ComparedStudent student) {
        Matcher round = RECORDED_ROUND.matcher(String.valueOf(recorded(student).get("recipe")));
        return student.objective().settings().containsKey(ROUND) || !round.find()
                ? student
                : student.with(ROUND, round.group(1));
    }

    /** Progressive distillation with rounds that fill the time evenly, as fast as updates are here. */
    private ComparedStudent timed(ComparedStudent student, RunContext context) {
        boolean given = student.objective().settings().containsKey(ROUND)
                || options.numbers().containsKey(ROUND);
        if (!student.objective().objective().equals("progressive") || given) {
            return student;
        }
        int steps = resolve(student, schedule(student.teacher())).get(ProgressiveObjective.STEPS);
        double seconds = 60 * options.minutes();
        double trial = Math.min(LONGEST_TRIAL, TRIAL_SHARE * seconds);
        double rate = UpdateRate.measure(options.distillation(student), context, trial);
        long round = Math.max(1, Math.round(seconds * rate / Integer.numberOfTrailingZeros(steps)));
        return student.with(ROUND, String.valueOf(round));
    }

    private Map<String, List<MetricsRow>> metrics() {
        Map<String, List<MetricsRow>> all = new LinkedHashMap<>();
        options.students().forEach(s -> all.put(s.name(), RunDirectory.metrics(s.run())));
        return all;
    }

    private Map<String, Map<String, Object>> settings(RunContext context) {
        Map<String, Map<String, Object>> all = new LinkedHashMap<>();
        for (int i = 0; options.severalTeachers() && i < options.teachers().size(); i++) {
            String teacher = options.teachers().get(i);
            Map<String, Object> about = new LinkedHashMap<>();
            about.put("model", teacher);
            about.put("family", ModelDirectory.load(teacher).architecture().family());
            all.put(options.teacherNames().get(i), about);
        }
        for (ComparedStudent student : options.students()) {
            RecipeSettings.described(
                            List.of(asRecorded(student).objective()),
                            options.numbers(),
                            schedule(student.teacher()),
                            options.run().seed())
                    .values()
                    .forEach(resolved -> all.put(student.name(), resolved));
        }
        all.put("Engine", context.engine().toConfig());
        return all;
    }

    /** What is to be compared, and for how long. */
    public static final class Builder {

        private final List<String> teachers = new ArrayList<>();
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
            teachers.add(teacher);
            this.data = data;
            this.out = out;
        }

        /**
         * Adds a teacher, of the same family or another; each is distilled with all objectives.
         *
         * @param location a model directory, or a built-in model
         * @return this
         */
        public Builder teacher(String location) {
            teachers.add(location);
            return this;
        }

        /**
         * Adds an objective, by its name; with none, several teachers are compared without students.
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
         * Sets the time for each student, validation included; one minute by default.
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
            return new Comparison(new CompareOptions(
                    teachers, data, out, objectives, settings, minutes, run.build(), limit, samples));
        }
    }
}
