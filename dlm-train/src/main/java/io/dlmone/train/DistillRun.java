package io.dlmone.train;

import io.dlmone.Plugins;
import io.dlmone.backend.Backend;
import io.dlmone.bundle.GenerationConfig;
import io.dlmone.bundle.ModelBundle;
import io.dlmone.bundle.ModelDirectory;
import io.dlmone.bundle.Role;
import io.dlmone.data.Split;
import io.dlmone.distill.Distillation;
import io.dlmone.error.Problem;
import io.dlmone.model.NoiseSchedule;
import io.dlmone.model.TeacherModel;
import io.dlmone.nn.Parameters;
import io.dlmone.objective.DistillationSettings;
import io.dlmone.objective.Objective;
import io.dlmone.objective.StudentNoise;
import io.dlmone.student.TextGenerator;
import io.dlmone.tensor.Tensor;
import io.dlmone.text.Examples;
import io.dlmone.train.parallel.Cluster;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Distils a one-step student from a teacher and writes it, the last one or the one that was best on the valid split.
 */
public final class DistillRun {

    /** The verb, as it stands in run directories. */
    public static final String VERB = "distill";

    private static final Set<String> CHANGEABLE = RunOptions.changeable("minutes");

    private final DistillOptions options;
    private final RunContext context;
    private final Clock clock;
    private final Map<String, Object> config = new LinkedHashMap<>();

    /**
     * A distillation.
     *
     * @param options what is asked for
     * @param context with the engine
     * @param clock tells the time
     */
    public DistillRun(DistillOptions options, RunContext context, Clock clock) {
        this.options = options;
        this.context = context;
        this.clock = clock;
        config.putAll(options.toConfig());
        config.putAll(context.toConfig());
    }

    /**
     * Distils from the beginning, or from the checkpoint in the run directory.
     *
     * @param start where to begin; the options of a run to continue must be those it began with
     * @return how it ended
     * @throws io.dlmone.error.UserException if anything does not fit; nothing is written then
     */
    public RunOutcome run(RunStart start) {
        ModelOutput.requireFree(options.out(), options.directory());
        ModelBundle teacher = ModelDirectory.load(options.teacher());
        List<DistillationSettings> settings = settings(options, teacher.architecture());
        Sharing.require(context, options, settings);
        RecipeSettings.unused(options.recipe().phases(), options.numbers()).forEach(name -> context.progress()
                .say("setting " + name + " changes nothing: no objective of "
                        + options.recipe().text() + " has it."));
        Optional<Map<String, Tensor>> init =
                options.init().map(location -> new InitialStudent(location).weights(teacher, options.teacher()));
        DataSet data = DataSet.open(options.data());
        requireData(data, teacher, options.teacher(), context.progress());
        Provenance provenance = Provenance.ofProgram(clock)
                .with(context.engine())
                .with(data)
                .with(options.init().map(InitialModel::origins).orElse(Map.of()));
        try (RunDirectory run = RunDirectory.begin(start, options.directory(), VERB, config, provenance, CHANGEABLE)) {
            return Attempts.make(
                    context, run, (job, from) -> run(job, from, run, data, teacher, init, settings, provenance));
        }
    }

    /**
     * Refuses what keeps distillations of one teacher from beginning, all of it at once: settings that do not fit it,
     * data that is not there or that it cannot read. Computes and writes nothing; whether their places are free is not
     * asked.
     *
     * @param teacher the teacher of all of them
     * @param runs what is asked for, on the same data
     * @throws io.dlmone.error.UserException with everything that does not fit
     */
    public static void require(ModelBundle teacher, List<DistillOptions> runs) {
        Checks checks = new Checks();
        for (DistillOptions run : runs) {
            Checks settings = new Checks().attempt(() -> settings(run, teacher.architecture()));
            checks.attempt(() -> settings.refuse("teacher " + run.teacher()));
        }
        runs.stream()
                .limit(1)
                .forEach(run -> checks.attempt(
                        () -> requireData(DataSet.open(run.data()), teacher, run.teacher(), ProgressListener.NONE)));
        checks.refuse();
    }

    /** The settings of each phase, which fit the teacher. */
    private static List<DistillationSettings> settings(DistillOptions options, TeacherModel model) {
        List<Phase> phases = options.recipe().phases();
        phases.forEach(p -> Plugins.objective(p.objective()));
        List<DistillationSettings> settings = RecipeSettings.resolve(
                phases, options.numbers(), model.schedule(), options.run().seed());
        Set<Problem> misfits = new LinkedHashSet<>();
        Set<GenerationConfig> ways = new LinkedHashSet<>();
        boolean fusedEarly = false;
        for (int i = 0; i < phases.size(); i++) {
            Objective objective = Plugins.objective(phases.get(i).objective());
            misfits.addAll(Distillation.problems(objective, settings.get(i), model));
            ways.add(generation(settings.get(i)));
            fusedEarly |= objective.fuses() && i < phases.size() - 1;
        }
        new Checks()
                .addAll(misfits)
                .require(
                        !fusedEarly,
                        "recipe",
                        "an objective after which the student reads its tokens in the call that writes them as the last"
                                + " phase only",
                        options.recipe().text())
                .require(
                        ways.size() == 1,
                        "recipe",
                        "one initial-time, one noise and one student-steps for all phases; give them for all, as in"
                                + " setting initial-time 1976",
                        ways.stream().map(way -> way.toMap().toString()).collect(Collectors.joining(" and ")))
                .refuse();
        return settings;
    }

