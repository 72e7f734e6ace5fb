package io.dlmone.distill.kit;

import static io.dlmone.graph.Ops.*;

import io.dlmone.graph.Value;
import io.dlmone.model.Noising;
import io.dlmone.tensor.DType;
import io.dlmone.tensor.Shape;
import io.dlmone.tensor.Tensor;

/** omega_t alpha_t^2 / sigma_t^4, the weight of the student's loss (DLM-One, Eq. 4); constant for gradients. */
public enum ThetaWeight {
    /** 1 / mean |e - F|: the student's distance from the teacher's prediction, as in SiD and DMD. */
    DISTANCE,
    /** 1. */
    ONE,
    /** alpha^2/sigma^2. */
    SNR,
    /** alpha/sigma^2, with which a difference of predictions becomes one of scores, as in Diff-Instruct. */
    SCORE;

    private static final double SMALLEST_DISTANCE = 1e-5;

    /**
     * {@return the weight {@code [batch, 1, 1]}, or {@code [1, 1, 1]} if it is the same for all}
     *
     * @param noising the teacher's noise
     * @param t times {@code [batch]}, INT64
     * @param teacher F, the teacher's prediction
     * @param e the student's output
     * @param mask BOOL, which positions count
     */
    public Value at(Noising noising, Value t, Value teacher, Value e, Value mask) {
        return switch (this) {
            case DISTANCE -> stopGradient(reciprocal(max(distance(teacher, e, mask), SMALLEST_DISTANCE)));
            case ONE -> t.graph().constant(Tensor.of(Shape.of(1, 1, 1), 1f));
            case SNR -> noising.snr(t);
            case SCORE -> div(noising.alpha(t), square(noising.sigma(t)));
        };
    }

    /**
     * {@return the mean of |e - F| over the mask, {@code [batch, 1, 1]}}
     *
     * @param teacher the teacher's prediction F
     * @param e clean embeddings
     * @param mask 1 where text is written
     */
    public static Value distance(Value teacher, Value e, Value mask) {
        Value m = cast(mask, DType.FLOAT32);
        Value count = mul(sum(m, true, 1, 2), e.shape().dim(2));
        return div(sum(mul(abs(sub(e, teacher)), m), true, 1, 2), count);
    }
}
