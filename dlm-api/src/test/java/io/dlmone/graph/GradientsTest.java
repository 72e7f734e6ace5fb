package io.dlmone.graph;

import static io.dlmone.graph.Ops.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.dlmone.oracle.Interpreter;
import io.dlmone.oracle.NdArray;
import io.dlmone.tensor.DType;
import io.dlmone.tensor.Shape;
import io.dlmone.tensor.Tensor;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class GradientsTest {

    private static final double[] X = {0.3, -1.1, 0.7, 1.9};

    private final Graph g = new Graph("test");
    private final Value x = g.input("x", DType.FLOAT32, 4);

    private double[] gradient(Value loss, Value of) {
        g.output("d", Gradients.of(loss, List.of(of)).get(0));
        return Interpreter.run(g, Map.of("x", NdArray.of(Shape.of(4), X)))
                .get("d")
                .doubles();
    }

    private static double[] each(DoubleUnaryOperator f) {
        return Arrays.stream(X).map(f).toArray();
    }

    private static void assertClose(double[] actual, double[] expected) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < actual.length; i++) {
            assertThat(actual[i]).isCloseTo(expected[i], within(1e-6 * Math.max(1, Math.abs(expected[i]))));
        }
    }

    @Test
    void ofUsesThatAddUp() {
        assertClose(gradient(sum(add(mul(x, x), mul(x, 3))), x), each(v -> 2 * v + 3));
    }

    @Test
    void stopsAtStopGradient() {
        assertClose(gradient(sum(mul(x, stopGradient(x))), x), X);
    }

    @Test
    void isZeroWhereTheLossDoesNotDepend() {
        assertClose(gradient(sum(stopGradient(x)), x), new double[4]);
        Value y = g.input("y", DType.FLOAT32, 2, 3);
        assertThat(Gradients.of(sum(x), List.of(y)).get(0).shape()).isEqualTo(Shape.of(2, 3));
    }

    @Test
    void ofTheLossItselfIsOne() {
        Value loss = sum(x);
        g.output("y", loss);
        assertThat(gradient(loss, loss)).containsExactly(1);
    }

    @Test
    void withRespectToAnIntermediateValue() {
        Value h = exp(x);
        assertClose(gradient(sum(mul(h, h)), h), each(v -> 2 * Math.exp(v)));
    }

    @Test
    void withRespectToAValueAndWhatItIsMadeOfAreTotal() {
        Value h = mul(x, 2);
        List<Value> d = Gradients.of(sum(mul(h, h)), List.of(x, h));
        g.output("dx", d.get(0));
        g.output("dh", d.get(1));
        Map<String, NdArray> out = Interpreter.run(g, Map.of("x", NdArray.of(Shape.of(4), X)));
        assertClose(out.get("dx").doubles(), each(v -> 8 * v));
        assertClose(out.get("dh").doubles(), each(v -> 4 * v));
    }

    @Test
    void withRespectToStatisticsOfLayerNormalization() {
        Value one = g.constant(Tensor.of(Shape.of(4), 1f, 1f, 1f, 1f));
        Node norm = g.applyAll(Op.LAYER_NORMALIZATION, Attributes.of("epsilon", 1e-5), x, one, one);
        Value mean = norm.outputs().get(1);
        assertClose(
                gradient(sum(mul(mean, mean)), mean),
                new double[] {2 * Arrays.stream(X).sum() / 4});
    }

    @Test
    void throughAFrozenNetworkReachesItsInputAndLeavesItsWeights() {
        Variable w = Variable.frozen("w", Shape.of(4, 2));
        Value y = gelu(matmul(reshape(x, 1, 4), g.read(w)));
        g.output("d", Gradients.of(sum(y), List.of(x)).get(0));
        assertThat(g.liveNodes().stream().filter(n -> n.op() != Op.VARIABLE))
                .noneMatch(n -> n.output().shape().equals(Shape.of(4, 2)));
        double[] weights = {1, 2, -1, 0.5, 0.25, -2, 1, 1};
        NdArray d = Interpreter.run(
                        g,
                        Map.of("x", NdArray.of(Shape.of(4), X)),
                        new HashMap<>(Map.of(w, NdArray.of(Shape.of(4, 2), weights))))
                .get("d");
        assertThat(d.doubles()).doesNotContain(0);
    }

    @Test
    void ofACompositeWhoseInputsDependOnEachOther() {
        Value y = mul(x, x);
        Value loss = sum(g.apply(Op.GELU_GRAD, Attributes.NONE, y, x)); // x² gelu'(x)
        assertClose(gradient(loss, x), slopes(v -> g2().apply(Op.GELU_GRAD, Attributes.NONE, mul(v, v), v)));
    }

    @Test
    void ofACompositeOfOneInputGivenTwice() {
        assertClose(gradient(sum(g.apply(Op.GELU_GRAD, Attributes.NONE, x, x)), x), slopes(v -> g2().apply(
                        Op.GELU_GRAD, Attributes.NONE, v, v)));
    }

    @Test
    void ofGradients() {
        assertSecondDerivative(v -> mul(mul(v, v), v));
        assertSecondDerivative(Ops::gelu);
        assertSecondDerivative(v -> square(softmax(v)));
        assertSecondDerivative(v -> square(logSoftmax(v)));
        assertSecondDerivative(v -> {
            Value scale = v.graph().constant(Tensor.of(Shape.of(4), 1f, -2f, 0.5f, 3f));
            return square(layerNorm(v, scale, scale, 1e-5));
        });
        assertSecondDerivative(v -> {
            Value heads = reshape(v, 1, 1, 2, 2);
            return square(attention(heads, heads, heads));
        });
        assertSecondDerivative(v -> {
            Value label = v.graph().constant(Tensor.of(Shape.of(2), 1L, 0L));
            return square(crossEntropy(reshape(v, 2, 2), label));
        });
    }

    @Test
    void needAScalar() {
        assertThatThrownBy(() -> Gradients.of(x, List.of(x)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("scalar loss")
                .hasMessageContaining("float32[4]");
        assertThat(Gradients.of(sum(x), List.of())).isEmpty();
    }

    private Graph second;

    private Graph g2() {
        return second;
    }

    /** Finite differences of the sum of a function, element by element. */
    private double[] slopes(UnaryOperator<Value> f) {
        second = new Graph("second");
        Value v = second.input("x", DType.FLOAT32, 4);
        second.output("loss", sum(f.apply(v)));
        return slopes(second, "loss");
    }

    private static double[] slopes(Graph graph, String output) {
        double[] d = new double[4];
        for (int i = 0; i < 4; i++) {
            double[] up = X.clone();
            double[] down = X.clone();
            up[i] += 1e-5;
            down[i] -= 1e-5;
            d[i] = (run(graph, up, output)[0] - run(graph, down, output)[0]) / 2e-5;
        }
        return d;
    }

    private static double[] run(Graph graph, double[] at, String output) {
        return Interpreter.run(graph, Map.of("x", NdArray.of(Shape.of(4), at)))
                .get(output)
                .doubles();
    }

    /** The gradient of |grad f|² against finite differences of |grad f|². */
    private static void assertSecondDerivative(UnaryOperator<Value> f) {
        Graph graph = new Graph("second");
        Value v = graph.input("x", DType.FLOAT32, 4);
        Value penalty = sum(square(Gradients.of(sum(f.apply(v)), List.of(v)).get(0)));
        graph.output("penalty", penalty);
        graph.output("d", Gradients.of(penalty, List.of(v)).get(0));
        assertClose(run(graph, X, "d"), slopes(graph, "penalty"));
    }
}
