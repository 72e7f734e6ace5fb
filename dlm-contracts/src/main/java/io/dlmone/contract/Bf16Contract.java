package io.dlmone.contract;

import static io.dlmone.graph.Ops.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.dlmone.backend.BackendOptions;
import io.dlmone.backend.BackendProvider;
import io.dlmone.backend.Capability;
import io.dlmone.backend.PathCheck;
import io.dlmone.backend.Precision;
import io.dlmone.backend.Program;
import io.dlmone.graph.Gradients;
import io.dlmone.graph.Graph;
import io.dlmone.graph.Op;
import io.dlmone.graph.Value;
import io.dlmone.graph.Variable;
import io.dlmone.oracle.Interpreter;
import io.dlmone.oracle.NdArray;
import io.dlmone.tensor.DType;
import io.dlmone.tensor.Shape;
import io.dlmone.tensor.Tensor;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * What a backend with {@link Capability#BF16} must do in {@link Precision#BF16}: products and attention to bfloat16's
 * eight bits, everything else as in float32, variables in float32.
 */
public abstract class Bf16Contract extends BackendFixture {

    private static final double EIGHT_BITS = 0x1p-8;

    private static final Set<Op> PRODUCTS = EnumSet.of(Op.MATMUL, Op.ATTENTION, Op.ATTENTION_GRAD);

    @Override
    protected abstract BackendProvider provider();

    @Override
    protected BackendOptions options() {
        return new BackendOptions("cpu", 1, Precision.BF16, Optional.empty());
    }

    @Test
    final void itsProviderSaysSo() {
        assertThat(provider().capabilities()).contains(Capability.BF16);
    }

    @TestFactory
    final Stream<DynamicTest> productsHaveEightBits() {
        return OperatorCases.all().stream()
                .filter(c -> PRODUCTS.contains(c.op()))
                .flatMap(c ->
                        Stream.of(compare(c, c.forward(), 4 * EIGHT_BITS), compare(c, c.gradient(), 8 * EIGHT_BITS)));
    }

    @TestFactory
    final Stream<DynamicTest> allElseIsAsInFloat32() {
        return OperatorCases.all().stream()
                .filter(c -> !PRODUCTS.contains(c.op()))
                .map(c -> compare(c, c.forward(), tolerance(c)));
    }

    private DynamicTest compare(OperatorCase c, Graph graph, double tolerance) {
        return DynamicTest.dynamicTest(graph.name(), () -> {
            Map<String, NdArray> expected = Interpreter.run(graph, c.exactFeed(graph));
            Map<String, Tensor> actual = run(graph, c.feed(graph));
            expected.forEach(
                    (name, e) -> assertClose(c + ", output " + name, actual.get(name), e, tolerance, Float.MIN_NORMAL));
        });
    }

    @Test
    final void factorsAreRounded() {
        Graph g = new Graph("rounding");
        g.output("y", matmul(g.input("a", DType.FLOAT32, 2, 2), g.input("b", DType.FLOAT32, 2, 2)));
        Tensor a = Tensor.of(Shape.of(2, 2), 1 + 0x1p-12f, 0f, 0f, 1 + 0x1p-12f);
        Tensor b = Tensor.of(Shape.of(2, 2), 1f, 0f, 0f, 1f);
        Tensor y = run(g, Map.of("a", a, "b", b)).get("y");
        assumeTrue(
                backend.pathChecks().stream().allMatch(PathCheck::used),
                "NOT CHECKED: the engine cannot multiply in bfloat16 on this machine");
        assertThat(y.floats()).containsExactly(1, 0, 0, 1);
    }

    @Test
    final void variablesKeepSmallChanges() {
        Variable w = Variable.of("w", Shape.of(2, 2));
        backend.write(w, Tensor.of(w.shape(), 1f, 1f, 1f, 1f));
        Graph g = new Graph("small steps");
        Value y = matmul(g.input("x", DType.FLOAT32, 2, 2), g.read(w));
        Value d = Gradients.of(sum(y), List.of(g.read(w))).get(0);
        g.assign(w, sub(g.read(w), mul(d, 1e-5)));
        Program p = backend.compile(g);
        Map<String, Tensor> in = Map.of("x", Tensor.of(Shape.of(2, 2), 1f, 0f, 0f, 1f));
        for (int i = 0; i < 100; i++) {
            p.run(in);
        }
        assertThat(backend.read(w).floats())
                .containsExactly(new float[] {0.999f, 0.999f, 0.999f, 0.999f}, within(1e-5f));
    }

    @Test
    final void aNetworkWithFrozenWeightsIsCloseToFloat32() {
        Random random = new Random(5);
        Variable frozen = Variable.frozen("frozen", Shape.of(16, 8));
        Variable bias = Variable.frozen("bias", Shape.of(16));
        Tensor w = normal(random, 16, 8);
        Tensor b = normal(random, 16);
        backend.write(frozen, w);
        backend.write(bias, b);
        Graph g = new Graph("network");
        Value x = g.input("x", DType.FLOAT32, 3, 4, 8);
        g.output("y", network(x, g.read(frozen), g.read(bias)));
        Graph exact = new Graph("network");
        exact.output("y", network(exact.input("x", DType.FLOAT32, 3, 4, 8), exact.constant(w), exact.constant(b)));
        Tensor in = normal(random, 3, 4, 8);
        NdArray expected = Interpreter.run(exact, Map.of("x", NdArray.from(in))).get("y");
        for (int i = 0; i < 2; i++) {
            assertClose("y", run(g, Map.of("x", in)).get("y"), expected, 4 * EIGHT_BITS, 1);
        }
    }

    /** Two products with what may lie between them in bfloat16, and its gradient. */
    private static Value network(Value x, Value w, Value b) {
        Value h = gelu(add(matmul(x, transposeMatrix(w)), b));
        Value y = matmul(h, w);
        return add(y, Gradients.of(mean(square(y)), List.of(x)).get(0));
    }

    private static Tensor normal(Random random, int... dims) {
        Tensor t = Tensor.zeros(Shape.of(dims));
        for (int i = 0; i < t.floats().length; i++) {
            t.floats()[i] = (float) random.nextGaussian();
        }
        return t;
    }
}
