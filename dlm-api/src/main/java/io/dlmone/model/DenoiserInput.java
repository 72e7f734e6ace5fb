package io.dlmone.model;

import io.dlmone.graph.Value;
import java.util.Optional;

/**
 * What a denoising network looks at. Networks that read a previous prediction or a guidance scale say so
 * ({@link TeacherModel#selfConditioned}, {@link TeacherModel#guidanceScaled}); the others take no notice of them.
 *
 * @param noisy noisy embeddings {@code [batch, length, width]}, condition positions clean
 * @param t times {@code [batch]}, of the path's type
 * @param target BOOL {@code [batch, length, 1]}, true where text is written; empty: nothing is known of that
 * @param previous the prediction of the call before {@code [batch, length, width]}, condition positions clean
 *     (self-conditioning, Chen et al. 2023); empty: there was none, and such a network sees zeros on the target
 * @param guidanceScale FLOAT32 {@code [batch]}, the scale of guidance that the network is told; empty: its own default
 */
public record DenoiserInput(
        Value noisy, Value t, Optional<Value> target, Optional<Value> previous, Optional<Value> guidanceScale) {

    /**
     * {@return a sample at a time, and nothing else}
     *
     * @param noisy noisy embeddings {@code [batch, length, width]}
     * @param t times {@code [batch]}, of the path's type
     */
    public static DenoiserInput of(Value noisy, Value t) {
        return new DenoiserInput(noisy, t, Optional.empty(), Optional.empty(), Optional.empty());
    }

    /**
     * {@return a sample at a time, of which it is known where text is written}
     *
     * @param noisy noisy embeddings {@code [batch, length, width]}, condition positions clean
     * @param t times {@code [batch]}, of the path's type
     * @param target BOOL {@code [batch, length, 1]}
     */
    public static DenoiserInput of(Value noisy, Value t, Value target) {
        return new DenoiserInput(noisy, t, Optional.of(target), Optional.empty(), Optional.empty());
    }

    /**
     * {@return this with the prediction of the call before}
     *
     * @param prediction {@code [batch, length, width]}, condition positions clean
     */
    public DenoiserInput withPrevious(Value prediction) {
        return new DenoiserInput(noisy, t, target, Optional.of(prediction), guidanceScale);
    }

    /**
     * {@return this with a scale of guidance}
     *
     * @param scale FLOAT32 {@code [batch]}
     */
    public DenoiserInput withGuidanceScale(Value scale) {
        return new DenoiserInput(noisy, t, target, previous, Optional.of(scale));
    }
}
