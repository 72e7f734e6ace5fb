package io.dlmone.backend.djl;

import io.dlmone.graph.Node;
import io.dlmone.graph.Value;
import java.util.List;
import java.util.stream.Collectors;

/** Composite operators that PyTorch has kernels for. */
final class CompositeRules {

    private CompositeRules() {}

    static boolean hasOneWidth(Value q, Value v) {
        return q.shape().dim(-1) == v.shape().dim(-1);
    }

    static void attention(ScriptWriter to, Node n) {
        call(to, n, "self.attention(%s)".formatted(arguments(to, n)));
    }

    static void attentionGradient(ScriptWriter to, Node n) {
        call(to, n, "self.attention_backward(%s)".formatted(arguments(to, n)));
    }

    private static String arguments(ScriptWriter to, Node n) {
        return n.inputs().stream().map(to::full).collect(Collectors.joining(", "));
    }

    static void layerNorm(ScriptWriter to, Node n) {
        Value x = n.input(0);
        call(
                to,
                n,
                "torch.native_layer_norm(%s, [%d], %s, %s, %s)"
                        .formatted(
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
                "torch.native_layer_norm_backward(%s, %s, [%d], %s, %s, %s, %s, [%s])"
                        .formatted(
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
            to.defineProduct(n.output(), "torch.gelu(%s)".formatted(to.half(x)));
        } else {
            to.define(n.output(), "torch.gelu(%s)".formatted(to.full(x)));
        }
    }

    /** In float32: PyTorch's kernel for bfloat16 takes more than twice as long. */
    static void geluGradient(ScriptWriter to, Node n) {
        to.define(n.output(), "torch.gelu_backward(%s, %s)".formatted(to.full(n.input(0)), to.full(n.input(1))));
    }

    static void crossEntropy(ScriptWriter to, Node n) {
        to.define(
                n.output(),
                "torch.cross_entropy_loss(%s, %s, None, 0)".formatted(to.full(n.input(0)), to.full(n.input(1))));
    }

    /** dy (softmax(logits) - e_label): one is taken away at the label. */
    static void crossEntropyGradient(ScriptWriter to, Node n) {
        String p = to.emit("torch.softmax(%s, -1)".formatted(to.full(n.input(1))));
        String label = to.emit("torch.unsqueeze(%s, -1)".formatted(to.full(n.input(2))));
        String difference = to.emit("torch.scatter_(%s, 1, %s, -1.0, reduce=\"add\")".formatted(p, label));
        to.define(n.output(), "torch.mul_(%s, torch.unsqueeze(%s, -1))".formatted(difference, to.full(n.input(0))));
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
