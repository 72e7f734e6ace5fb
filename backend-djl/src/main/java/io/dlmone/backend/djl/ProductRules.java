package io.dlmone.backend.djl;

import static io.dlmone.backend.djl.ScriptWriter.shape;

import io.dlmone.backend.djl.Fusion.Product;
import io.dlmone.graph.Node;
import io.dlmone.graph.Value;
import io.dlmone.tensor.Shape;
import java.util.List;

/** Matrix products, with bias, or added to a value where that lies. */
final class ProductRules {

    private ProductRules() {}

    static void write(ScriptWriter to, Node n, Product p) {
        String a = to.factor(p.a());
        String b = to.factor(p.b());
        if (p.swapped()) {
            String left = transposed(to, b);
            b = transposed(to, a);
            a = left;
        }
        if (p.addend() == null) {
            to.defineProduct(n.output(), "torch.matmul(%s, %s)".formatted(a, b));
        } else if (p.hasBias()) {
            to.defineProduct(
                    n.output(), "torch.linear(%s, %s, %s)".formatted(a, transposed(to, b), to.factor(p.addend())));
        } else {
            accumulate(to, n, p.addend(), a, b);
        }
    }

    private static String transposed(ScriptWriter to, String matrix) {
        return to.emit("torch.transpose(%s, -2, -1)".formatted(matrix));
    }

    /** Rows of leading axes are taken together. */
    private static void accumulate(ScriptWriter to, Node n, Value addend, String a, String b) {
        String underscore = to.storage().overwritten(n, List.of(addend)).isPresent() ? "_" : "";
        Shape shape = n.output().shape();
        String sum = "torch.addmm%s(%s, %s, %s)"
                .formatted(underscore, rows(to, to.full(addend), shape), rows(to, a, shape), b);
        if (shape.rank() == 2) {
            to.define(n.output(), sum);
        } else {
            to.define(n.output(), "torch.reshape(%s, %s)".formatted(to.emit(sum), shape(shape)));
        }
    }

    private static String rows(ScriptWriter to, String x, Shape of) {
        return of.rank() == 2 ? x : to.emit("torch.flatten(%s, 0, %d)".formatted(x, of.rank() - 2));
    }
}
