package io.dlmone.sampling;

import static io.dlmone.graph.Ops.*;

import io.dlmone.graph.Value;
import io.dlmone.model.DenoiserInput;
import io.dlmone.model.NoiseSchedule;
import io.dlmone.model.ScoreFunction;

/**
 * Classifier-free guidance (Ho and Salimans 2022, equation 6): the prediction for the source, taken further away from
 * the one without any source, which is the network's where zeros stand in place of the source's embeddings. It asks for
 * a network that was trained to predict without a source, too. Two network calls for one.
 *
 * @param conditional what predicts
 * @param target BOOL {@code [batch, length, 1]}, false where the source stands
 * @param weight of the source: 1 leaves the prediction as it is, 0 is that without a source, more than 1 says more
 *     strongly what the source asks for
 */
public record GuidedScoreFunction(ScoreFunction conditional, Value target, double weight) implements ScoreFunction {

    @Override
    public NoiseSchedule schedule() {
        return conditional.schedule();
    }

    @Override
    public Value denoise(DenoiserInput in) {
        Value guided = conditional.denoise(in);
        DenoiserInput without = new DenoiserInput(
                withoutSource(in.noisy(), target),
                in.t(),
                in.target(),
                in.previous().map(previous -> withoutSource(previous, target)),
                in.guidanceScale());
        Value free = conditional.denoise(without);
        return add(free, mul(sub(guided, free), weight));
    }

    /**
     * {@return a sequence of embeddings {@code [batch, length, width]} with zeros in place of its source}
     *
     * @param sequence embeddings
     * @param target BOOL {@code [batch, length, 1]}, true where text is written
     */
    public static Value withoutSource(Value sequence, Value target) {
        return where(target, sequence, sequence.graph().constant(0));
    }
}
