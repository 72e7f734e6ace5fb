package io.dlmone.train;

import io.dlmone.backend.Backend;
import io.dlmone.bundle.GenerationConfig;
import io.dlmone.bundle.ModelBundle;
import io.dlmone.bundle.Role;
import io.dlmone.data.Split;
import io.dlmone.model.TeacherModel;
import io.dlmone.teacher.TeacherTraining;
import io.dlmone.tensor.Tensor;
import io.dlmone.text.Examples;
import io.dlmone.text.Tokenizer;
import io.dlmone.train.parallel.Cluster;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Trains a teacher and writes its model directory. */
public final class TeacherRun {

    /** The verb, as it stands in run directories. */
    public static final String VERB = "train";

    private static final Set<String> CHANGEABLE = RunOptions.changeable();

    private final TeacherOptions options;
    private final RunContext context;
    private final Clock clock;
    private final Map<String, Object> config = new LinkedHashMap<>();

    /**
     * A training.
     *
     * @param options what is asked for
     * @param context with the engine
     * @param clock tells the time
     */
    public TeacherRun(TeacherOptions options, RunContext context, Clock clock) {
        this.options = options;
        this.context = context;
        this.clock = clock;
    }

    /**
     * Trains from the beginning, or from the checkpoint in the run directory.
     *
     * @param start where to begin; the options of a run to continue must be those it began with
     * @return how it ended
     * @throws io.dlmone.error.UserException if anything does not fit; nothing is written then
     */
    public RunOutcome run(RunStart start) {
        ModelOutput.requireFree(options.out(), options.directory());
        DataSet data = DataSet.open(options.data());
        NetworkOptions.Beginning network = options.network()
                .begin(data)
                .shortened(options.training(), data, options.run().seed());
        new Checks().addAll(network.family().problems(options.training())).refuse();
        Sharing.require(context, options.toConfig(network.family()));
        config.putAll(options.toConfig(network.family()));
        config.putAll(context.toConfig());
        VocabularyFit.of(network.tokenizer(), data.trainingTexts())
                .require("the training data " + data.location(), network.vocabularyOf(), context.progress());
        if (options.run().validEvery() > 0) {
            List<String> texts = data.read(Split.VALID).stream()
                    .flatMap(pair -> Stream.of(pair.source(), pair.target()))
                    .toList();
            VocabularyFit.of(network.tokenizer(), texts)
                    .mention("the valid split of " + data.location(), network.vocabularyOf(), context.progress());
        }
        Provenance provenance =
                Provenance.ofProgram(clock).with(context.engine()).with(data).with(network.origins());
        try (RunDirectory run = RunDirectory.begin(start, options.directory(), VERB, config, provenance, CHANGEABLE)) {
            return Attempts.make(context, run, (job, from) -> run(job, from, run, data, network, provenance));
        }
    }

    private RunOutcome run(
            Optional<Cluster.Job> job,
            Supplier<Optional<Checkpoint>> from,
            RunDirectory run,
            DataSet data,
            NetworkOptions.Beginning network,
            Provenance provenance) {
        Examples examples = data.training(
                network.model().layout(network.tokenizer()), options.run().seed());
        Backend backend = Sharing.backend(context, job);
        try (TeacherTraining training = network.family()
                .begin(
                        backend,
                        network.model(),
                        options.training(),
                        options.run().seed(),
                        examples,
                        network.weights())) {
            Optional<Checkpoint> checkpoint = from.get();
            checkpoint.ifPresent(c -> training.restore(c.state(), c.position().step()));
            Map<String, Tensor> state = checkpoint.map(Checkpoint::state).orElseGet(training::state);
            Training steps = Sharing.training(context, job, new TeacherSteps(backend, training), state);
            job.ifPresent(workers -> workers.start(task(network, data, training, state)));
            return run(checkpoint, steps, run, data, network, training, provenance);
        }
    }

    private TeacherTask task(
            NetworkOptions.Beginning network, DataSet data, TeacherTraining training, Map<String, Tensor> state) {
        Map<String, Tensor> weights = new LinkedHashMap<>(network.weights());
        if (weights.isEmpty()) {
            network.model()
                    .parameters()
                    .forEach(p ->
                            weights.put(p.name(), p.initialValue(options.run().seed())));
        }
        ModelBundle model = new ModelBundle(
                network.model(),
                network.tokenizer(),
                weights,
                Role.TEACHER,
                GenerationConfig.teacher(network.model()),
                "");
        TreeMap<String, String> settings = new TreeMap<>();
        options.training()
                .given(network.family().trainingSettings())
                .forEach((name, value) -> settings.put(name, String.valueOf(value)));
        return new TeacherTask(
                WorkerSetup.of(context, model, data, options.run().seed(), training.step(), state), settings);
    }

    private RunOutcome run(
            Optional<Checkpoint> from,
            Training steps,
            RunDirectory run,
            DataSet data,
            NetworkOptions.Beginning network,
            TeacherTraining training,
            Provenance provenance) {
        TeacherModel model = network.model();
        Tokenizer tokenizer = network.tokenizer();
        Optional<Validation> validation = options.run().validEvery() == 0
                ? Optional.empty()
                : Optional.of(
                        Validation.ofTeacher(network, training.averages(), data, options.run(), context.backend()));
        try {
            TrainingLoop loop = new TrainingLoop(steps, run, context, options.run(), validation);
            from.ifPresent(loop::restore);
            boolean finished = loop.go();
            Map<String, Double> scores = options.run().keepBest() ? loop.bestScores() : loop.lastScores();
            if (finished) {
                Map<String, Tensor> last = training.averages().read(context.backend());
                Map<String, Tensor> weights =
                        options.run().keepBest() ? loop.bestWeights().orElse(last) : last;
                String card = ModelCard.of(
                        title(network, training), VERB, config, provenance.toJson(), scores, options.out());
                ModelOutput.write(
                        options.out(),
                        new ModelBundle(model, tokenizer, weights, Role.TEACHER, GenerationConfig.teacher(model), card),
                        run,
                        context.progress());
            }
            return new RunOutcome(finished, training.step(), run.path(), options.out(), scores, run.metrics());
        } finally {
            validation.ifPresent(Validation::close);
        }
    }

    private String title(NetworkOptions.Beginning network, TeacherTraining training) {
        String first = config.containsKey("init") ? ", beginning with the weights of " + config.get("init") : "";
        Object batch = config.get("batch");
        String size = batch == null ? "" : " of " + batch + " sequences";
        return network.family().describe(network.model()) + " trained on " + options.data() + " for " + training.total()
                + " updates" + size + first + ".";
    }
}
