package io.dlmone.nn;

import static io.dlmone.graph.Ops.*;

import io.dlmone.graph.Value;
import java.util.ArrayList;
import java.util.List;

/**
 * A post-LN encoder block of BERT (Devlin et al. 2019) without attention mask, with the parameter names of Hugging
 * Face's implementation.
 */
public final class BertLayer {

    private static final double EPSILON = 1e-12;

    private BertLayer() {}

    /**
     * {@return the parameters of one block below {@code name}}
     *
     * @param name begins the names of the parameters
     * @param hidden width of the hidden states
     * @param feedForward width between the two layers of the feed-forward part
     */
    public static List<ParameterSpec> spec(String name, int hidden, int feedForward) {
        List<ParameterSpec> all = new ArrayList<>();
        for (String part : List.of("query", "key", "value")) {
            all.addAll(Layers.linearSpec(name + ".attention.self." + part, hidden, hidden));
        }
        all.addAll(Layers.linearSpec(name + ".attention.output.dense", hidden, hidden));
        all.addAll(Layers.layerNormSpec(name + ".attention.output.LayerNorm", hidden));
        all.addAll(Layers.linearSpec(name + ".intermediate.dense", hidden, feedForward));
        all.addAll(Layers.linearSpec(name + ".output.dense", feedForward, hidden));
        all.addAll(Layers.layerNormSpec(name + ".output.LayerNorm", hidden));
        return all;
    }

    /**
     * What a block gives, {@code [batch, length, hidden]} each.
     *
     * @param sum before the last LayerNorm
     * @param output after it
     */
    public record Result(Value sum, Value output) {}

    /**
     * {@return the block applied to {@code [batch, length, hidden]}}
     *
     * @param w weights below the block's name
     * @param h hidden states
     * @param heads number of attention heads, which divides the width
     * @param dropout what is dropped
     */
    public static Result apply(Weights w, Value h, int heads, Dropout dropout) {
        Value context = selfAttention(w.below("attention.self"), h, heads, dropout);
        Value attended = dropout.apply(Layers.linear(w.below("attention.output.dense"), context));
        Value a = Layers.layerNorm(w.below("attention.output.LayerNorm"), add(attended, h), EPSILON);
        Value inner = gelu(Layers.linear(w.below("intermediate.dense"), a));
        Value fed = dropout.apply(Layers.linear(w.below("output.dense"), inner));
        Value sum = add(fed, a);
        return new Result(sum, Layers.layerNorm(w.below("output.LayerNorm"), sum, EPSILON));
    }

    private static Value selfAttention(Weights w, Value h, int heads, Dropout dropout) {
        Value q = split(Layers.linear(w.below("query"), h), heads);
        Value k = split(Layers.linear(w.below("key"), h), heads);
        Value v = split(Layers.linear(w.below("value"), h), heads);
        Value context;
        if (dropout.ofAttention() == Dropout.NONE) {
            context = attention(q, k, v);
        } else {
            double scale = 1 / Math.sqrt(q.shape().dim(-1));
            context = matmul(dropout.ofAttention().apply(softmax(mul(matmul(q, transposeMatrix(k)), scale))), v);
        }
        return reshape(transpose(context, 0, 2, 1, 3), h.shape());
    }

    private static Value split(Value x, int heads) {
        int batch = x.shape().dim(0);
        int length = x.shape().dim(1);
        return transpose(reshape(x, batch, length, heads, x.shape().dim(2) / heads), 0, 2, 1, 3);
    }
}
