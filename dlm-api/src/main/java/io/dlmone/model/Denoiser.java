package io.dlmone.model;

import io.dlmone.graph.Value;
import java.util.List;

/** A text diffusion network with its weights, in one graph: embeds, denoises, and reads tokens off embeddings. */
public interface Denoiser extends ScoreFunction {

    /**
     * What the network came through on its way to a prediction.
     *
     * @param clean the prediction, as {@link #denoise} gives it
     * @param states the hidden states of its blocks, first to last; a discriminator can judge by them
     */
    record Trace(Value clean, List<HiddenState> states) {}

    /**
     * The output of one block, {@code [batch, length, hidden]}.
     *
     * @param sum before its last normalisation
     * @param output after it
     */
    record HiddenState(Value sum, Value output) {}

    /**
     * {@return as {@link #denoise}, with the hidden states on the way}
     *
     * @param noisy noisy embeddings {@code [batch, length, width]}
     * @param t times {@code [batch]}, INT64
     */
    Trace trace(Value noisy, Value t);

    @Override
    default Value denoise(Value noisy, Value t) {
        return trace(noisy, t).clean();
    }

    /**
     * {@return the rows of the embedding table: ids {@code [batch, length]} (INT64) to {@code [batch, length, width]}}
     *
     * @param ids tokens {@code [batch, length]}, INT64
     */
    Value embed(Value ids);

    /** {@return the embedding table {@code [vocabulary, width]}} */
    Value embeddings();

    /**
     * {@return the logits of all tokens {@code [batch, length, vocabulary]} for embeddings}
     *
     * @param clean embeddings {@code [batch, length, width]}
     */
    Value logits(Value clean);
}
