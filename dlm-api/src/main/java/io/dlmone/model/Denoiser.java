package io.dlmone.model;

import io.dlmone.graph.Value;
import java.util.List;
import java.util.Optional;

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
     * @param t times {@code [batch]}, of the path's type
     */
    Trace trace(Value noisy, Value t);

    /**
     * {@return as the other, for a network that reads more than a sample and its time}
     *
     * @param in what it looks at
     */
    default Trace trace(DenoiserInput in) {
        return trace(in.noisy(), in.t());
    }

    @Override
    default Value denoise(DenoiserInput in) {
        return trace(in).clean();
    }

    /**
     * {@return the clean embeddings of sentences {@code [batch, length, width]}; those of the source do not hang on the
     * tokens at target positions}
     *
     * @param ids tokens {@code [batch, length]}, INT64
     * @param target BOOL {@code [batch, length, 1]}, true where text is to be written
     */
    Value embed(Value ids, Value target);

    /**
     * {@return the embedding table {@code [vocabulary, width]}, to whose rows predictions can be rounded; empty where a
     * token's embedding hangs on its sentence}
     */
    Optional<Value> embeddings();

    /**
     * {@return the logits of all tokens {@code [batch, length, vocabulary]} for embeddings} They cost a call of the
     * network where {@link TeacherModel#readsByCall} says so, else nothing to speak of.
     *
     * @param clean embeddings {@code [batch, length, width]}
     */
    Value logits(Value clean);

    /**
     * {@return the logits of all tokens {@code [batch, length, vocabulary]}, read within the call that denoises} Where
     * reading takes a call of its own ({@link TeacherModel#readsByCall}) they come from the states of this one, which
     * means something only after training for it ({@link io.dlmone.objective.Objective#fuses}); elsewhere they are
     * those of the prediction.
     *
     * @param in what the network looks at
     */
    default Value fusedLogits(DenoiserInput in) {
        return logits(denoise(in));
    }
}
