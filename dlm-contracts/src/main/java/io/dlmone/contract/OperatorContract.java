package io.dlmone.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.dlmone.graph.Graph;
import io.dlmone.oracle.Interpreter;
import io.dlmone.oracle.NdArray;
import io.dlmone.tensor.DType;
import io.dlmone.tensor.Tensor;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every operator and its gradient against the float64 oracle. Part of {@link BackendContract}. */
abstract class OperatorContract extends BackendFixture {

    /** Sums of several rounded terms: what a gradient may be off at least. */
    private static final double GRADIENT_TOLERANCE = 1e-4;

    /** Where a function has gone flat, float32 has lost its slope: gradients are compared with 1 then. */
    private static double floor(OperatorCase c) {
        return c.smooth() ? Float.MIN_NORMAL : 1;
    }

    @TestFactory
    final Stream<DynamicTest> operators() {
        return OperatorCases.all().stream()
                .map(c -> DynamicTest.dynamicTest(c.toString(), () -> {
                    assertThat(tolerance(c)).as("tolerance").isLessThanOrEqualTo(GREATEST_TOLERANCE);
                    compare(c, c.forward(), tolerance(c), Float.MIN_NORMAL);
                }));
    }

    @TestFactory
    final Stream<DynamicTest> gradients() {
        return OperatorCases.all().stream()
                .filter(OperatorContract::hasGradient)
                .map(c -> DynamicTest.dynamicTest(
                        c.toString(),
                        () -> compare(c, c.gradient(), Math.max(tolerance(c), GRADIENT_TOLERANCE), floor(c))));
    }

    private static boolean hasGradient(OperatorCase c) {
        return c.op().isDifferentiable()
                && c.inputs().stream().anyMatch(t -> t.type() == DType.FLOAT32)
                && c.forward().outputs().get("y0").type() == DType.FLOAT32;
    }

    private void compare(OperatorCase c, Graph graph, double tolerance, double floor) {
        Map<String, NdArray> expected = Interpreter.run(graph, c.exactFeed(graph));
        Map<String, Tensor> actual = run(graph, c.feed(graph));
        assertThat(actual.keySet()).isEqualTo(expected.keySet());
        expected.forEach((name, e) -> assertClose(c + ", output " + name, actual.get(name), e, tolerance, floor));
    }
}
