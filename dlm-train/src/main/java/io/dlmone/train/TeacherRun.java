package io.dlmone.train;

import io.dlmone.bundle.GenerationConfig;
import io.dlmone.bundle.ModelBundle;
import io.dlmone.bundle.Role;
import io.dlmone.data.Split;
import io.dlmone.model.TeacherModel;
import io.dlmone.teacher.TeacherTraining;
import io.dlmone.teacher.TrainableFamily;
import io.dlmone.tensor.Tensor;
import io.dlmone.text.Examples;
import io.dlmone.text.Tokenizer;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
        config.putAll(options.toConfig(network.family()));
        config.putAll(context.engine().toConfig());
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
            return run(start, run, data, network, provenance);
        }
    }

    private RunOutcome run(
            RunStart start, RunDirectory run, DataSet data, NetworkOptions.Beginning network, Provenance provenance) {
        Examples examples = data.training(
                network.model().layout(network.tokenizer()), options.run().seed());
        TrainableFamily family = network.family();
        try (TeacherTraining training = family.begin(
                context.backend(),
                network.model(),
                options.training(),
                options.run().seed(),
                examples,
                network.weights())) {
            return run(start, run, data, network, training, provenance);
        }
    }

    private RunOutcome run(
            RunStart start,
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
            TrainingLoop loop = new TrainingLoop(new Steps(training), run, context, options.run(), validation);
            if (start.resumed()) {
                Checkpoint checkpoint = run.load();
                training.restore(checkpoint.state(), checkpoint.position().step());
                loop.restore(checkpoint);
            }
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

    /** A teacher's training as the loop drives it. */
    private final class Steps implements Training {

        private final TeacherTraining training;

        Steps(TeacherTraining training) {
            this.training = training;
        }

        @Override
        public long step() {
            return training.step();
        }

        @Override
        public long total() {
            return training.total();
        }

        @Override
        public boolean finished() {
            return step() >= total();
        }

        @Override
        public String stage() {
            return "teacher";
        }

        @Override
        public Map<String, Double> advance() {
            return training.next();
        }

        @Override
        public Map<String, Tensor> state() {
            return training.state();
        }

        @Override
        public Optional<Position.PhasePosition> phase() {
            return Optional.empty();
        }

        @Override
        public Map<String, Tensor> averages() {
            return training.averages().read(context.backend());
        }

        @Override
        public boolean validAtStart() {
            return false;
        }
    }
}
