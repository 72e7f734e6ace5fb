package io.dlmone.backend.djl;

import io.dlmone.backend.djl.Fusion.Product;
import io.dlmone.graph.Node;
import io.dlmone.graph.Op;
import io.dlmone.graph.Value;

/** Matrix products, with bias. */
final class ProductRules {

    private ProductRules() {}

    static void write(ScriptWriter to, Node n, Product p) {
        Value left = p.swapped() ? p.b() : p.a();
        Value right = p.swapped() ? p.a() : p.b();
        boolean linear = right.shape().rank() == 2 && !p.swapped() && !isTransposed(left);
        to.defineProduct(
                n.output(),
                linear
                        ? linear(to, p)
                        : Expression.of("torch.matmul(%s, %s)", factor(to, left, p), factor(to, right, p)));
    }

    /** The gradient of a weight is the product of a transposed matrix, for which oneDNN is no faster. */
    private static boolean isTransposed(Value v) {
        return v.shape().rank() == 2 && v.node().op() == Op.TRANSPOSE;
    }

    private static String linear(ScriptWriter to, Product p) {
        int rows = p.a().shape().size() / Math.max(1, p.a().shape().dim(-1));
        String bias = p.bias() == null ? "None" : to.factor(p.bias());
        return Expression.of("self.linear(%s, %s, %s)", to.factor(p.a()), to.weight(p.b(), rows), bias);
    }

    private static String factor(ScriptWriter to, Value v, Product p) {
        String name = to.factor(v);
        return p.swapped() ? transposed(name) : name;
    }

    static String transposed(String matrix) {
        return Expression.of("torch.transpose(%s, -2, -1)", matrix);
    }
}
