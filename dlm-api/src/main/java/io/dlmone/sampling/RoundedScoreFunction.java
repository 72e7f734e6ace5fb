package io.dlmone.sampling;

import io.dlmone.graph.Value;
import io.dlmone.model.DenoiserInput;
import io.dlmone.model.NoiseSchedule;
import io.dlmone.model.ScoreFunction;

/**
 * A score function whose predictions are rounded, as those of a teacher that is sampled with rounding: a target for
 * distillation that ends at what such a teacher writes.
 *
 * @param unrounded what predicts
 * @param embeddings the table {@code [vocabulary, width]}
 * @param rounding how
 * @param sharpness of soft rounding, see {@link Rounding#apply}
 */
public record RoundedScoreFunction(ScoreFunction unrounded, Value embeddings, Rounding rounding, double sharpness)
        implements ScoreFunction {

    @Override
    public NoiseSchedule schedule() {
        return unrounded.schedule();
    }

    @Override
    public Value denoise(DenoiserInput in) {
        return rounding.apply(unrounded.denoise(in), embeddings, sharpness);
    }
}
