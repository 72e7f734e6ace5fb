package io.dlmone.train;

import io.dlmone.data.Split;
import io.dlmone.eval.BertScore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Evaluates models from Java, as {@code dlm evaluate} does: several side by side, on the same sources with the same
 * measures. Immutable.
 */
public final class ModelEvaluation {

    private final EvaluateOptions options;
    private final Optional<BertScore> bertScore;

    private ModelEvaluation(EvaluateOptions options, Optional<BertScore> bertScore) {
        this.options = options;
        this.bertScore = bertScore;
    }

    /**
     * {@return an evaluation}
     *
     * @param data a directory with {@code test.jsonl}, or a built-in data set
     */
    public static Builder builder(String data) {
        return new Builder(data);
    }

    /**
     * Generates and scores.
     *
     * @param context with the engine and a listener
     * @return a result for each system, in the order they were given in
     * @throws io.dlmone.error.UserException if a model or the data cannot be used
     */
    public List<SystemResult> evaluate(RunContext context) {
        return new EvaluateRun(options, context, bertScore).run();
    }

    /**
     * Scores what another writes, such as many machines.
     *
     * @param context with the engine, which is named in the results, and a listener
     * @param writer writes the samples
     * @return as {@link #evaluate(RunContext)}
     * @throws io.dlmone.error.UserException if a model or the data cannot be used
     */
    public List<SystemResult> evaluate(RunContext context, SampleWriter writer) {
        return new EvaluateRun(options, context, bertScore, writer).run();
    }

    /** What is to be evaluated, and on what. */
    public static final class Builder {

        private final String data;
        private final List<SystemSpec> systems = new ArrayList<>();
        private boolean nearest;
        private Split split = Split.TEST;
        private int limit;
        private int samples = 3;
        private int candidates = 1;
        private int batch = 32;
        private long seed = 1;
        private Optional<Path> output = Optional.empty();
        private Optional<BertScore> bertScore = Optional.empty();

        private Builder(String data) {
            this.data = data;
        }

        /**
         * Adds a model, writing as its {@code generation_config.json} says.
         *
         * @param location directory or built-in name
         * @return this
         */
        public Builder model(String location) {
            return system(SystemSpec.asSaved(location));
        }

        /**
         * Adds a model, and how it is to write.
         *
         * @param spec model, sampler and steps
         * @return this
         */
        public Builder system(SystemSpec spec) {
            systems.add(spec);
            return this;
        }

        /**
         * Also the baseline that answers with the target of the nearest training source.
         *
         * @return this
         */
        public Builder nearestInput() {
            nearest = true;
            return this;
        }

        /**
         * Sets the part of the data; the test part by default.
         *
         * @param part which
         * @return this
         */
        public Builder split(Split part) {
            split = part;
            return this;
        }

        /**
         * Sets how many sources; all by default.
         *
         * @param sources at least 1
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
         * Also the choice by minimum Bayes risk among so many sentences.
         *
         * @param n at least 1
         * @return this
         */
        public Builder candidates(int n) {
            candidates = n;
            return this;
        }

        /**
         * Sets the sentences generated together; 32 by default.
         *
         * @param sentences at least 1
         * @return this
         */
        public Builder batch(int sentences) {
            batch = sentences;
            return this;
        }

        /**
         * Sets the seed of the noise; 1 by default.
         *
         * @param value any number
         * @return this
         */
        public Builder seed(long value) {
            seed = value;
            return this;
        }

        /**
         * Writes the sentences of one model as JSON lines.
         *
         * @param file where to
         * @return this
         */
        public Builder output(Path file) {
            output = Optional.of(file);
            return this;
        }

        /**
         * Also BERTScore, whose encoder stays the caller's.
         *
         * @param with its encoder stays the caller's
         * @return this
         */
        public Builder bertScore(BertScore with) {
            bertScore = Optional.of(with);
            return this;
        }

        /**
         * {@return the evaluation}
         *
         * @throws io.dlmone.error.UserException with every option that does not fit
         */
        public ModelEvaluation build() {
            return new ModelEvaluation(
                    new EvaluateOptions(systems, nearest, data, split, limit, samples, candidates, batch, seed, output),
                    bertScore);
        }
    }
}
