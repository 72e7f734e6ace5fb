package io.dlmone.diffuseq;

import static io.dlmone.graph.Ops.*;

import io.dlmone.graph.Value;
import io.dlmone.model.Denoiser;
import io.dlmone.model.NoiseSchedule;
import io.dlmone.nn.BertLayer;
import io.dlmone.nn.Dropout;
import io.dlmone.nn.Layers;
import io.dlmone.nn.Weights;
import io.dlmone.tensor.DType;
import java.util.ArrayList;
import java.util.List;

/**
 * The forward pass of the official DiffuSeq network: a BERT encoder without attention mask between projections up from
 * and down to the embedding width. Predicts x_0 at every position.
 */
final class DiffuSeqNetwork implements Denoiser {

    private static final double EPSILON = 1e-12;

    /** The network sees times scaled to 0..1000, whatever T is. */
    private static final double TIME_RANGE = 1000;

    private final DiffuSeqConfig config;
    private final NoiseSchedule schedule;
    private final Weights w;
    private final Dropout dropout;

    DiffuSeqNetwork(DiffuSeqConfig config, NoiseSchedule schedule, Weights weights, Dropout dropout) {
        this.config = config;
        this.schedule = schedule;
        this.w = weights;
        this.dropout = dropout;
    }

    @Override
    public NoiseSchedule schedule() {
        return schedule;
    }

    @Override
    public Value embed(Value ids) {
        return gather(embeddings(), ids);
    }

    @Override
    public Value embeddings() {
        return w.get(DiffuSeqModel.EMBEDDING);
    }

    @Override
    public Value logits(Value clean) {
        return add(matmul(clean, transposeMatrix(embeddings())), w.get("lm_head.bias"));
    }

    @Override
    public Trace trace(Value noisy, Value t) {
        Value h = input(noisy, t);
        List<HiddenState> states = new ArrayList<>();
        for (int i = 0; i < config.layers(); i++) {
            Weights layer = w.below("input_transformers.layer." + i);
            BertLayer.Result block = BertLayer.apply(layer, h, config.heads(), dropout);
            h = block.output();
            states.add(new HiddenState(block.sum(), h));
        }
        Value down = tanh(Layers.linear(w.below("output_down_proj.0"), h));
        return new Trace(Layers.linear(w.below("output_down_proj.2"), down), states);
    }

    private Value input(Value noisy, Value t) {
        int batch = noisy.shape().dim(0);
        int length = noisy.shape().dim(1);
        Value tau = mul(cast(t, DType.FLOAT32), TIME_RANGE / config.steps());
        Value s = Layers.timestepEmbedding(tau, config.timeWidth());
        Value time = Layers.linear(w.below("time_embed.2"), silu(Layers.linear(w.below("time_embed.0"), s)));
        Value up = Layers.linear(w.below("input_up_proj.2"), tanh(Layers.linear(w.below("input_up_proj.0"), noisy)));
        Value positions = slice(w.get(DiffuSeqModel.POSITIONS), 0, 0, length);
        Value sum = add(add(positions, up), reshape(time, batch, 1, config.hidden()));
        return dropout.apply(Layers.layerNorm(w.below("LayerNorm"), sum, EPSILON));
    }
}
