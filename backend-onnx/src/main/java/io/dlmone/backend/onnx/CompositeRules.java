package io.dlmone.backend.onnx;

import static io.dlmone.backend.onnx.ModelBuilder.attribute;

import io.dlmone.graph.Node;
import io.dlmone.graph.Op;
import io.dlmone.graph.Value;
import io.dlmone.tensor.Shape;
import java.util.List;

/** Composite operators in fewer passes over memory than their decompositions take. */
final class CompositeRules {

    private CompositeRules() {}

    /** The engine's own name for it, which it computes at every opset. */
    static void rmsNorm(NodeWriter to, Node n) {
        to.result(
                n,
                "SimplifiedLayerNormalization",
                to.names(n.inputs()),
                attribute("epsilon", n.attributes().real("epsilon")));
    }

    /** The engine's own where there is no gradient; else x Phi(x), so that the gradient can use Phi(x) too. */
    static void gelu(NodeWriter to, Node n) {
        Value x = n.input(0);
        if (to.fusion().needed().stream().anyMatch(m -> m.op() == Op.GELU_GRAD && m.input(1) == x)) {
            to.result(n, "Mul", List.of(to.name(x), normalCdf(to, x)));
        } else {
            to.direct(n);
        }
    }

    /** dy (Phi(x) + x phi(x)), where with u = x / sqrt 2 the second term is u / exp(u u) / sqrt pi. */
    static void geluGradient(NodeWriter to, Node n) {
        ModelBuilder m = to.model();
        Value x = n.input(1);
        String cdf = normalCdf(to, x);
        String u = scaled(to, x);
        String bell = m.node("Div", List.of(u, m.node("Exp", List.of(m.node("Mul", List.of(u, u))))));
        String second = m.node("Mul", List.of(bell, m.scalar(1 / Math.sqrt(Math.PI))));
        String slope = m.node("Add", List.of(second, cdf));
        to.result(n, "Mul", List.of(slope, to.name(n.input(0))));
    }

    /**
     * Phi(x) = (1 + erf(x / sqrt 2)) / 2; the hard sigmoid halves and shifts in one pass, what it clips does not occur.
     */
    private static String normalCdf(NodeWriter to, Value x) {
        return to.once(List.of("Phi", x), () -> {
            String erf = to.model().node("Erf", List.of(scaled(to, x)));
            return to.model().node("HardSigmoid", List.of(erf), attribute("alpha", 0.5), attribute("beta", 0.5));
        });
    }

    private static String scaled(NodeWriter to, Value x) {
        String factor = to.model().scalar(Math.sqrt(0.5));
        return to.once(List.of("x / sqrt 2", x), () -> to.model().node("Mul", List.of(to.name(x), factor)));
    }

    /** dy (softmax(logits) - e_label): one is taken away at the label, instead of a matrix of ones and zeros. */
    static void crossEntropyGradient(NodeWriter to, Node n) {
        ModelBuilder m = to.model();
        Shape column = Shape.of(n.output().shape().dim(0), 1);
        String softmax = m.node("Softmax", List.of(to.name(n.input(1))), attribute("axis", -1));
        String label = to.reshape(to.name(n.input(2)), column.dims());
        String less = m.node("Expand", List.of(m.scalar(-1), to.shape(column)));
        String difference = m.node(
                "ScatterElements", List.of(softmax, label, less), attribute("axis", 1), attribute("reduction", "add"));
        to.result(n, "Mul", List.of(difference, to.reshape(to.name(n.input(0)), column.dims())));
    }
}
