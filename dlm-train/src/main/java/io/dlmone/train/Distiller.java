package io.dlmone.train;

import io.dlmone.objective.Setting;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * Distils a student from Java, as {@code dlm distill} does: by one objective or several in turn, with a run directory,
 * validation, checkpoints, and resume bit for bit. Immutable; may be used again, as to resume.
 */
public final class Distiller {

    private final DistillOptions options;

    private Distiller(DistillOptions options) {
        this.options = options;
    }

    /**
     * {@return a distiller}
     *
     * @param teacher a model directory, or a built-in model
     * @param data a directory with {@code train.jsonl} and {@code valid.jsonl}, or a built-in data set
     * @param out the model directory to write, new or empty
     */
    public static Builder builder(String teacher, String data, Path out) {
        return new Builder(teacher, data, out);
    }

    /** {@return what is to be distilled, and how; for reports} */
    public DistillOptions options() {
        return options;
    }

    /**
     * Distils from the beginning.
     *
     * @param context with the engine, a listener and a signal to stop
     * @return how it ended: if the context's signal stopped it, it is not finished and can be resumed
     * @throws io.dlmone.error.UserException if anything does not fit; nothing is written then
     */
    public RunOutcome distil(RunContext context) {
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
        return new DistillRun(options, context, Clock.systemUTC()).run(start);
    }

    /** What is to be distilled, and how. */
    public static final class Builder {

        private final String teacher;
        private final String data;
        private final Path out;
        private final List<Phase> phases = new ArrayList<>();
        private Recipe recipe;
        private final Map<String, String> settings = new LinkedHashMap<>();
        private Optional<String> initial = Optional.empty();
        private double minutes;
        private final RunOptions.Builder run = RunOptions.DISTILLATION.toBuilder();

        private Builder(String teacher, String data, Path out) {
            this.teacher = teacher;
            this.data = data;
            this.out = out;
        }

        /**
         * Takes recipe and numbers that go together. Phases that are added take the place of its recipe; what is set
         * after it wins.
         *
         * @param name one of {@link Preset#names} of {@link DistillRun#VERB}
         * @return this
         * @throws io.dlmone.error.UserException if there is none of that name
         */
        public Builder preset(String name) {
            Preset preset = Preset.of(DistillRun.VERB, name);
            preset.recipe().ifPresent(r -> recipe = r);
            settings.putAll(preset.numbers());
            preset.change(run);
            return this;
        }

        /**
         * Adds a phase: an objective for so many updates.
         *
         * @param objective its stable name
         * @param updates at least 1
         * @return this
         */
        public Builder phase(String objective, long updates) {
            return phase(Phase.ofUpdates(objective, updates));
        }

        /**
         * Adds a phase.
         *
         * @param phase the next one
         * @return this
         */
        public Builder phase(Phase phase) {
            phases.add(phase);
            return this;
        }

        /**
         * Sets a setting of all phases whose objectives have it; what is not given has its default.
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
         * Says where the run lies, its seed, how often to validate and save, which student to write.
         *
         * @param how sets it on a builder that has the defaults
         * @return this
         */
        public Builder run(Consumer<RunOptions.Builder> how) {
            how.accept(run);
            return this;
        }

        /**
         * Begins with the weights of a student of the same teacher; by default with the teacher's.
         *
         * @param model directory or built-in name
         * @return this
         */
        public Builder initial(String model) {
            initial = Optional.of(model);
            return this;
        }

        /**
         * Limits the time for all of it; by default there is no limit.
         *
         * @param limit above 0
         * @return this
         */
        public Builder minutes(double limit) {
            minutes = limit;
            return this;
        }

        /**
         * {@return the distiller}
         *
         * @throws io.dlmone.error.UserException with every option that does not fit
         */
        public Distiller build() {
            Recipe chosen = recipe == null || !phases.isEmpty() ? Recipe.of(phases) : recipe;
            return new Distiller(
                    new DistillOptions(teacher, initial, data, out, chosen, settings, minutes, run.build()));
        }
    }
}
