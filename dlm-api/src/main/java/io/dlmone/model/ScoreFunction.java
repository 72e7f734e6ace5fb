package io.dlmone.model;

import static io.dlmone.graph.Ops.*;

import io.dlmone.graph.Value;

/** Predicts clean embeddings from noisy ones at a time; its score follows by Tweedie's formula. */
public interface ScoreFunction {

    /** {@return the path from data to noise on which the scores are} */
    NoiseSchedule schedule();

    /**
     * The prediction E[x_0 | x_t].
     *
     * @param noisy x_t {@code [batch, length, width]}, condition positions clean
     * @param t times {@code [batch]}, INT64, 0 to T-1
     * @return {@code [batch, length, width]}
     */
    Value denoise(Value noisy, Value t);

    /**
     * {@return the score (alpha_t E[x_0 | x_t] - x_t) / sigma_t^2 (DLM-One, section 3)}
     *
     * @param noisy noisy embeddings x_t {@code [batch, length, width]}
     * @param t times {@code [batch]}, INT64
     */
    default Value score(Value noisy, Value t) {
        Noising noising = new Noising(schedule());
        return div(sub(mul(denoise(noisy, t), noising.alpha(t)), noisy), square(noising.sigma(t)));
    }
}
