package io.dlmone.backend.tf;

import static io.dlmone.backend.tf.GraphBuilder.Attribute.of;

import io.dlmone.backend.Probe;
import io.dlmone.graph.Node;
import io.dlmone.graph.Op;
import io.dlmone.graph.Value;
import io.dlmone.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import org.tensorflow.proto.DataType;

/**
 * Matrix products, which read their factors as transposed where a transposition comes before them. TensorFlow gives
 * those of FLOAT32 and bfloat16 matrices to oneDNN; where that is not trusted, it multiplies by itself, in float64.
 */
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

        String write(NodeWriter to, DataType type) {
            String name = to.cast(to.name(source), DataType.DT_FLOAT, type);
            return perm == null ? name : to.transpose(name, type, perm);
        }
    }

    private ProductRules() {}

    static String matmul(NodeWriter to, Node n) {
        Factor a = Factor.of(n.input(0));
        Factor b = Factor.of(n.input(1));
        String path = to.products() == DataType.DT_BFLOAT16 ? "bfloat16 product" : "product of oneDNN";
        boolean trusted = to.trusts(Probe.cut(path, n.outputs(), List.of(a.source, b.source), false));
        DataType type = trusted ? to.products() : DataType.DT_DOUBLE;
        String y = b.isMatrix() && (a.isMatrix() || !a.swapped) ? matrices(to, type, n, a, b) : batches(to, type, a, b);
        return to.cast(y, type, DataType.DT_FLOAT);
    }

    /** One product of two matrices, the leading axes of the first being rows too. */
    private static String matrices(NodeWriter to, DataType type, Node n, Factor a, Factor b) {
        Shape left = n.input(0).shape();
        String rows = a.write(to, type);
        if (!a.isMatrix()) {
            int count = to.rows().grows(n.input(0)) ? -1 : left.size() / Math.max(1, left.dim(-1));
            rows = to.reshape(rows, type, count, left.dim(-1));
        }
        String y = to.apply(
                "MatMul",
                type,
                List.of(rows, b.write(to, type)),
                of("transpose_a", a.swapped),
                of("transpose_b", b.swapped));
        return a.isMatrix() ? y : to.reshape(y, type, to.rows().dims(n.output()));
    }

    private static String batches(NodeWriter to, DataType type, Factor a, Factor b) {
        return to.apply(
                "BatchMatMulV2",
                type,
                List.of(a.write(to, type), b.write(to, type)),
                of("adj_x", a.swapped),
                of("adj_y", b.swapped));
    }
}
