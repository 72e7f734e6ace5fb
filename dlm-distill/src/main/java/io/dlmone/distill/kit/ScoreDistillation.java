package io.dlmone.distill.kit;

import static io.dlmone.graph.Ops.*;

import io.dlmone.graph.Value;
import io.dlmone.tensor.DType;

/**
 * The losses of score distillation. Predictions are {@code [batch, length, width]}, weights {@code [batch, 1, 1]} or
 * {@code [1, 1, 1]}; losses are {@code [batch]} sums over the positions of the mask.
 */
public final class ScoreDistillation {

    private ScoreDistillation() {}

    /** A student's loss from the two predictions for its noised output. */
    @FunctionalInterface
    public interface StudentLoss {

        /**
         * {@return the loss}
         *
         * @param teacher F, the teacher's prediction
         * @param fake f, the fake score network's
         * @param e the student's output
         * @param weight w
         * @param mask BOOL, which positions count
         */
        Value of(Value teacher, Value fake, Value e, Value weight, Value mask);
    }

    /**
     * {@return the fake score network's loss gamma_t ||f - e||^2 (DLM-One, Eq. 3)}
     *
     * @param f its prediction
     * @param e the student's output, through which no gradient flows
     * @param gamma weight of each sequence
     * @param mask 1 where text is written
     */
    public static Value psi(Value f, Value e, Value gamma, Value mask) {
        return masked(mul(square(sub(f, stopGradient(e))), gamma), mask);
    }

    /**
     * Score identity: w [(1 - mu) ||d||^2 + d^T (f - e)] with d = F - f (Zhou et al. 2024; DLM-One, Eq. 4). Gradients
     * flow through e, F and f.
     *
     * @param mu the paper's mu
     * @return the loss
     */
    public static StudentLoss scoreIdentity(double mu) {
        return (teacher, fake, e, weight, mask) -> {
            Value d = sub(teacher, fake);
            return masked(mul(mul(d, sub(sub(teacher, e), mul(d, mu))), weight), mask);
        };
    }

    /**
     * Distribution matching: 1/2 ||e - sg(e - w (f - F))||^2, whose gradient is w (f - F) de/dtheta, a difference of
     * scores (Diff-Instruct, Luo et al. 2023; DMD, Yin et al. 2024). No gradient flows through F and f.
     *
     * @param teacher the teacher's prediction F
     * @param fake that of psi, f
     * @param e what the student writes
     * @param weight of each sequence
     * @param mask 1 where text is written
     * @return the loss
     */
    public static Value distributionMatching(Value teacher, Value fake, Value e, Value weight, Value mask) {
        Value direction = mul(sub(fake, teacher), weight);
        return masked(mul(square(sub(e, stopGradient(sub(e, direction)))), 0.5), mask);
    }

    private static Value masked(Value elements, Value mask) {
        return sum(mul(elements, cast(mask, DType.FLOAT32)), false, 1, 2);
    }
}
