package io.dlmone.backend.tf;

import static io.dlmone.backend.tf.GraphBuilder.Attribute.of;

import io.dlmone.graph.Node;
import io.dlmone.graph.Op;
import io.dlmone.graph.Value;
import io.dlmone.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import org.tensorflow.proto.DataType;

/** Matrix products, which read their factors as transposed where a transposition comes before them. */
final class ProductRules {

    /**
     * A factor of a product: {@code source}, its axes permuted by {@code perm} (null for as they are), the last two
     * read as swapped if {@code swapped}.
     */
    private record Factor(Value source, int[] perm, boolean swapped) {

        /** A value, with its transposition taken apart so that what must be moved in memory keeps rows whole. */
        static Factor of(Value v) {
            if (v.node().op() != Op.TRANSPOSE) {
                return new Factor(v, null, false);
            }
            Value source = v.node().input(0);
            int[] perm = v.node().attributes().integers("perm");
            int last = perm.length - 1;
            int[] other = perm.clone();
            other[last] = perm[last - 1];
            other[last - 1] = perm[last];
            if (other[last] != last) {
                return new Factor(source, perm, false);
            }
            boolean inPlace = Arrays.stream(other).allMatch(i -> other[i] == i);
            return new Factor(source, inPlace ? null : other, true);
        }

        boolean isMatrix() {
            return source.shape().rank() == 2;
        }

        String write(NodeWriter to) {
            String name = to.cast(to.name(source), DataType.DT_FLOAT, to.products());
            return perm == null ? name : to.transpose(name, to.products(), perm);
        }
    }

    private ProductRules() {}

    static String matmul(NodeWriter to, Node n) {
        Factor a = Factor.of(n.input(0));
        Factor b = Factor.of(n.input(1));
        String y = b.isMatrix() && (a.isMatrix() || !a.swapped) ? matrices(to, n, a, b) : batches(to, a, b);
        return to.cast(y, to.products(), DataType.DT_FLOAT);
    }

    /** One product of two matrices, the leading axes of the first being rows too. */
    private static String matrices(NodeWriter to, Node n, Factor a, Factor b) {
        Shape left = n.input(0).shape();
        Shape result = n.output().shape();
        String rows = a.write(to);
        if (!a.isMatrix()) {
            rows = to.reshape(rows, to.products(), left.size() / Math.max(1, left.dim(-1)), left.dim(-1));
        }
        String y = to.apply(
                "MatMul",
                to.products(),
                List.of(rows, b.write(to)),
                of("transpose_a", a.swapped),
                of("transpose_b", b.swapped));
        return a.isMatrix() ? y : to.reshape(y, to.products(), result.dims());
    }

    private static String batches(NodeWriter to, Factor a, Factor b) {
        return to.apply(
                "BatchMatMulV2",
                to.products(),
                List.of(a.write(to), b.write(to)),
                of("adj_x", a.swapped),
                of("adj_y", b.swapped));
    }
}
