package io.dlmone.distill.kit;

import static io.dlmone.graph.Ops.add;

import io.dlmone.graph.Value;
import io.dlmone.model.Noising;
import io.dlmone.tensor.Shape;
import io.dlmone.tensor.Tensor;

/** gamma_t, the weight of the fake score network's loss at a time (DLM-One, Eq. 3). */
public enum PsiWeight {
    /** alpha^2/sigma^2: the squared error of the noise, as in SiD-LSG. */
    SNR,
    /** 1: the squared error of the prediction. */
    ONE,
    /** 1 + alpha^2/sigma^2: EDM's weight for data of unit variance, as in SiDA. */
    SNR_PLUS_ONE;

    /**
     * {@return the weight {@code [batch, 1, 1]}, or {@code [1, 1, 1]} if it is the same at all times}
     *
     * @param noising the teacher's noise
     * @param t times {@code [batch]}, INT64
     */
    public Value at(Noising noising, Value t) {
        return switch (this) {
            case SNR -> noising.snr(t);
            case ONE -> t.graph().constant(Tensor.of(Shape.of(1, 1, 1), 1f));
            case SNR_PLUS_ONE -> add(noising.snr(t), 1);
        };
    }
}
