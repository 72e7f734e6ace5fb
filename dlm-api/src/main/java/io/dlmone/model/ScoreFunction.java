package io.dlmone.model;

import static io.dlmone.graph.Ops.div;
import static io.dlmone.graph.Ops.mul;
import static io.dlmone.graph.Ops.square;
import static io.dlmone.graph.Ops.sub;

import io.dlmone.graph.Value;

/**
 * Predicts clean embeddings from noisy ones at a time, whatever the network itself predicts (clean, noise or velocity,
 * see {@link Prediction}); its score follows by Tweedie's formula.
 */
public interface ScoreFunction {

    /** {@return the path between data and noise on which the scores are} */
    NoiseSchedule schedule();

    /**
     * The prediction E[x_0 | x_t].
     *
     * @param in the noisy embeddings x_t, their times, and what else a network may read
     * @return {@code [batch, length, width]}; what stands at condition positions has no meaning
     */
    Value denoise(DenoiserInput in);

    /**
     * {@return the prediction E[x_0 | x_t] {@code [batch, length, width]}}
     *
     * @param noisy x_t {@code [batch, length, width]}, condition positions clean
     * @param t times {@code [batch]}, of the path's type
     */
    default Value denoise(Value noisy, Value t) {
        return denoise(DenoiserInput.of(noisy, t));
    }

    /**
     * {@return the prediction E[x_0 | x_t] {@code [batch, length, width]} of a first call}
     *
     * @param noisy x_t {@code [batch, length, width]}, condition positions clean
     * @param t times {@code [batch]}, of the path's type
     * @param target BOOL {@code [batch, length, 1]}, true where text is written
     */
    default Value denoise(Value noisy, Value t, Value target) {
        return denoise(DenoiserInput.of(noisy, t, target));
    }

    /**
     * {@return the score (alpha_t E[x_0 | x_t] - x_t) / sigma_t^2 (DLM-One, section 3)}
     *
     * @param noisy noisy embeddings x_t {@code [batch, length, width]}
     * @param t times {@code [batch]}, of the path's type
     */
    default Value score(Value noisy, Value t) {
        Noising noising = new Noising(schedule());
        return div(sub(mul(denoise(noisy, t), noising.alpha(t)), noisy), square(noising.sigma(t)));
    }
}
