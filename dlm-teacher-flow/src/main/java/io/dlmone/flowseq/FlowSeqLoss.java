package io.dlmone.flowseq;

import static io.dlmone.graph.Ops.*;

import io.dlmone.graph.Value;
import io.dlmone.model.Noising;
import io.dlmone.sampling.GuidedScoreFunction;
import io.dlmone.tensor.DType;
import java.util.Optional;

/**
 * FlowSeq's training loss: the squared error of the velocity, and the cross entropy of the clean prediction with the
 * tokens, which keeps the embeddings apart (the anchor loss). Terms are {@code [batch]}.
 *
 * @param mse ||x_1 - eps - v||^2, mean over positions and width
 * @param anchor cross entropy of logits(x_t + (1 - t) v), mean over target positions
 * @param noisy what the network saw, x_t
 * @param velocity what it predicted, v
 * @param clean x_t + (1 - t) v, without meaning at source positions
 */
record FlowSeqLoss(Value mse, Value anchor, Value noisy, Value velocity, Value clean) {

    /** Least time that is trained. */
    static final double FIRST = 0.001;

    /** The sum of the terms, {@code [batch]}. */
    Value total() {
        return add(mse, anchor);
    }

    /** {@return training times, from {@link #FIRST} to 1, of numbers uniform in [0, 1)} */
    static Value times(Value uniform) {
        return add(mul(uniform, 1 - FIRST), FIRST);
    }

    /** {@return training times of standard normal numbers: their logit is normal} */
    static Value times(Value normal, double mean, double deviation) {
        return sigmoid(add(mul(normal, deviation), mean));
    }

    /**
     * Records the loss.
     *
     * @param net the network
     * @param ids tokens {@code [batch, length]}, INT64
     * @param target BOOL {@code [batch, length, 1]}
     * @param t times {@code [batch]}, FLOAT32
     * @param noise standard normal {@code [batch, length, width]}
     * @param given BOOL {@code [batch, 1, 1]}: whether the network sees the row's source; empty: always
     * @param targetOnly squared error over target positions; the official code takes all
     */
    static FlowSeqLoss of(
            FlowSeqNetwork net,
            Value ids,
            Value target,
            Value t,
            Value noise,
            Optional<Value> given,
            boolean targetOnly) {
        Value x1 = net.embed(ids, target);
        Value xt = where(target, new Noising(net.schedule()).noise(x1, t, noise), x1);
        Value seen = given.map(g -> where(g, xt, GuidedScoreFunction.withoutSource(xt, target)))
                .orElse(xt);
        Value v = net.velocity(seen, t).output();
        Value error = square(sub(sub(x1, noise), v));
        Value clean = net.clean(seen, t, v);
        int tokens = ids.shape().size();
        Value all = net.logits(clean);
        Value logits = reshape(all, tokens, all.shape().dim(2));
        Value nll = reshape(crossEntropy(logits, reshape(ids, tokens)), target.shape());
        Value mse = targetOnly ? targetMean(error, target) : mean(error, false, 1, 2);
        return new FlowSeqLoss(mse, targetMean(nll, target), seen, v, clean);
    }

    /** The mean of {@code [batch, length, n]} over target positions and the last axis. */
    private static Value targetMean(Value values, Value target) {
        Value m = cast(target, DType.FLOAT32);
        Value count = mul(sum(m, false, 1, 2), values.shape().dim(2));
        return div(sum(mul(values, m), false, 1, 2), count);
    }
}
