package io.dlmone.backend.djl;

import io.dlmone.graph.Node;
import io.dlmone.graph.Op;
import io.dlmone.graph.Value;
import java.util.List;

/** Composite operators that PyTorch has kernels for. */
final class CompositeRules {

    /**
     * Methods of every script that uses attention: the fused kernels are the CPU's, other devices compute the same from
     * products.
     */
    static final String ATTENTION = """
              def attention(self, q: Tensor, k: Tensor, v: Tensor) -> Tuple[Tensor, Tensor]:
                if ops.prim.is_cuda(q):
                  s = self.scores(q, k)
                  sums = torch.logsumexp(s, [-1])
                  p = torch.exp(torch.sub(s, torch.unsqueeze(sums, -1)))
                  y = torch.matmul(torch.to(p, ops.prim.dtype(v)), v)
                else:
                  y, sums = torch._scaled_dot_product_flash_attention_for_cpu(q, k, v)
                return (y, sums)
              def scores(self, q: Tensor, k: Tensor) -> Tensor:
                scale = torch.pow(torch.size(q, -1), -0.5)
                return torch.mul(torch.to(torch.matmul(q, torch.transpose(k, -2, -1)), 6), scale)
              def attention_backward(self, dy: Tensor, q: Tensor, k: Tensor, v: Tensor, y: Tensor, sums: Tensor) -> Tuple[Tensor, Tensor, Tensor]:
                if ops.prim.is_cuda(q):
                  scale = torch.pow(torch.size(q, -1), -0.5)
                  type = ops.prim.dtype(q)
                  p = torch.exp(torch.sub(self.scores(q, k), torch.unsqueeze(sums, -1)))
                  dp = torch.to(torch.matmul(dy, torch.transpose(v, -2, -1)), 6)
                  ds = torch.to(torch.mul(torch._softmax_backward_data(dp, p, -1, 6), scale), type)
                  dq = torch.matmul(ds, k)
                  dk = torch.matmul(torch.transpose(ds, -2, -1), q)
                  dv = torch.matmul(torch.transpose(torch.to(p, type), -2, -1), dy)
                else:
                  dq, dk, dv = torch._scaled_dot_product_flash_attention_for_cpu_backward(dy, q, k, v, y, sums, 0., False)
                return (dq, dk, dv)
            """;

    private CompositeRules() {}

    static boolean hasOneWidth(Value q, Value v) {
        return q.shape().dim(-1) == v.shape().dim(-1);
    }

    static void attention(ScriptWriter to, Node n) {
        List<String> y = call(
                to,
                2,
                "self.attention(%s, %s, %s)"
                        .formatted(to.factor(n.input(0)), to.factor(n.input(1)), to.factor(n.input(2))));
        to.bindProduct(n.output(), y.get(0));
        to.bind(n.outputs().get(1), y.get(1));
    }

    static void attentionGradient(ScriptWriter to, Node n) {
        String arguments = String.join(
                ", ", n.inputs().subList(0, 5).stream().map(to::factor).toList());
        List<String> d = call(to, 3, "self.attention_backward(%s, %s)".formatted(arguments, to.full(n.input(5))));
        for (int i = 0; i < 3; i++) {
            to.bindProduct(n.outputs().get(i), d.get(i));
        }
    }

    static void layerNorm(ScriptWriter to, Node n) {
        Value x = n.input(0);
        List<String> y = call(
                to,
                3,
                "torch.native_layer_norm(%s, [%d], %s, %s, %s)"
                        .formatted(
                                to.full(x),
                                x.shape().dim(-1),
                                to.full(n.input(1)),
                                to.full(n.input(2)),
                                n.attributes().real("epsilon")));
        for (int i = 0; i < 3; i++) {
            to.bind(n.outputs().get(i), y.get(i));
        }
    }

    /** Gradients that nothing reads are not computed. */
    static void layerNormGradient(ScriptWriter to, Node n) {
        Value x = n.input(1);
        List<String> wanted = n.outputs().stream()
                .map(v -> to.storage().isRead(v) ? "True" : "False")
                .toList();
        List<String> d = call(
                to,
                3,
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
        for (int i = 0; i < 3; i++) {
            to.bind(n.outputs().get(i), d.get(i));
        }
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

    static void geluGradient(ScriptWriter to, Node n) {
        Value dy = n.input(0);
        Value x = n.input(1);
        if (to.isHalf(x) && to.isHalf(dy)) {
            to.defineProduct(n.output(), "torch.gelu_backward(%s, %s)".formatted(to.half(dy), to.half(x)));
        } else {
            to.define(n.output(), "torch.gelu_backward(%s, %s)".formatted(to.full(dy), to.full(x)));
        }
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

    /** Whether a script needs {@link #ATTENTION}. */
    static boolean usesAttention(List<Node> nodes) {
        return nodes.stream().anyMatch(n -> n.op() == Op.ATTENTION || n.op() == Op.ATTENTION_GRAD);
    }

    private static List<String> call(ScriptWriter to, int results, String expression) {
        String[] names = new String[results];
        for (int i = 0; i < results; i++) {
            names[i] = to.fresh();
        }
        to.statement(String.join(", ", names) + " = " + expression);
        return List.of(names);
    }
}
