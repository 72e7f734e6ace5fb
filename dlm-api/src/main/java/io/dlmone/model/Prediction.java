package io.dlmone.model;

import static io.dlmone.graph.Ops.add;
import static io.dlmone.graph.Ops.div;
import static io.dlmone.graph.Ops.mul;
import static io.dlmone.graph.Ops.sub;

import io.dlmone.graph.Value;

/** What a network predicts, and how that becomes the prediction of the clean embeddings. */
public enum Prediction {
    /** The clean embeddings x_0 themselves. */
    CLEAN,
    /** The noise eps: x_0 = (x_t - sigma eps) / alpha. Not at times without signal. */
    NOISE,
    /** The velocity dx/dt = x_0 - scale eps of a {@link LinearPath}, from noise to data: x_0 = x_t + (1 - t) v. */
    VELOCITY;

    /**
     * {@return the prediction of the clean embeddings {@code [batch, length, width]}}
     *
     * @param path the model's; a velocity asks for a {@link LinearPath}
     * @param output what the network gave {@code [batch, length, width]}
     * @param noisy what it looked at {@code [batch, length, width]}
     * @param t times {@code [batch]}, of the path's type
     */
    public Value clean(NoiseSchedule path, Value output, Value noisy, Value t) {
        Noising noising = new Noising(path);
        return switch (this) {
            case CLEAN -> output;
            case NOISE -> div(sub(noisy, mul(output, noising.sigma(t))), noising.alpha(t));
            case VELOCITY -> {
                if (!(path instanceof LinearPath)) {
                    throw new IllegalArgumentException("a velocity is that of a linear path, not of " + path.name());
                }
                yield add(noisy, mul(output, add(mul(noising.alpha(t), -1), 1)));
            }
        };
    }
}
