package io.dlmone.diffuseq;

import static io.dlmone.graph.Ops.*;

import io.dlmone.graph.Graph;
import io.dlmone.graph.Value;
import io.dlmone.model.Denoiser;
import io.dlmone.model.NoiseSchedule;
import io.dlmone.model.Noising;
import io.dlmone.sampling.GuidedScoreFunction;
import io.dlmone.tensor.DType;
import io.dlmone.tensor.Shape;
import io.dlmone.tensor.Tensor;
import java.util.Optional;

/**
 * DiffuSeq's training loss (official training_losses_seq2seq): squared error of the prediction, a term that keeps x_T
 * small, and the cross entropy of the noisy embeddings with their own tokens, which keeps the embeddings apart. Terms
 * are {@code [batch]}.
 *
 * @param mse squared error of the prediction against x_0, at t = 0 against the embeddings
 * @param prior mean square of alpha_{T-1} x_0
 * @param anchor cross entropy of logits(x_0), mean over all positions
 * @param prediction what the network predicted
 */
record DiffuSeqLoss(Value mse, Value prior, Value anchor, Value prediction, Value noisy) {

    /** Over which positions the squared error is taken. */
    enum Positions {
        /** All, as the official code does. */
        ALL,
        /** The target and its padding. */
        TARGET
    }

    /** The sum of the terms, {@code [batch]}. */
    Value total() {
        return add(add(mse, prior), anchor);
    }

    /**
     * Records the loss.
     *
     * @param ids tokens {@code [batch, length]}, INT64
     * @param target BOOL {@code [batch, length, 1]}
     * @param t times {@code [batch]}, INT64
     * @param noise0 standard normal {@code [batch, length, width]}, turns embeddings into x_0
     * @param noise standard normal, likewise, turns x_0 into x_t
     * @param given BOOL {@code [batch, 1, 1]}: whether the network sees the row's source, for
     *     {@link GuidedScoreFunction}; empty: always
     */
    static DiffuSeqLoss of(
            Denoiser net,
            Value ids,
            Value target,
            Value t,
            Value noise0,
            Value noise,
            Optional<Value> given,
            Positions positions) {
        NoiseSchedule schedule = net.schedule();
        Value mu = net.embed(ids, target);
        Value x0 = add(mu, mul(noise0, schedule.sigma(schedule.cleanest())));
        Value xt = where(target, new Noising(schedule).noise(x0, t, noise), x0);
        Value seen = given.map(g -> where(g, xt, GuidedScoreFunction.withoutSource(xt, target)))
                .orElse(xt);
        Value p = net.denoise(seen, t);
        int batch = ids.shape().dim(0);
        Value first = reshape(equal(t, zero(t.graph())), batch, 1, 1);
        Value error = square(sub(where(first, mu, x0), p));
        Value prior = mean(square(mul(x0, schedule.alpha(schedule.noisiest()))), false, 1, 2);
        int tokens = ids.shape().size();
        Value logits = net.logits(x0);
        logits = reshape(logits, tokens, logits.shape().dim(-1));
        Value nll = mean(reshape(crossEntropy(logits, reshape(ids, tokens)), ids.shape()), false, 1);
        return new DiffuSeqLoss(average(error, target, positions), prior, nll, p, seen);
    }

    private static Value zero(Graph g) {
        return g.constant(Tensor.of(Shape.scalar(), 0L));
    }

    private static Value average(Value error, Value target, Positions positions) {
        if (positions == Positions.ALL) {
            return mean(error, false, 1, 2);
        }
        Value m = cast(target, DType.FLOAT32);
        Value count = mul(sum(m, false, 1, 2), error.shape().dim(2));
        return div(sum(mul(error, m), false, 1, 2), count);
    }
}
