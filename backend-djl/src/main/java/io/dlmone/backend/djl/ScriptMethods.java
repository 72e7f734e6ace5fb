package io.dlmone.backend.djl;

import io.dlmone.backend.Platform;
import java.util.stream.Stream;

/**
 * Methods that scripts call for what the CPU has kernels of its own for; other devices compute the same from PyTorch's
 * general operators, so that one script runs on all of them.
 *
 * @param linear {@code linear(x, w, b)}: {@code x w^T + b}
 * @param pack {@code pack(w, rows)}: a weight in the order in which {@code linear} reads it for so many rows
 * @param attention {@code attention(q, k, v)}
 * @param attentionBackward {@code attention_backward(dy, q, k, v, y, sums)}
 */
record ScriptMethods(String linear, String pack, String attention, String attentionBackward) {

    /** By oneDNN, which multiplies float32 matrices faster than PyTorch's own choice. */
    private static final String LINEAR = """
              def linear(self, x: Tensor, w: Tensor, b: Optional[Tensor]) -> Tensor:
                if ops.prim.is_cuda(x):
                  y = torch.linear(x, w, b)
                else:
                  y = ops.mkldnn._linear_pointwise(x, w, b, "none", annotate(List[Optional[number]], []), "")
                return y
            """;

    private static final String PACK = """
              def pack(self, w: Tensor, rows: int) -> Tensor:
                if ops.prim.is_cuda(w):
                  p = w
                else:
                  p = ops.mkldnn._reorder_linear_weight(w, rows)
                return p
            """;

    /** The same for builds of PyTorch without oneDNN. */
    private static final String PLAIN_LINEAR = """
              def linear(self, x: Tensor, w: Tensor, b: Optional[Tensor]) -> Tensor:
                return torch.linear(x, w, b)
            """;

    private static final String PLAIN_PACK = """
              def pack(self, w: Tensor, rows: int) -> Tensor:
                return w
            """;

    private static final String ATTENTION = """
              def attention(self, q: Tensor, k: Tensor, v: Tensor) -> Tuple[Tensor, Tensor]:
                if ops.prim.is_cuda(q):
                  s = self.scores(q, k)
                  sums = torch.logsumexp(s, [-1])
                  y = torch.matmul(torch.exp(torch.sub(s, torch.unsqueeze(sums, -1))), v)
                else:
                  y, sums = torch._scaled_dot_product_flash_attention_for_cpu(q, k, v)
                return (y, sums)
            """;

    private static final String ATTENTION_BACKWARD = """
              def attention_backward(self, dy: Tensor, q: Tensor, k: Tensor, v: Tensor, y: Tensor, sums: Tensor) -> Tuple[Tensor, Tensor, Tensor]:
                if ops.prim.is_cuda(q):
                  p = torch.exp(torch.sub(self.scores(q, k), torch.unsqueeze(sums, -1)))
                  dp = torch.matmul(dy, torch.transpose(v, -2, -1))
                  ds = torch.mul(torch._softmax_backward_data(dp, p, -1, 6), torch.pow(torch.size(q, -1), -0.5))
                  dq = torch.matmul(ds, k)
                  dk = torch.matmul(torch.transpose(ds, -2, -1), q)
                  dv = torch.matmul(torch.transpose(p, -2, -1), dy)
                else:
                  dq, dk, dv = torch._scaled_dot_product_flash_attention_for_cpu_backward(dy, q, k, v, y, sums, 0., False)
                return (dq, dk, dv)
            """;

    private static final String SCORES = """
              def scores(self, q: Tensor, k: Tensor) -> Tensor:
                s = torch.matmul(q, torch.transpose(k, -2, -1))
                return torch.mul(s, torch.pow(torch.size(q, -1), -0.5))
            """;

    static ScriptMethods ofThisSystem() {
        boolean oneDnn = !Platform.ofThisSystem().arm();
        return new ScriptMethods(
                oneDnn ? LINEAR : PLAIN_LINEAR, oneDnn ? PACK : PLAIN_PACK, ATTENTION, ATTENTION_BACKWARD);
    }

    /** The source of the methods that some source calls. */
    String calledBy(String source) {
        String called = Stream.of(linear, pack, attention, attentionBackward)
                .filter(m -> source.contains("self." + m.substring(m.indexOf("def ") + 4, m.indexOf('(') + 1)))
                .reduce("", String::concat);
        return called.contains("self.scores(") ? called + SCORES : called;
    }
}
