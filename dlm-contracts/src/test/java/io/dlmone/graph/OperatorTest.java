package io.dlmone.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.dlmone.contract.OperatorCase;
import io.dlmone.contract.OperatorCases;
import io.dlmone.oracle.Interpreter;
import io.dlmone.oracle.NdArray;
import io.dlmone.tensor.DType;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every operator against direct formulas and finite differences, in float64. */
class OperatorTest {

    private static final List<OperatorCase> CASES = OperatorCases.all();

    /** Their decompositions hold numbers that float32 constants round. */
    private static final Set<Op> ROUNDED = EnumSet.of(Op.GELU, Op.GELU_GRAD, Op.ATTENTION, Op.ATTENTION_GRAD);

    private static final double STEP = 1e-5;

    @Test
    void everyOperatorHasACase() {
        assertThat(Arrays.stream(Op.values()).filter(op -> !op.isLeaf()))
                .allSatisfy(op -> assertThat(CASES).as("cases of " + op).anyMatch(c -> c.op() == op));
    }

    @Test
    void everyDifferentiableOperatorHasASmoothCaseWithAFloatInput() {
        assertThat(Arrays.stream(Op.values()).filter(Op::isDifferentiable)).allSatisfy(op -> assertThat(CASES)
                .as("gradient checks of " + op)
                .anyMatch(c -> c.op() == op && c.smooth() && hasFloats(c)));
    }

    @Test
    void theseOperatorsHaveNoGradient() {
        assertThat(Arrays.stream(Op.values()).filter(op -> !op.isLeaf() && !op.isDifferentiable()))
                .containsExactlyInAnyOrder(
                        Op.EQUAL, Op.LESS, Op.AND, Op.NOT, Op.SIGN, Op.STOP_GRADIENT, Op.CAST, Op.ONE_HOT, Op.ARG_MAX);
    }

    @Test
    void namesOfCasesAreUnique() {
        assertThat(CASES.stream().map(OperatorCase::toString)).doesNotHaveDuplicates();
    }

    static Stream<OperatorCase> composites() {
        return CASES.stream().filter(c -> c.op().isComposite());
    }

    @ParameterizedTest
    @MethodSource("composites")
    void decompositionsGiveWhatDirectFormulasGive(OperatorCase c) {
        Graph whole = c.forward();
        Graph parts = Lowering.decompose(whole, node -> false);
        assertThat(parts.nodes()).noneMatch(n -> n.op().isComposite());
        assertSame(c, run(c, whole), run(c, parts), ROUNDED.contains(c.op()) ? 1e-7 : 1e-12);
    }

    static Stream<OperatorCase> differentiable() {
        return CASES.stream().filter(c -> c.op().isDifferentiable() && hasFloats(c) && hasFloatOutput(c));
    }

    @ParameterizedTest
    @MethodSource("differentiable")
    void gradientsOfPartsAreThoseOfTheWhole(OperatorCase c) {
        Graph whole = c.gradient();
        Graph parts = Lowering.decompose(whole, node -> false);
        assertSame(c, run(c, whole), run(c, parts), 1e-6);
    }

    static Stream<OperatorCase> smooth() {
        return differentiable().filter(OperatorCase::smooth);
    }

    @ParameterizedTest
    @MethodSource("smooth")
    void gradientsAreFiniteDifferences(OperatorCase c) {
        Graph graph = c.gradient();
        Map<String, NdArray> at = c.exactFeed(graph);
        Map<String, NdArray> direction = direction(at);
        Map<String, NdArray> gradient = Interpreter.run(graph, at);
        double analytic = 0;
        for (String x : direction.keySet()) {
            double[] u = direction.get(x).doubles();
            double[] d = gradient.get("d" + x.substring(1)).doubles();
            for (int i = 0; i < u.length; i++) {
                analytic += u[i] * d[i];
            }
        }
        double numeric =
                (loss(graph, moved(at, direction, STEP)) - loss(graph, moved(at, direction, -STEP))) / (2 * STEP);
        assertThat(Math.abs(numeric)).as("a slope that tests something").isGreaterThan(1e-5);
        assertThat(analytic).isCloseTo(numeric, within(1e-5 * Math.max(Math.abs(analytic), Math.abs(numeric))));
    }

