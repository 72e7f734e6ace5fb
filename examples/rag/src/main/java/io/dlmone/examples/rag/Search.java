package io.dlmone.examples.rag;

import dev.langchain4j.rag.query.Query;
import dev.langchain4j.rag.query.transformer.QueryTransformer;
import io.dlmone.text.SentencePair;
import java.util.Collection;
import java.util.List;

/**
 * How one question was searched for.
 *
 * @param queries how many queries there were
 * @param rank of the right sentence from 1 on; no sentence has a rank beyond those that were found
 * @param transforming milliseconds until the queries were there
 * @param all milliseconds until the sentences were found
 */
record Search(int queries, int rank, double transforming, double all) {

    /** Searches the target of a pair with its source. */
    static Search of(SentencePair pair, QueryTransformer transformer, Retrieval retrieval) {
        long start = System.nanoTime();
        Collection<Query> queries = transformer.transform(Query.from(pair.source()));
        long transformed = System.nanoTime();
        List<String> found = retrieval.find(queries);
        long end = System.nanoTime();
        int at = found.indexOf(pair.target());
        return new Search(
                queries.size(), at < 0 ? Integer.MAX_VALUE : at + 1, (transformed - start) / 1e6, (end - start) / 1e6);
    }

    /** 1 if the right sentence is among the first, else 0. */
    double hit(int first) {
        return rank <= first ? 1 : 0;
    }
}
