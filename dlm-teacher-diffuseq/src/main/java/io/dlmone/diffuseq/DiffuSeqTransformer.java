package io.dlmone.diffuseq;

import static io.dlmone.graph.Ops.*;

import io.dlmone.graph.Value;
import io.dlmone.model.Denoiser;
import io.dlmone.nn.BertLayer;
import io.dlmone.nn.Dropout;
import io.dlmone.nn.Layers;
import io.dlmone.nn.Weights;
import java.util.ArrayList;
import java.util.List;

/**
 * The forward pass of the network that the official DiffuSeq and FlowSeq codes share: a BERT encoder without attention
 * mask between projections up from and down to the embedding width. What its output means, and how its time is scaled,
 * is for the family to say.
 */
public final class DiffuSeqTransformer {

    /** The name of the embedding table, which is the matrix of the logits as well. */
    public static final String EMBEDDING = "word_embedding.weight";

    /** The name of what is added to the logits. */
    public static final String LOGITS_BIAS = "lm_head.bias";

    static final String POSITIONS = "position_embeddings.weight";

    private static final double EPSILON = 1e-12;

    private final DiffuSeqSizes sizes;
    private final Weights w;
    private final Dropout dropout;

    /**
     * The network with its weights.
     *
     * @param sizes of the network
     * @param weights values of the {@link DiffuSeqSizes#parameters} by name
     * @param dropout what is dropped
     */
    public DiffuSeqTransformer(DiffuSeqSizes sizes, Weights weights, Dropout dropout) {
        this.sizes = sizes;
        this.w = weights;
        this.dropout = dropout;
    }

    /**
     * What the network makes of noisy embeddings.
     *
     * @param output {@code [batch, length, width]}
     * @param states of its blocks, first to last
     */
    public record Result(Value output, List<Denoiser.HiddenState> states) {}

    /**
     * Calls the network.
     *
     * @param noisy {@code [batch, length, width]}
     * @param time {@code [batch]}, FLOAT32, as the sinusoids of its embedding take it
     * @return output and hidden states
     */
    public Result call(Value noisy, Value time) {
        Value h = input(noisy, time);
        List<Denoiser.HiddenState> states = new ArrayList<>();
        for (int i = 0; i < sizes.layers(); i++) {
            Weights layer = w.below("input_transformers.layer." + i);
            BertLayer.Result block = BertLayer.apply(layer, h, sizes.heads(), dropout);
            h = block.output();
            states.add(new Denoiser.HiddenState(block.sum(), h));
        }
        Value down = tanh(Layers.linear(w.below("output_down_proj.0"), h));
        return new Result(Layers.linear(w.below("output_down_proj.2"), down), states);
    }

    private Value input(Value noisy, Value t) {
        int batch = noisy.shape().dim(0);
        int length = noisy.shape().dim(1);
        Value s = Layers.timestepEmbedding(t, sizes.timeWidth());
        Value time = Layers.linear(w.below("time_embed.2"), silu(Layers.linear(w.below("time_embed.0"), s)));
        Value up = Layers.linear(w.below("input_up_proj.2"), tanh(Layers.linear(w.below("input_up_proj.0"), noisy)));
        Value positions = slice(w.get(POSITIONS), 0, 0, length);
        Value sum = add(add(positions, up), reshape(time, batch, 1, sizes.hidden()));
        return dropout.apply(Layers.layerNorm(w.below("LayerNorm"), sum, EPSILON));
    }

    /** {@return the embedding table {@code [vocabulary, width]}} */
    public Value embeddings() {
        return w.get(EMBEDDING);
    }

    /**
     * {@return the logits of all tokens {@code [batch, length, vocabulary]}}
     *
     * @param clean embeddings {@code [batch, length, width]}
     */
    public Value logits(Value clean) {
        return add(matmul(clean, transposeMatrix(embeddings())), w.get(LOGITS_BIAS));
    }
}
