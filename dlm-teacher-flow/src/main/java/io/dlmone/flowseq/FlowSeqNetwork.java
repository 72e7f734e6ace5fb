package io.dlmone.flowseq;

import static io.dlmone.graph.Ops.*;

import io.dlmone.diffuseq.DiffuSeqSizes;
import io.dlmone.diffuseq.DiffuSeqTransformer;
import io.dlmone.graph.Value;
import io.dlmone.model.Denoiser;
import io.dlmone.model.LinearPath;
import io.dlmone.model.Prediction;
import io.dlmone.nn.Dropout;
import io.dlmone.nn.Weights;
import java.util.Optional;

/**
 * FlowSeq's denoiser: DiffuSeq's network, which sees times as they are and predicts the velocity of the straight path.
 * What it says at source positions has no meaning: the network does not see their noise.
 */
final class FlowSeqNetwork implements Denoiser {

    private final LinearPath path;
    private final DiffuSeqTransformer transformer;

    FlowSeqNetwork(LinearPath path, DiffuSeqSizes sizes, Weights weights, Dropout dropout) {
        this.path = path;
        this.transformer = new DiffuSeqTransformer(sizes, weights, dropout);
    }

    @Override
    public LinearPath schedule() {
        return path;
    }

    @Override
    public Value embed(Value ids, Value target) {
        return gather(transformer.embeddings(), ids);
    }

    @Override
    public Optional<Value> embeddings() {
        return Optional.of(transformer.embeddings());
    }

    @Override
    public Value logits(Value clean) {
        return transformer.logits(clean);
    }

    @Override
    public Trace trace(Value noisy, Value t) {
        DiffuSeqTransformer.Result result = velocity(noisy, t);
        return new Trace(clean(noisy, t, result.output()), result.states());
    }

    /** The velocity x_0 - eps {@code [batch, length, width]} at times {@code [batch]}, FLOAT32. */
    DiffuSeqTransformer.Result velocity(Value noisy, Value t) {
        return transformer.call(noisy, t);
    }

    /** The clean embeddings that a velocity leads to, x_t + (1 - t) v. */
    Value clean(Value noisy, Value t, Value velocity) {
        return Prediction.VELOCITY.clean(path, velocity, noisy, t);
    }
}