    static Stream<OperatorCase> constantPieces() {
        return CASES.stream()
                .filter(c -> !c.op().isDifferentiable() && c.op() != Op.STOP_GRADIENT && c.smooth() && hasFloats(c));
    }

    @ParameterizedTest
    @MethodSource("constantPieces")
    void operatorsWithoutGradientAreConstantAround(OperatorCase c) {
        Graph graph = c.forward();
        Map<String, NdArray> at = c.exactFeed(graph);
        Map<String, NdArray> direction = direction(at);
        String here = Interpreter.run(graph, at).toString();
        assertThat(Interpreter.run(graph, moved(at, direction, STEP))).hasToString(here);
        assertThat(Interpreter.run(graph, moved(at, direction, -STEP))).hasToString(here);
    }

    @ParameterizedTest
    @MethodSource("constantPieces")
    void theirGradientsAreZero(OperatorCase c) {
        Graph graph = c.forward();
        Value loss = Ops.sum(Ops.cast(graph.outputs().get("y0"), DType.FLOAT32));
        graph.output("d", Gradients.of(loss, List.of(graph.inputs().get("x0"))).get(0));
        assertThat(run(c, graph).get("d").doubles()).containsOnly(0);
    }

    private static boolean hasFloats(OperatorCase c) {
        return c.inputs().stream().anyMatch(t -> t.type() == DType.FLOAT32);
    }

    private static boolean hasFloatOutput(OperatorCase c) {
        return c.forward().outputs().values().stream().anyMatch(v -> v.type() == DType.FLOAT32);
    }

    private static Map<String, NdArray> run(OperatorCase c, Graph graph) {
        return Interpreter.run(graph, c.exactFeed(graph));
    }

    private static double loss(Graph graph, Map<String, NdArray> at) {
        return Interpreter.run(graph, at).get("loss").doubles()[0];
    }

    /** A random direction for the arguments; cotangents stay. */
    private static Map<String, NdArray> direction(Map<String, NdArray> at) {
        Map<String, NdArray> direction = new HashMap<>();
        at.forEach((name, x) -> {
            if (name.startsWith("x") && x.type() == DType.FLOAT32) {
                Random random = new Random(name.hashCode() * 0x9E3779B97F4A7C15L);
                direction.put(
                        name,
                        NdArray.of(
                                x.shape(),
                                random.doubles(x.shape().size(), -1, 1).toArray()));
            }
        });
        return direction;
    }

    private static Map<String, NdArray> moved(Map<String, NdArray> at, Map<String, NdArray> direction, double step) {
        Map<String, NdArray> moved = new HashMap<>(at);
        direction.forEach((name, u) -> {
            double[] x = at.get(name).doubles().clone();
            for (int i = 0; i < x.length; i++) {
                x[i] += step * u.doubles()[i];
            }
            moved.put(name, NdArray.of(u.shape(), x));
        });
        return moved;
    }

    private static void assertSame(
            OperatorCase c, Map<String, NdArray> expected, Map<String, NdArray> actual, double tolerance) {
        assertThat(actual.keySet()).isEqualTo(expected.keySet());
        expected.forEach((name, e) -> {
            double scale = Arrays.stream(e.numbers()).map(Math::abs).max().orElse(0);
            double[] a = actual.get(name).numbers();
            for (int i = 0; i < a.length; i++) {
                assertThat(a[i])
                        .as(name + "[" + i + "]")
                        .isCloseTo(e.numbers()[i], within(tolerance * Math.max(scale, 1e-3)));
            }
        });
    }
}
