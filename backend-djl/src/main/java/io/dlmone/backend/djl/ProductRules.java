package io.dlmone.backend.djl;

import io.dlmone.backend.Probe;
import io.dlmone.backend.djl.Fusion.Product;
import io.dlmone.graph.Node;
import io.dlmone.graph.Op;
import io.dlmone.graph.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Matrix products, with bias: by oneDNN and in the precision of products where that is trusted. */
final class ProductRules {

    private ProductRules() {}

    static void write(ScriptWriter to, Node n, Product p) {
        boolean linear = isLinear(p);
        if (!linear && !to.halves()) {
            to.define(n.output(), matmul(to, p, to::full));
        } else if (to.trusts(probe(to, n, p))) {
            to.defineProduct(n.output(), linear ? linear(to, p) : matmul(to, p, to::factor));
        } else {
            to.define(n.output(), linear ? plainLinear(to, p) : matmul(to, p, to::full));
        }
    }

    private static boolean isLinear(Product p) {
        Value left = p.swapped() ? p.b() : p.a();
        Value right = p.swapped() ? p.a() : p.b();
        return right.shape().rank() == 2 && !p.swapped() && !isTransposed(left);
    }

    /** The product alone, with a weight that is packed only if the product's is. */
    private static Probe probe(ScriptWriter to, Node n, Product p) {
        boolean packed = isLinear(p) && to.isPacked(p.b());
        String path = (packed ? "packed " : "") + (to.halves() ? "bfloat16 " : "") + "product of oneDNN";
        List<Value> boundary = new ArrayList<>(p.reads());
        if (p.b().node().op() == Op.TRANSPOSE) {
            boundary.replaceAll(v -> v == p.b() ? v.node().input(0) : v);
        }
        return Probe.cut(path, n.outputs(), boundary, packed);
    }

    /** The gradient of a weight is the product of a transposed matrix, for which oneDNN is no faster. */
    private static boolean isTransposed(Value v) {
        return v.shape().rank() == 2 && v.node().op() == Op.TRANSPOSE;
    }

    private static String linear(ScriptWriter to, Product p) {
        int rows = p.a().shape().size() / Math.max(1, p.a().shape().dim(-1));
        String bias = p.bias() == null ? "None" : to.factor(p.bias());
        return Expression.of(
                "%s(%s, %s, %s)",
                isSlowUnpacked(to, p) ? "torch.linear" : "self.linear", to.factor(p.a()), to.weight(p.b(), rows), bias);
    }

    /**
     * In bfloat16 oneDNN's inner product takes its old kernel for a weight that is not packed, which needs two to three
     * times as long on a processor with AMX as the matrix product that PyTorch's own choice comes to.
     */
    private static boolean isSlowUnpacked(ScriptWriter to, Product p) {
        return to.halves() && !to.isPacked(p.b());
    }

    private static String plainLinear(ScriptWriter to, Product p) {
        String bias = p.bias() == null ? "None" : to.full(p.bias());
        return Expression.of("torch.linear(%s, %s, %s)", to.full(p.a()), transposed(to.full(p.b())), bias);
    }

    /** Any product without bias, of factors in the form that is given. */
    private static String matmul(ScriptWriter to, Product p, Function<Value, String> form) {
        String a = form.apply(p.a());
        String b = form.apply(p.b());
        return p.swapped()
                ? Expression.of("torch.matmul(%s, %s)", transposed(b), transposed(a))
                : Expression.of("torch.matmul(%s, %s)", a, b);
    }

    static String transposed(String matrix) {
        return Expression.of("torch.transpose(%s, -2, -1)", matrix);
    }
}
