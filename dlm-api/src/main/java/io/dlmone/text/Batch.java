package io.dlmone.text;

import io.dlmone.tensor.Shape;
import io.dlmone.tensor.Tensor;
import java.util.Arrays;
import java.util.List;

/**
 * Sequences side by side.
 *
 * @param ids INT64 {@code [batch, length]}
 * @param target BOOL {@code [batch, length, 1]}, true from the first target position on
 * @param starts the first target position of each
 */
public record Batch(Tensor ids, Tensor target, int[] starts) {

    /**
     * {@return the batch of some sequences of equal length}
     *
     * @param rows at least one
     */
    public static Batch of(List<SequenceLayout.Encoded> rows) {
        int length = rows.get(0).ids().length;
        long[] ids = new long[rows.size() * length];
        boolean[] target = new boolean[ids.length];
        int[] starts = new int[rows.size()];
        for (int i = 0; i < starts.length; i++) {
            System.arraycopy(rows.get(i).ids(), 0, ids, i * length, length);
            starts[i] = rows.get(i).start();
            Arrays.fill(target, i * length + starts[i], (i + 1) * length, true);
        }
        Shape shape = Shape.of(starts.length, length);
        return new Batch(Tensor.of(shape, ids), Tensor.of(shape.append(1), target), starts);
    }

    /** {@return the number of sequences} */
    public int size() {
        return starts.length;
    }

    /**
     * {@return row i of tokens {@code [batch, length]}}
     *
     * @param tokens {@code [batch, length]}, INT64
     * @param i which, from 0
     */
    public static long[] row(Tensor tokens, int i) {
        int length = tokens.shape().dim(1);
        return Arrays.copyOfRange(tokens.longs(), i * length, (i + 1) * length);
    }
}
