package io.dlmone.train;

import io.dlmone.objective.Setting;
import io.dlmone.objective.SettingValues;
import io.dlmone.teacher.TrainableFamily;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Trains a teacher from Java, as {@code dlm train} does: with a run directory, validation, checkpoints, and resume bit
 * for bit. Immutable; may be used again, as to resume.
 */
public final class Trainer {

    private final TeacherOptions options;

    private Trainer(TeacherOptions options) {
        this.options = options;
    }

    /**
     * {@return a trainer}
     *
     * @param data a directory with {@code train.jsonl} and {@code valid.jsonl}, or a built-in data set
     * @param out the model directory to write, new or empty
     */
    public static Builder builder(String data, Path out) {
        return new Builder(data, out);
    }

    /**
     * Trains from the beginning.
     *
     * @param context with the engine, a listener and a signal to stop
     * @return how it ended: if the context's signal stopped it, it is not finished and can be resumed
     * @throws io.dlmone.error.UserException if anything does not fit; nothing is written then
     */
    public RunOutcome train(RunContext context) {
        return run(context, RunStart.NEW);
    }

    /**
     * Continues from the newest checkpoint of the run directory.
     *
     * @param context with the engine, a listener and a signal to stop
     * @return how it ended
     */
    public RunOutcome resume(RunContext context) {
        return run(context, RunStart.NEWEST);
    }

    /**
     * Continues from the checkpoint of a step.
     *
     * @param context with the engine, a listener and a signal to stop
     * @param step of the checkpoint
     * @return how it ended
     */
    public RunOutcome resume(RunContext context, long step) {
        return run(context, new RunStart(true, OptionalLong.of(step)));
    }

    private RunOutcome run(RunContext context, RunStart start) {
        return new TeacherRun(options, context, Clock.systemUTC()).run(start);
    }

    /** What is to be trained, and how. */
    public static final class Builder {

        private final String data;
        private final Path out;
        private Optional<String> family = Optional.empty();
        private Optional<Preset> preset = Optional.empty();
        private Optional<String> initial = Optional.empty();
        private Optional<Path> official = Optional.empty();
        private Optional<Path> encoder = Optional.empty();
        private SettingValues settings = SettingValues.NONE;
        private Optional<String> tokenizer = Optional.empty();
        private Optional<Path> vocabulary = Optional.empty();
        private final RunOptions.Builder run = RunOptions.TRAINING.toBuilder();

        private Builder(String data, Path out) {
            this.data = data;
            this.out = out;
        }

        /**
         * Says where the run lies, its seed, how often to validate and save, which weights to write.
         *
         * @param how sets it on a builder that has the defaults
         * @return this
         */
        public Builder run(Consumer<RunOptions.Builder> how) {
            how.accept(run);
            return this;
        }

        /**
         * Names the teacher family; by default the only one on the class path that can be trained, or
         * {@link io.dlmone.Plugins#USUAL_FAMILY the usual one} if it is among several.
         *
         * @param name its stable name
         * @return this
         */
        public Builder family(String name) {
            family = Optional.of(name);
            return this;
        }

        /**
         * Begins with sizes, rate, warm-up and updates that go together; settings given with {@link #with} win.
         *
         * @param name one of {@link Preset#names} of {@link TeacherRun#VERB}
         * @return this
         * @throws io.dlmone.error.UserException if there is none of that name
         */
        public Builder preset(String name) {
            preset = Optional.of(Preset.of(TeacherRun.VERB, name));
            return this;
        }

        /**
         * Begins with the weights of a teacher, whose tokenizer and sizes hold; by default with random weights.
         *
         * @param model directory or built-in name
         * @return this
         */
        public Builder initial(String model) {
            initial = Optional.of(model);
            return this;
        }

        /**
         * Begins with the network that the family's official script would train with these arguments, and trains as the
         * script does unless a setting is given; the seed is that of {@link #run}. The vocabulary is the one beside the
         * arguments unless given.
         *
         * @param arguments of the script, such as its {@code training_args.json}
         * @return this
         */
        public Builder official(Path arguments) {
            official = Optional.of(arguments);
            return this;
        }

        /**
         * With {@link #official}, names the encoder's configuration where the family does not know it.
         *
         * @param config the encoder's {@code config.json}
         * @return this
         */
        public Builder encoder(Path config) {
            encoder = Optional.of(config);
            return this;
        }

        /**
         * Sets a setting of the family's networks or of its training; what is not given has its default.
         *
         * @param <T> type of the value
         * @param setting which
         * @param value in its range
         * @return this
         */
        public <T> Builder with(Setting<T> setting, T value) {
            settings = settings.with(setting, value);
            return this;
        }

        /**
         * Sets several settings.
         *
         * @param values which win over those given before
         * @return this
         */
        public Builder with(SettingValues values) {
            settings = settings.with(values);
            return this;
        }

        /**
         * Names the tokenizer: {@code word} or {@code wordpiece}; by default that of a vocabulary's
         * {@code tokenizer.json}, else {@code word}.
         *
         * @param name its stable name
         * @return this
         */
        public Builder tokenizer(String name) {
            tokenizer = Optional.of(name);
            return this;
        }

        /**
         * Names the vocabulary's file; by default the vocabulary is the words of the data.
         *
         * @param file {@code vocab.txt}, a token a line, or a {@code tokenizer.json}, as
         *     {@link io.dlmone.train.data.VocabularyRun} makes them
         * @return this
         */
        public Builder vocabulary(Path file) {
            vocabulary = Optional.of(file);
            return this;
        }

        /**
         * {@return the trainer}
         *
         * @throws io.dlmone.error.UserException with every setting that does not fit
         */
        public Trainer build() {
            new Checks()
                    .addAll(settings.outOfRange())
                    .require(
                            initial.isEmpty() || official.isEmpty(),
                            "init",
                            "none beside setting " + OfficialStart.ARGUMENTS,
                            initial.orElse(""))
                    .require(
                            encoder.isEmpty() || official.isPresent(),
                            OfficialStart.ENCODER,
                            "none without setting " + OfficialStart.ARGUMENTS,
                            encoder.map(Path::toString).orElse(""))
                    .refuse();
            String name = family.orElseGet(Families::usual);
            SettingValues all =
                    preset.map(p -> p.values(settings(name)).with(settings)).orElse(settings);
            GivenSizes given = new GivenSizes(all, Optional.empty(), vocabulary);
            if (initial.isPresent()) {
                return trainer(new InitialModel(initial.get(), given), all);
            }
            if (official.isPresent()) {
                return trainer(
                        new OfficialStart(name, official.get(), encoder, vocabulary, given),
                        OfficialStart.training(name, official.get(), encoder).with(all));
            }
            return trainer(new NewNetwork(name, all, tokenizer, vocabulary), all);
        }

        private static List<Setting<?>> settings(String family) {
            TrainableFamily trained = Families.trainable(family);
            return Stream.concat(trained.networkSettings().stream(), trained.trainingSettings().stream())
                    .toList();
        }

        private Trainer trainer(NetworkOptions network, SettingValues training) {
            return new Trainer(new TeacherOptions(data, out, network, training, run.build()));
        }
    }
}
