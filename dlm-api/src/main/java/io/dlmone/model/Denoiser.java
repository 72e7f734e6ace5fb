package io.dlmone.model;

import io.dlmone.graph.Value;

/** A text diffusion network with its weights, in one graph: embeds, denoises, and reads tokens off embeddings. */
public interface Denoiser extends ScoreFunction {

    /** The rows of the embedding table: ids {@code [batch, length]} (INT64) to {@code [batch, length, width]}. */
    Value embed(Value ids);

    /** The embedding table {@code [vocabulary, width]}. */
    Value embeddings();

    /** Scores of all tokens {@code [batch, length, vocabulary]} for embeddings {@code [batch, length, width]}. */
    Value logits(Value clean);
}
