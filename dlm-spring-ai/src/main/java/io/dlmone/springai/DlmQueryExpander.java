package io.dlmone.springai;

import io.dlmone.student.Paraphraser;
import io.dlmone.student.TextGenerator;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.ai.rag.Query;
import org.springframework.ai.rag.preretrieval.query.expansion.QueryExpander;

/**
 * Expands a question into paraphrases that a one-step student writes, as {@code MultiQueryExpander} does with a large
 * language model. The question itself comes first, as it was given; each paraphrase has its history and context. No two
 * are alike but for case, white space and punctuation set apart.
 *
 * <p>A question that the student cannot read whole, because it has a word that the student does not know or is too
 * long, is not expanded: see {@link Paraphraser}. The same question gives the same paraphrases.
 *
 * <p>Immutable, and thread-safe as the generator is, which stays the caller's.
 */
public final class DlmQueryExpander implements QueryExpander {

    /** How many paraphrases there are at most, if nothing else is said. */
    public static final int DEFAULT_NUMBER_OF_QUERIES = 4;

    private final Paraphraser paraphraser;
    private final int queries;

    private DlmQueryExpander(Builder builder) {
        this.paraphraser = new Paraphraser(builder.generator);
        this.queries = builder.queries;
    }

    /** {@return a builder} */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public List<Query> expand(Query query) {
        Stream<Query> paraphrases = paraphraser.expand(query.text(), queries).stream()
                .skip(1)
                .map(text -> query.mutate().text(text).build());
        return Stream.concat(Stream.of(query), paraphrases).toList();
    }

    /** Builds a {@link DlmQueryExpander}; not thread-safe. */
    public static final class Builder {

        private TextGenerator generator;
        private int queries = DEFAULT_NUMBER_OF_QUERIES;

        private Builder() {}

        /**
         * Sets what writes the paraphrases; required.
         *
         * @param textGenerator a paraphraser's, such as {@code TextGenerator.open("builtin:paraphrase-student")}; stays
         *     the caller's, who closes it
         * @return this
         */
        public Builder generator(TextGenerator textGenerator) {
            generator = textGenerator;
            return this;
        }

        /**
         * Sets how many paraphrases there are at most beside the question; {@value #DEFAULT_NUMBER_OF_QUERIES} if it is
         * not set.
         *
         * @param paraphrases at least 1
         * @return this
         */
        public Builder numberOfQueries(int paraphrases) {
            if (paraphrases < 1) {
                throw new IllegalArgumentException("the number of queries must be at least 1, got " + paraphrases);
            }
            queries = paraphrases;
            return this;
        }

        /**
         * {@return the expander}
         *
         * @throws NullPointerException if there is no generator
         */
        public DlmQueryExpander build() {
            return new DlmQueryExpander(this);
        }
    }
}
