package io.dlmone.flowseq;

import static io.dlmone.graph.Ops.*;

import io.dlmone.diffuseq.DiffuSeqSizes;
import io.dlmone.diffuseq.DiffuSeqTransformer;
import io.dlmone.graph.Value;
import io.dlmone.nn.Dropout;
import io.dlmone.nn.Weights;

/**
 * FlowSeq's denoiser: DiffuSeq's network, which sees times as they are and predicts the velocity of the straight path.
 * What it says at source positions has no meaning: the network does not see their noise.
 */
final class FlowSeqNetwork {

    private final DiffuSeqTransformer transformer;

    FlowSeqNetwork(DiffuSeqSizes sizes, Weights weights, Dropout dropout) {
        this.transformer = new DiffuSeqTransformer(sizes, weights, dropout);
    }

    Value embed(Value ids) {
        return gather(embeddings(), ids);
    }

    Value embeddings() {
        return transformer.embeddings();
    }

    Value logits(Value clean) {
        return transformer.logits(clean);
    }

    /** The velocity x_1 - eps {@code [batch, length, width]} at times {@code [batch]}, FLOAT32. */
    DiffuSeqTransformer.Result velocity(Value noisy, Value t) {
        return transformer.call(noisy, t);
    }

    /** The clean embeddings that a velocity leads to, x_t + (1 - t) v. */
    Value clean(Value noisy, Value t, Value velocity) {
        Value left = reshape(add(mul(t, -1), 1), t.shape().dim(0), 1, 1);
        return add(noisy, mul(velocity, left));
    }
}
