package io.dlmone.nn;

import static io.dlmone.graph.Ops.*;

import io.dlmone.graph.Value;
import io.dlmone.tensor.Shape;
import io.dlmone.tensor.Tensor;

/**
 * Rotary position embedding (Su et al. 2021) by adjacent pairs: elements (2j, 2j+1) of a position's vector are turned
 * by that position's angle j. Immutable.
 *
 * @param cosines {@code [positions, 1, width]}, each angle's twice
 * @param sines likewise
 */
public record Rotary(Tensor cosines, Tensor sines) {

    private static final double BASE = 10_000;

    /**
     * The table of some positions, after others that are not turned. Angles are rounded to float32 where PyTorch rounds
     * them.
     *
     * @param still leading positions that are left as they are
     * @param positions those after them, numbered from 0
     * @param width width of a head, even
     * @return the table
     */
    public static Rotary of(int still, int positions, int width) {
        Shape shape = Shape.of(still + positions, 1, width);
        float[] cosines = new float[shape.size()];
        float[] sines = new float[shape.size()];
        for (int p = 0; p < still + positions; p++) {
            float position = Math.max(0, p - still) / (float) positions * positions;
            for (int i = 0; i < width; i++) {
                float frequency = 1 / (float) Math.pow(BASE, (i - i % 2) / (float) width);
                float angle = position * frequency;
                cosines[p * width + i] = (float) Math.cos(angle);
                sines[p * width + i] = (float) Math.sin(angle);
            }
        }
        return new Rotary(Tensor.of(shape, cosines), Tensor.of(shape, sines));
    }

    /**
     * {@return the heads' vectors, turned}
     *
     * @param x {@code [batch, positions, heads, width]}
     */
    public Value apply(Value x) {
        return add(
                mul(x, x.graph().constant(cosines)),
                mul(quarterTurn(x), x.graph().constant(sines)));
    }

    /**
     * (a, b) to (-b, a) for each pair: a product with a constant matrix, which engines do faster than taking every
     * other element.
     */
    private static Value quarterTurn(Value x) {
        int width = x.shape().dim(-1);
        Tensor turn = Tensor.zeros(Shape.of(width, width));
        for (int i = 0; i < width; i += 2) {
            turn.floats()[(i + 1) * width + i] = -1;
            turn.floats()[i * width + i + 1] = 1;
        }
        return matmul(x, x.graph().constant(turn));
    }
}
