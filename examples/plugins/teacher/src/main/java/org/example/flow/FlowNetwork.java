package org.example.flow;

import static io.dlmone.graph.Ops.add;
import static io.dlmone.graph.Ops.cast;
import static io.dlmone.graph.Ops.gather;
import static io.dlmone.graph.Ops.matmul;
import static io.dlmone.graph.Ops.mul;
import static io.dlmone.graph.Ops.reshape;
import static io.dlmone.graph.Ops.slice;
import static io.dlmone.graph.Ops.sub;
import static io.dlmone.graph.Ops.transposeMatrix;

import io.dlmone.graph.Value;
import io.dlmone.model.Denoiser;
import io.dlmone.model.NoiseSchedule;
import io.dlmone.model.Noising;
import io.dlmone.nn.BertLayer;
import io.dlmone.nn.Dropout;
import io.dlmone.nn.Layers;
import io.dlmone.nn.Weights;
import io.dlmone.tensor.DType;
import java.util.List;
import java.util.Optional;

/**
 * One Transformer block that predicts the velocity v = eps - x_0 of the straight path. What others see of it are clean
 * embeddings: x_0 = x_t - s v.
 */
record FlowNetwork(FlowModel sizes, Weights w, Dropout dropout) implements Denoiser {

    private static final int HEADS = 2;

    @Override
    public NoiseSchedule schedule() {
        return sizes.schedule();
    }

    @Override
    public Trace trace(Value noisy, Value t) {
        int hidden = sizes.hidden();
        Value tau = mul(cast(t, DType.FLOAT32), 1000.0 / sizes.steps());
        Value time = Layers.linear(w.below("time"), Layers.timestepEmbedding(tau, hidden));
        Value positions = slice(w.get("positions"), 0, 0, sizes.length());
        Value h = add(
                add(Layers.linear(w.below("up"), noisy), positions),
                reshape(time, t.shape().dim(0), 1, hidden));
        BertLayer.Result block = BertLayer.apply(w.below("block"), dropout.apply(h), HEADS, dropout);
        Value velocity = Layers.linear(w.below("down"), block.output());
        Value clean = sub(noisy, mul(velocity, new Noising(schedule()).sigma(t)));
        return new Trace(clean, List.of(new HiddenState(block.sum(), block.output())));
    }

    @Override
    public Value embed(Value ids, Value target) {
        return gather(table(), ids);
    }

    @Override
    public Optional<Value> embeddings() {
        return Optional.of(table());
    }

    private Value table() {
        return w.get(FlowModel.EMBEDDING);
    }

    @Override
    public Value logits(Value clean) {
        return matmul(clean, transposeMatrix(table()));
    }
}
