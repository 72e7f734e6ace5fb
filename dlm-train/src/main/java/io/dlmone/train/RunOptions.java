package io.dlmone.train;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What all jobs that train have in common: where the run lies, its seed, how often it does what is beside training, and
 * which weights it writes. Immutable.
 *
 * @param directory the run directory; empty: beside the model, see {@link #directory(Path)}
 * @param seed of everything random
 * @param logEvery updates between two lines of {@code metrics.jsonl}
 * @param validEvery updates between two validations; 0: none
 * @param validLimit sources of the valid split to validate on; 0: all
 * @param checkpointEvery updates between two checkpoints; 0: only at the end or when interrupted
 * @param keepCheckpoints how many of the newest checkpoints to keep
 * @param maxSkipped updates that may be skipped because they are not finite before the run stops
 * @param keepBest write the weights of the best validation rather than the last ones
 * @param keepBy the score by which the best validation is known
 * @param patience validations without a better one after which a run ends early; 0: it never does
 */
public record RunOptions(
        Optional<Path> directory,
        long seed,
        long logEvery,
        long validEvery,
        int validLimit,
        long checkpointEvery,
        int keepCheckpoints,
        int maxSkipped,
        boolean keepBest,
        SelectionMetric keepBy,
        int patience) {

    /** Checkpoints kept if nothing else is said. */
    public static final int KEEP = 2;

    /** Updates skipped at most if nothing else is said. */
    public static final int SKIP = 10;

    /** As a teacher is trained if nothing else is said: the last weights are written. */
    public static final RunOptions TRAINING =
            new RunOptions(Optional.empty(), 1, 50, 1000, 200, 1000, KEEP, SKIP, false, SelectionMetric.BLEU, 0);

    /** As a student is distilled if nothing else is said: the weights with the best joint score are written. */
    public static final RunOptions DISTILLATION =
            TRAINING.toBuilder().keepBest(SelectionMetric.JOINT).build();

    public RunOptions {
        new Checks()
                .atLeast("log-every", logEvery, 1)
                .atLeast("valid-every", validEvery, 0)
                .atLeast("valid-limit", validLimit, 0)
                .atLeast("checkpoint-every", checkpointEvery, 0)
                .atLeast("keep-checkpoints", keepCheckpoints, 1)
                .atLeast("max-skipped", maxSkipped, 0)
                .atLeast("patience", patience, 0)
                .require(patience == 0 || validEvery > 0, "patience", "validations, by setting valid-every", "none")
                .refuse();
    }

    /** {@return these, to be changed} */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /**
     * {@return the run directory of a job that writes a model: the one named, else the model's with {@code .run} added}
     *
     * @param out the model's directory
     */
    public Path directory(Path out) {
        return directory.orElseGet(() -> beside(out));
    }

    /**
     * {@return where a model's run directory lies unless another is named}
     *
     * @param out the model's directory
     */
    public static Path beside(Path out) {
        Path plain = out.normalize();
        boolean unnamed = plain.endsWith("") || plain.endsWith("..");
        Path model = unnamed ? out.toAbsolutePath().normalize() : out;
        return model.resolveSibling(model.getFileName() + ".run");
    }

    /** By the names of the settings. */
    Map<String, Object> toConfig() {
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("seed", seed);
        config.put("keep", keepBest ? "best" : "last");
        config.put("log-every", logEvery);
        config.put("valid-every", validEvery);
        config.put("valid-limit", validLimit);
        config.put("checkpoint-every", checkpointEvery);
        config.put("keep-checkpoints", keepCheckpoints);
        config.put("max-skipped", maxSkipped);
        config.put("keep-by", keepBy.id());
        config.put("patience", patience);
        return config;
    }

    /** The names of the settings that may change when a run is continued, those of the engine among them. */
    static Set<String> changeable(String... others) {
        Set<String> all = new LinkedHashSet<>(List.of(others));
        all.addAll(List.of(
                "out", "run", "log-every", "checkpoint-every", "keep-checkpoints", "keep-by", "keep", "patience"));
        all.addAll(List.of("max-skipped", "backend", "threads", "device", "precision", "spark", "workers"));
        return all;
    }

    /** Options on the way; each method answers with this builder. */
    public static final class Builder {

        private Optional<Path> directory;
        private long seed;
        private long logEvery;
        private long validEvery;
        private int validLimit;
        private long checkpointEvery;
        private int keepCheckpoints;
        private int maxSkipped;
        private boolean keepBest;
        private SelectionMetric keepBy;
        private int patience;

        private Builder(RunOptions from) {
            directory = from.directory;
            seed = from.seed;
            logEvery = from.logEvery;
            validEvery = from.validEvery;
            validLimit = from.validLimit;
            checkpointEvery = from.checkpointEvery;
            keepCheckpoints = from.keepCheckpoints;
            maxSkipped = from.maxSkipped;
            keepBest = from.keepBest;
            keepBy = from.keepBy;
            patience = from.patience;
        }

        /**
         * Names the run directory; if none is named, it lies beside the model.
         *
         * @param path any path
         * @return this
         */
        public Builder directory(Path path) {
            directory = Optional.of(path);
            return this;
        }

        /**
         * Sets the seed of everything random.
         *
         * @param value any number
         * @return this
         */
        public Builder seed(long value) {
            seed = value;
            return this;
        }

        /**
         * Sets the updates between two lines of {@code metrics.jsonl}.
         *
         * @param updates at least 1
         * @return this
         */
        public Builder logEvery(long updates) {
            logEvery = updates;
            return this;
        }

        /**
         * Sets the updates between two validations, 0 for none, and sources to validate on, 0 for all.
         *
         * @param every updates, or 0
         * @param limit sources, or 0
         * @return this
         */
        public Builder validate(long every, int limit) {
            validEvery = every;
            validLimit = limit;
            return this;
        }

        /**
         * Sets the updates between two checkpoints; 0: only at the end or when the run is stopped.
         *
         * @param updates at least 0
         * @return this
         */
        public Builder checkpointEvery(long updates) {
            checkpointEvery = updates;
            return this;
        }

        /**
         * Sets how many of the newest checkpoints to keep.
         *
         * @param newest at least 1
         * @return this
         */
        public Builder keepCheckpoints(int newest) {
            keepCheckpoints = newest;
            return this;
        }

        /**
         * Sets the updates that may be skipped because they are not finite before the run stops.
         *
         * @param updates at least 0
         * @return this
         */
        public Builder maxSkipped(int updates) {
            maxSkipped = updates;
            return this;
        }

        /**
         * Writes the weights of the best validation, known by a score.
         *
         * @param by the score
         * @return this
         */
        public Builder keepBest(SelectionMetric by) {
            keepBest = true;
            keepBy = by;
            return this;
        }

        /**
         * Writes the last weights.
         *
         * @return this
         */
        public Builder keepLast() {
            keepBest = false;
            return this;
        }

        /**
         * Sets the score by which validations are told apart, whichever weights are written.
         *
         * @param score the score
         * @return this
         */
        public Builder keepBy(SelectionMetric score) {
            keepBy = score;
            return this;
        }

        /**
         * Sets the validations without a better one after which a run ends early.
         *
         * @param validations at least 0; 0: it never does
         * @return this
         */
        public Builder patience(int validations) {
            patience = validations;
            return this;
        }

        /**
         * {@return the options}
         *
         * @throws io.dlmone.error.UserException with every number that is out of range
         */
        public RunOptions build() {
            return new RunOptions(
                    directory,
                    seed,
                    logEvery,
                    validEvery,
                    validLimit,
                    checkpointEvery,
                    keepCheckpoints,
                    maxSkipped,
                    keepBest,
                    keepBy,
                    patience);
        }
    }
}
