package io.dlmone.backend.djl;

import io.dlmone.backend.Precision;
import io.dlmone.backend.Probe;
import io.dlmone.graph.Node;
import io.dlmone.graph.Op;
import io.dlmone.graph.Value;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Composite operators that PyTorch has kernels for. */
final class CompositeRules {

    private CompositeRules() {}

    /**
     * A native composite by itself. The gradient of attention comes with attention, whose results it must be given;
     * what follows a product in bfloat16 comes with the product, since it may be computed in bfloat16 too.
     */
    static Probe probe(Node n, Precision precision) {
        String path = "native " + n.op().onnxName();
        if (n.op() == Op.ATTENTION_GRAD) {
            return Probe.cut(path, n.outputs(), n.inputs().subList(0, 4), false);
        }
        if (n.op() == Op.GELU && precision == Precision.BF16) {
            Node sum = n.input(0).node();
            List<Value> terms = sum.op() == Op.ADD ? sum.inputs() : n.inputs();
            List<Value> boundary = terms.stream()
                    .flatMap(v -> v.node().op() == Op.MATMUL ? v.node().inputs().stream() : Stream.of(v))
                    .toList();
            return Probe.cut(path, n.outputs(), boundary, false);
        }
        return Probe.cut(path, n.outputs(), n.inputs(), false);
    }

    static boolean hasOneWidth(Value q, Value v) {
        return q.shape().dim(-1) == v.shape().dim(-1);
    }

    static void attention(ScriptWriter to, Node n) {
        call(to, n, Expression.of("self.attention(%s)", arguments(to, n)));
    }

    static void attentionGradient(ScriptWriter to, Node n) {
        call(to, n, Expression.of("self.attention_backward(%s)", arguments(to, n)));
    }

    private static String arguments(ScriptWriter to, Node n) {
        return n.inputs().stream().map(to::full).collect(Collectors.joining(", "));
    }

    static void layerNorm(ScriptWriter to, Node n) {
        Value x = n.input(0);
        call(
                to,
                n,
                Expression.of(
                        "torch.native_layer_norm(%s, [%d], %s, %s, %s)",
                        to.full(x),
                        x.shape().dim(-1),
                        to.full(n.input(1)),
                        to.full(n.input(2)),
                        n.attributes().real("epsilon")));
    }

    /** Gradients that nothing reads are not computed. */
    static void layerNormGradient(ScriptWriter to, Node n) {
        Value x = n.input(1);
        List<String> wanted = n.outputs().stream()
                .map(v -> to.storage().isRead(v) ? "True" : "False")
                .toList();
        call(
                to,
                n,
                Expression.of(
                        "torch.native_layer_norm_backward(%s, %s, [%d], %s, %s, %s, %s, [%s])",
                        to.full(n.input(0)),
                        to.full(x),
                        x.shape().dim(-1),
                        to.full(n.input(3)),
                        to.full(n.input(4)),
                        to.full(n.input(2)),
                        to.full(n.input(2)),
                        String.join(", ", wanted)));
    }

    /** Between two products in bfloat16, in bfloat16 too. */
    static void gelu(ScriptWriter to, Node n) {
        Value x = n.input(0);
        if (to.isHalf(x)) {
            to.defineProduct(n.output(), Expression.of("torch.gelu(%s)", to.half(x)));
        } else {
            to.define(n.output(), Expression.of("torch.gelu(%s)", to.full(x)));
        }
    }

    /** In float32: PyTorch's kernel for bfloat16 takes more than twice as long. */
    static void geluGradient(ScriptWriter to, Node n) {
        to.define(n.output(), Expression.of("torch.gelu_backward(%s, %s)", to.full(n.input(0)), to.full(n.input(1))));
    }

    static void crossEntropy(ScriptWriter to, Node n) {
        to.define(
                n.output(),
                Expression.of("torch.cross_entropy_loss(%s, %s, None, 0)", to.full(n.input(0)), to.full(n.input(1))));
    }

    /** dy (softmax(logits) - e_label): one is taken away at the label. */
    static void crossEntropyGradient(ScriptWriter to, Node n) {
        String p = to.emit(Expression.of("torch.softmax(%s, -1)", to.full(n.input(1))));
        String label = to.emit(Expression.of("torch.unsqueeze(%s, -1)", to.full(n.input(2))));
        String difference = to.emit(Expression.of("torch.scatter_(%s, 1, %s, -1.0, reduce=\"add\")", p, label));
        to.define(
                n.output(), Expression.of("torch.mul_(%s, torch.unsqueeze(%s, -1))", difference, to.full(n.input(0))));
    }

    /** Binds all results of a node to what one expression gives. */
    private static void call(ScriptWriter to, Node n, String expression) {
        List<String> names = n.outputs().stream().map(v -> to.fresh()).toList();
        to.statement(String.join(", ", names) + " = " + expression);
        for (int i = 0; i < names.size(); i++) {
            to.bind(n.outputs().get(i), names.get(i));
        }
    }
}
