package io.dlmone.oracle;

import static io.dlmone.graph.Ops.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.dlmone.graph.Graph;
import io.dlmone.graph.Value;
import io.dlmone.tensor.DType;
import io.dlmone.tensor.Shape;
import io.dlmone.tensor.Tensor;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** The oracle itself against values computed by hand. */
class InterpreterTest {

    private static final NdArray X = NdArray.of(Shape.of(2, 3), 1.0, 2.0, 3.0, 4.0, 5.0, 6.0);

    private final Graph g = new Graph("test");

    private NdArray of(NdArray x, Function<Value, Value> f) {
        Graph graph = new Graph("test");
        graph.output("y", f.apply(graph.input("x", x.type(), x.shape().dims())));
        return Interpreter.run(graph, Map.of("x", x)).get("y");
    }

    private void assertGives(Function<Value, Value> f, double... expected) {
        assertThat(of(X, f).numbers()).containsExactly(expected, within(1e-12));
    }

    private static Value row(Value like, float... data) {
        return like.graph().constant(Tensor.of(Shape.of(data.length), data));
    }

    private static Value indices(Value like, Shape shape, long... data) {
        return like.graph().constant(Tensor.of(shape, data));
    }

    @Test
    void elementwise() {
        assertGives(x -> add(x, row(x, 10, 20, 30)), 11, 22, 33, 14, 25, 36);
        assertGives(x -> sub(row(x, 10, 20, 30), x), 9, 18, 27, 6, 15, 24);
        assertGives(x -> mul(x, slice(x, 1, 0, 1)), 1, 2, 3, 16, 20, 24);
        assertGives(x -> div(x, slice(x, 1, 1, 2)), 0.5, 1, 1.5, 0.8, 1, 1.2);
        assertGives(x -> max(x, 3.5), 3.5, 3.5, 3.5, 4, 5, 6);
        assertGives(x -> min(x, row(x, 2, 2, 4)), 1, 2, 3, 2, 2, 4);
        assertGives(x -> where(less(x, x.graph().constant(3)), neg(x), x), -1, -2, 3, 4, 5, 6);
        assertGives(x -> equal(x, row(x, 1, 5, 6)), 1, 0, 0, 0, 1, 1);
        assertGives(
                x -> and(not(less(x, x.graph().constant(2))), less(x, x.graph().constant(5))), 0, 1, 1, 1, 0, 0);
        assertGives(x -> sign(add(x, -3)), -1, -1, 0, 1, 1, 1);
        assertGives(x -> abs(add(x, -3)), 2, 1, 0, 1, 2, 3);
        assertGives(x -> cast(mul(x, -0.75), DType.INT64), 0, -1, -2, -3, -3, -4);
        assertGives(x -> cast(add(x, -3), DType.BOOL), 1, 1, 0, 1, 1, 1);
    }

    @Test
    void shapesAndLookups() {
        assertGives(x -> transpose(x, 1, 0), 1, 4, 2, 5, 3, 6);
        assertGives(x -> concat(1, x, slice(x, 1, 1, 2)), 1, 2, 3, 2, 4, 5, 6, 5);
        assertGives(x -> pad(x, 1, 1, 0), 0, 1, 2, 3, 0, 4, 5, 6);
        assertGives(x -> gather(x, indices(x, Shape.of(3), 1, 0, 1)), 4, 5, 6, 1, 2, 3, 4, 5, 6);
        assertGives(x -> scatterAdd(indices(x, Shape.of(2), 2, 2), x, 3), 0, 0, 0, 0, 0, 0, 5, 7, 9);
        assertGives(x -> gatherElements(x, indices(x, Shape.of(2, 1), 2, 0)), 3, 4);
        assertGives(x -> oneHot(indices(x, Shape.of(2), 1, 0), 2), 0, 1, 1, 0);
        assertGives(x -> matmul(x, transpose(x, 1, 0)), 14, 32, 32, 77);
        assertGives(x -> matmul(reshape(x, 2, 1, 3), reshape(x, 2, 3, 1)), 14, 77);
    }

    @Test
    void reductions() {
        assertGives(x -> sum(x, false, 0), 5, 7, 9);
        assertGives(x -> mean(x, true, 1), 2, 5);
        assertGives(x -> reduceMax(neg(x), false, 0, 1), -1);
        assertGives(x -> argMax(min(x, 5)), 2, 1);
    }

    /** Values from published tables (Abramowitz and Stegun, and 20 digits of common systems). */
    @Test
    void theErrorFunctionToTheLastDigit() {
        double[][] table = {
            {0, 0},
            {0.1, 0.11246291601828489},
            {0.5, 0.5204998778130465},
            {1, 0.8427007929497149},
            {2, 0.9953222650189527},
            {3, 0.9999779095030014},
            {-1.5, -0.9661051464753108},
            {7, 1}
        };
        for (double[] row : table) {
            assertThat(Composites.erf(row[0])).isCloseTo(row[1], within(1e-15));
        }
    }

    @Test
    void rows() {
        double e = Math.E;
        double z = 1 + e + e * e;
        assertGives(x -> softmax(x), 1 / z, e / z, e * e / z, 1 / z, e / z, e * e / z);
        assertGives(x -> crossEntropy(x, indices(x, Shape.of(2), 2, 0)), Math.log(z) - 2, Math.log(z));
        double s = 1 / Math.sqrt(2.0 / 3 + 0.25);
        assertGives(x -> layerNorm(x, row(x, 1, 1, 2), row(x, 0, 1, 0), 0.25), -s, 1, 2 * s, -s, 1, 2 * s);
        Value k = g.input("x", DType.FLOAT32, 1, 1, 2, 1);
        g.output("y", attention(k, k, k));
        double a = Math.exp(1) / (1 + Math.exp(1));
        double[] y = Interpreter.run(g, Map.of("x", NdArray.of(Shape.of(1, 1, 2, 1), 0.0, 1.0)))
                .get("y")
                .doubles();
        assertThat(y).containsExactly(new double[] {0.5, a}, within(1e-15));
    }
}