    private static void requireData(DataSet data, ModelBundle teacher, String location, ProgressListener progress) {
        VocabularyFit.of(teacher.tokenizer(), data.trainingTexts())
                .require("the training data " + data.location(), "model " + location, progress);
        data.read(Split.VALID);
    }

    private RunOutcome run(
            Optional<Cluster.Job> job,
            Supplier<Optional<Checkpoint>> from,
            RunDirectory run,
            DataSet data,
            ModelBundle teacher,
            Optional<Map<String, Tensor>> init,
            List<DistillationSettings> settings,
            Provenance provenance) {
        TeacherModel model = teacher.architecture();
        List<Phase> phases = options.recipe().phases();

        Examples examples =
                data.drawn(model.layout(teacher.tokenizer()), options.run().seed());
        GenerationConfig generation = generation(settings.get(0));
        Backend backend = Sharing.backend(context, job);
        try (Distillation distillation = new Distillation(backend, model, teacher.floatWeights(), examples);
                Validation validation = validation(data, teacher, distillation, generation)) {
            init.ifPresent(distillation::begin);
            DistillTraining training = new DistillTraining(
                    backend, distillation, phases, settings, 60 * options.minutes(), () -> System.nanoTime() / 1e9);
            Optional<Checkpoint> checkpoint = from.get();
            checkpoint.ifPresent(training::restore);
            Map<String, Tensor> state = checkpoint.map(Checkpoint::state).orElseGet(training::state);
            TrainingLoop loop = new TrainingLoop(
                    Sharing.training(context, job, training, state),
                    run,
                    context,
                    options.run(),
                    Optional.of(validation));
            training.startFrom(loop::bestWeights);
            checkpoint.ifPresent(loop::restore);
            job.ifPresent(workers -> workers.start(task(teacher, data, training, state)));
            boolean finished = loop.go();
            if (finished) {
                write(loop, training, teacher, written(generation, distillation), provenance, run);
            }
            return new RunOutcome(finished, training.step(), run.path(), options.out(), scores(loop), run.metrics());
        }
    }

    private StudentTask task(ModelBundle teacher, DataSet data, DistillTraining training, Map<String, Tensor> state) {
        long step = training.step();
        return new StudentTask(
                WorkerSetup.of(context, teacher, data, options.run().seed(), step, state),
                options.recipe().phases().stream()
                        .map(StudentTask.PhaseText::of)
                        .toList(),
                new TreeMap<>(options.numbers()),
                training.phase().orElseThrow().index());
    }

    /** Of the student that is kept; the last one is always validated. */
    private Map<String, Double> scores(TrainingLoop loop) {
        return options.run().keepBest() ? loop.bestScores() : loop.lastScores();
    }

    /** How the student writes after the objective under way. */
    private static GenerationConfig written(GenerationConfig generation, Distillation distillation) {
        return distillation.isFused() ? generation.fused() : generation;
    }

    /** How a student that is trained so writes. */
    private static GenerationConfig generation(DistillationSettings s) {
        return GenerationConfig.student(s.initialTime(), StudentNoise.of(s))
                .withStudentSteps(s.get(DistillationSettings.STUDENT_STEPS))
                .withNoiseScale(s.get(DistillationSettings.NOISE_SCALE));
    }

    private Validation validation(
            DataSet data, ModelBundle teacher, Distillation distillation, GenerationConfig generation) {
        GenerationConfig ddim = Validation.ofTeacher(teacher.architecture());
        return new Validation(
                data,
                options.run(),
                batch -> generator(
                        teacher, distillation.average(), Role.STUDENT, written(generation, distillation), batch),
                Optional.of(batch -> generator(teacher, distillation.teacher(), Role.TEACHER, ddim, batch)));
    }

    private TextGenerator generator(
            ModelBundle teacher, Parameters parameters, Role role, GenerationConfig generation, int batch) {
        return new TextGenerator(
                teacher.architecture(),
                teacher.layout(),
                parameters,
                role,
                generation,
                context.backend(),
                new TextGenerator.Options(batch, options.run().seed()));
    }

    private void write(
            TrainingLoop loop,
            DistillTraining training,
            ModelBundle teacher,
            GenerationConfig generation,
            Provenance provenance,
            RunDirectory run) {
        Map<String, Object> made = provenance.toJson();
        made.put("step", options.run().keepBest() ? loop.bestStep() : training.step());
        NoiseSchedule schedule = teacher.architecture().schedule();
        made.putAll(RecipeSettings.described(
                options.recipe().phases(),
                options.numbers(),
                schedule,
                options.run().seed()));
        int calls = generation.calls(teacher.architecture(), Role.STUDENT);
        String title = "A one-step student (DLM-One) distilled from " + options.teacher() + " on " + options.data()
                + " with the recipe " + options.recipe().text() + "; it writes a sentence in "
                + (calls == 1 ? "one network call." : calls + " network calls.");
        String card = ModelCard.of(title, VERB, config, made, scores(loop), options.out());
        Map<String, Tensor> weights =
                options.run().keepBest() ? loop.bestWeights().orElseThrow() : training.averages();
        ModelBundle student =
                new ModelBundle(teacher.architecture(), teacher.tokenizer(), weights, Role.STUDENT, generation, card);
        ModelOutput.write(options.out(), student, run, context.progress());
    }
}
