package io.dlmone.distill.kit;

import static io.dlmone.graph.Ops.*;

import io.dlmone.graph.Value;
import io.dlmone.model.Denoiser;
import io.dlmone.tensor.DType;

/** How far a prediction is from another that stands for the truth. */
public enum Distance {
    /** Mean squared error of the embeddings. */
    MSE,
    /** sqrt(||difference||^2 + c^2) - c for each sequence, c = 0.00054 sqrt(elements) (Song and Dhariwal 2024). */
    HUBER,
    /** Cross entropy of the tokens, the other's softmax being the truth. */
    CROSS_ENTROPY;

    private static final double HUBER_SCALE = 0.00054;

    /**
     * {@return a scalar: the mean over elements, sequences or tokens of the mask}
     *
     * @param prediction {@code [batch, length, width]}
     * @param truth the same shape; no gradient flows through it
     * @param mask BOOL {@code [batch, length, 1]}
     * @param reader reads tokens off embeddings
     */
    public Value between(Value prediction, Value truth, Value mask, Denoiser reader) {
        Value m = cast(mask, DType.FLOAT32);
        Value fixed = stopGradient(truth);
        int width = prediction.shape().dim(2);
        return switch (this) {
            case MSE -> div(sum(mul(square(sub(prediction, fixed)), m)), mul(sum(m), width));
            case HUBER -> {
                Value norm = sum(mul(square(sub(prediction, fixed)), m), false, 1, 2);
                Value c2 = mul(sum(m, false, 1, 2), HUBER_SCALE * HUBER_SCALE * width);
                yield mean(sub(sqrt(add(norm, c2)), sqrt(c2)));
            }
            case CROSS_ENTROPY -> {
                Value p = stopGradient(softmax(reader.logits(fixed)));
                Value nll = neg(sum(mul(p, logSoftmax(reader.logits(prediction))), true, -1));
                yield div(sum(mul(nll, m)), sum(m));
            }
        };
    }
}
