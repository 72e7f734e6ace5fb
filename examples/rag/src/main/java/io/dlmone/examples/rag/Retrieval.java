package io.dlmone.examples.rag;

import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.rag.content.Content;
import dev.langchain4j.rag.content.aggregator.ReciprocalRankFuser;
import dev.langchain4j.rag.content.retriever.ContentRetriever;
import dev.langchain4j.rag.content.retriever.EmbeddingStoreContentRetriever;
import dev.langchain4j.rag.query.Query;
import dev.langchain4j.store.embedding.inmemory.InMemoryEmbeddingStore;
import java.util.Collection;
import java.util.List;

/** An in-memory store of sentences that is asked one query or several; several rankings are fused into one. */
record Retrieval(ContentRetriever retriever) {

    /** Sentences that each query finds. */
    private static final int MOST = 10;

    static Retrieval of(List<String> sentences, EmbeddingModel embeddings) {
        List<TextSegment> segments = sentences.stream().map(TextSegment::from).toList();
        InMemoryEmbeddingStore<TextSegment> store = new InMemoryEmbeddingStore<>();
        store.addAll(embeddings.embedAll(segments).content(), segments);
        return new Retrieval(EmbeddingStoreContentRetriever.builder()
                .embeddingStore(store)
                .embeddingModel(embeddings)
                .maxResults(MOST)
                .build());
    }

    /** The sentences found, the best first, by reciprocal rank fusion (Cormack et al. 2009, k = 60). */
    List<String> find(Collection<Query> queries) {
        List<List<Content>> rankings = queries.stream().map(retriever::retrieve).toList();
        return ReciprocalRankFuser.fuse(rankings).stream()
                .map(content -> content.textSegment().text())
                .toList();
    }
}
