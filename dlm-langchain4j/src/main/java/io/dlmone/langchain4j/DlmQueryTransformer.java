package io.dlmone.langchain4j;

import dev.langchain4j.rag.query.Metadata;
import dev.langchain4j.rag.query.Query;
import dev.langchain4j.rag.query.transformer.QueryTransformer;
import io.dlmone.student.Paraphraser;
import io.dlmone.student.TextGenerator;
import java.util.Collection;
import java.util.stream.Stream;

/**
 * Expands a question into paraphrases that a one-step student writes, as {@code ExpandingQueryTransformer} does with a
 * large language model. The question itself comes first, as it was given; each paraphrase has its metadata. No two are
 * alike but for case, white space and punctuation set apart.
 *
 * <p>A question that the student cannot read whole, because it has a word that the student does not know or is too
 * long, is not expanded: see {@link Paraphraser}. The same question gives the same paraphrases.
 *
 * <p>Immutable, and thread-safe as the generator is, which stays the caller's.
 */
public final class DlmQueryTransformer implements QueryTransformer {

    /** How many paraphrases there are at most, if nothing else is said. */
    public static final int DEFAULT_N = 4;

    private final Paraphraser paraphraser;
    private final int n;

    private DlmQueryTransformer(Builder builder) {
        this.paraphraser = new Paraphraser(builder.generator);
        this.n = builder.n;
    }

    /** {@return a builder} */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public Collection<Query> transform(Query query) {
        Stream<Query> paraphrases =
                paraphraser.expand(query.text(), n).stream().skip(1).map(text -> like(query, text));
        return Stream.concat(Stream.of(query), paraphrases).toList();
    }

    private static Query like(Query query, String text) {
        Metadata metadata = query.metadata();
        return metadata == null ? Query.from(text) : Query.from(text, metadata);
    }

    /** Builds a {@link DlmQueryTransformer}; not thread-safe. */
    public static final class Builder {

        private TextGenerator generator;
        private int n = DEFAULT_N;

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
         * Sets how many paraphrases there are at most beside the question; {@value #DEFAULT_N} if it is not set.
         *
         * @param paraphrases at least 1
         * @return this
         */
        public Builder n(int paraphrases) {
            if (paraphrases < 1) {
                throw new IllegalArgumentException("n must be at least 1, got " + paraphrases);
            }
            n = paraphrases;
            return this;
        }

        /**
         * {@return the transformer}
         *
         * @throws NullPointerException if there is no generator
         */
        public DlmQueryTransformer build() {
            return new DlmQueryTransformer(this);
        }
    }
}
