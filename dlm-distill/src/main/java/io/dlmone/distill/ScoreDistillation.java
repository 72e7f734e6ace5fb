package io.dlmone.distill;

import static io.dlmone.graph.Ops.*;

import io.dlmone.graph.Value;
import io.dlmone.tensor.DType;

/**
 * The losses of score identity distillation (Zhou et al. 2024) in the form of DLM-One, Eqs. 3 and 4. All arguments are
 * {@code [batch, length, width]} but for the weights; losses are {@code [batch]} sums over the positions of the mask.
 */
final class ScoreDistillation {

    private static final double SMALLEST_DISTANCE = 1e-5;

    private ScoreDistillation() {}

    /**
     * The fake score network's loss gamma_t ||f - e||^2 (Eq. 3).
     *
     * @param f its prediction
     * @param e the student's output, through which no gradient flows
     * @param gamma weight {@code [batch, 1, 1]}
     * @param mask BOOL, which positions count
     */
    static Value psi(Value f, Value e, Value gamma, Value mask) {
        return sum(mul(mul(square(sub(f, stopGradient(e))), gamma), cast(mask, DType.FLOAT32)), false, 1, 2);
    }

    /**
     * The student's loss w [(1 - mu) ||d||^2 + d^T (f - e)] with d = F - f (Eq. 4). Gradients flow through e, F and f.
     *
     * @param teacher F, the teacher's prediction
     * @param fake f, the fake score network's
     * @param e the student's output
     */
    static Value theta(Value teacher, Value fake, Value e, double mu, Value mask) {
        Value m = cast(mask, DType.FLOAT32);
        Value d = sub(teacher, fake);
        Value terms = mul(d, sub(sub(teacher, e), mul(d, mu)));
        return sum(mul(mul(terms, m), weight(teacher, e, m)), false, 1, 2);
    }

    /** 1 / mean |e - F| over the mask, {@code [batch, 1, 1]}; constant for gradients. */
    static Value weight(Value teacher, Value e, Value m) {
        Value distance = sum(mul(abs(sub(e, teacher)), m), true, 1, 2);
        Value count =
                mul(sum(m, true, 1, 2), (double) e.shape().dim(2) / m.shape().dim(2));
        return stopGradient(reciprocal(max(div(distance, count), SMALLEST_DISTANCE)));
    }
}
