package io.dlmone.graph;

import io.dlmone.tensor.DType;
import io.dlmone.tensor.Shape;

/**
 * Element type and static shape of a value.
 *
 * @param type of each element
 * @param shape its static shape
 */
public record TensorType(DType type, Shape shape) {

    /**
     * {@return the type of FLOAT32 tensors of a shape}
     *
     * @param shape their shape
     */
    public static TensorType floats(Shape shape) {
        return new TensorType(DType.FLOAT32, shape);
    }

    @Override
    public String toString() {
        return type.name().toLowerCase(java.util.Locale.ROOT) + shape;
    }
}
