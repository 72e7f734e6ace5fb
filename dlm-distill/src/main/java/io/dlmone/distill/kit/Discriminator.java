package io.dlmone.distill.kit;

import static io.dlmone.graph.Ops.*;

import io.dlmone.graph.Value;
import io.dlmone.model.Denoiser.HiddenState;
import io.dlmone.nn.Layers;
import io.dlmone.nn.ParameterSpec;
import io.dlmone.nn.ParameterSpec.Init;
import io.dlmone.nn.Weights;
import io.dlmone.tensor.DType;
import io.dlmone.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * Tells noised embeddings of real targets from the student's by a hidden state of the fake score network (DLM-One,
 * section 3: D shares psi; Diffusion-GAN: both are noised alike). What it has beside that network is its head.
 */
public enum Discriminator {
    /** One linear layer on the state: a logit for each target position. */
    LINEAR,
    /**
     * The mean over channels, without parameters, as in SiDA: a logit for each target position. It is taken before the
     * block's LayerNorm, after which it would be nearly constant.
     */
    MEAN,
    /** Attention pooling of the target positions by a learned query, then one linear layer: a logit for a sequence. */
    ATTENTION;

    private static final double MASKED = -1e9;

    /**
     * {@return the parameters of the head for hidden states of a width}
     *
     * @param hidden width of the hidden states
     */
    public List<ParameterSpec> specs(int hidden) {
        List<ParameterSpec> all = new ArrayList<>();
        if (this != MEAN) {
            all.addAll(Layers.linearSpec("head", hidden, 1));
        }
        if (this == ATTENTION) {
            all.add(new ParameterSpec("query", Shape.of(hidden), new Init.Uniform(1 / Math.sqrt(hidden))));
        }
        return all;
    }

    /**
     * Logits that a target is real.
     *
     * @param state hidden states
     * @param target BOOL {@code [batch, length, 1]}
     * @param w the head's parameters
     * @return {@code [batch, length, 1]}, or {@code [batch, 1, 1]} for a logit for each sequence
     */
    public Value logits(HiddenState state, Value target, Weights w) {
        return switch (this) {
            case LINEAR -> Layers.linear(w.below("head"), state.output());
            case MEAN -> mean(state.sum(), true, -1);
            case ATTENTION -> Layers.linear(w.below("head"), pooled(state.output(), target, w.get("query")));
        };
    }

    private static Value pooled(Value h, Value target, Value query) {
        Value scores = mul(sum(mul(h, query), true, -1), 1 / Math.sqrt(h.shape().dim(-1)));
        Value masked = where(target, scores, h.graph().constant(MASKED));
        return matmul(softmax(transpose(masked, 0, 2, 1)), h);
    }

    /**
     * {@return the mean of -log D, the cross entropy of logits of sequences that should be judged real}
     *
     * @param logits {@link #logits}
     * @param target BOOL {@code [batch, length, 1]}
     */
    public static Value real(Value logits, Value target) {
        return average(softplus(neg(logits)), target);
    }

    /**
     * {@return the mean of -log(1 - D), the cross entropy of logits of sequences that should be judged the student's}
     *
     * @param logits {@link #logits}
     * @param target BOOL {@code [batch, length, 1]}
     */
    public static Value fake(Value logits, Value target) {
        return average(softplus(logits), target);
    }

    /** Over target positions where there is a logit for each, else over sequences. */
    private static Value average(Value losses, Value target) {
        if (losses.shape().dim(1) == 1) {
            return mean(losses);
        }
        Value m = cast(target, DType.FLOAT32);
        return div(sum(mul(losses, m)), sum(m));
    }
}
