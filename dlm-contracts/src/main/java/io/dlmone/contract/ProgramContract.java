package io.dlmone.contract;

import static io.dlmone.graph.Ops.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dlmone.backend.Program;
import io.dlmone.graph.Graph;
import io.dlmone.graph.Value;
import io.dlmone.graph.Variable;
import io.dlmone.tensor.DType;
import io.dlmone.tensor.Shape;
import io.dlmone.tensor.Tensor;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What programs take and give. Part of {@link BackendContract}. */
abstract class ProgramContract extends OperatorContract {

    private static final Tensor ONE_TWO = Tensor.of(Shape.of(2), 1f, 2f);

    private Program doubler() {
        Graph g = new Graph("doubler");
        g.output("y", mul(g.input("x", DType.FLOAT32, 2), 2));
        return backend.compile(g);
    }

    @Test
    final void anInputMustBeGiven() {
        Program p = doubler();
        assertThatThrownBy(() -> p.run(Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("input x");
    }

    @Test
    final void anInputMustBeKnown() {
        Program p = doubler();
        assertThatThrownBy(() -> p.run(Map.of("x", ONE_TWO, "stranger", ONE_TWO)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("stranger");
    }

    @Test
    final void anInputMustHaveItsShape() {
        Program p = doubler();
        for (Tensor wrong : new Tensor[] {Tensor.scalar(1f), Tensor.zeros(Shape.of(3)), Tensor.zeros(Shape.of(1, 2))}) {
            assertThatThrownBy(() -> p.run(Map.of("x", wrong)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("input x")
                    .hasMessageContaining("[2]");
        }
        assertThat(p.run(Map.of("x", ONE_TWO)).get("y").floats()).containsExactly(2, 4);
    }

    @Test
    final void anInputMustHaveItsElementType() {
        Program p = doubler();
        assertThatThrownBy(() -> p.run(Map.of("x", Tensor.of(Shape.of(2), 1L, 2L))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("input x");
    }

    @Test
    final void anInputThatNothingReadsIsStillAsked() {
        Graph g = new Graph("unread");
        g.input("unread", DType.FLOAT32, 2);
        g.output("y", mul(g.input("x", DType.FLOAT32, 2), 2));
        Program p = backend.compile(g);
        assertThat(p.run(Map.of("x", ONE_TWO, "unread", ONE_TWO)).get("y").floats())
                .containsExactly(2, 4);
        assertThatThrownBy(() -> p.run(Map.of("x", ONE_TWO)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("unread");
    }

    @Test
    final void aValueCanHaveTwoNames() {
        Graph g = new Graph("two names");
        Value y = mul(g.input("x", DType.FLOAT32, 2), 2);
        g.output("a", y);
        g.output("b", y);
        Map<String, Tensor> out = run(g, Map.of("x", ONE_TWO));
        assertThat(out.get("a").floats()).containsExactly(2, 4);
        assertThat(out.get("b").floats()).containsExactly(2, 4);
        out.get("a").floats()[0] = 99;
        assertThat(out.get("b").floats())
                .as("outputs are the caller's, each its own")
                .containsExactly(2, 4);
    }

    @Test
    final void exactlyTheNamedOutputsComeBack() {
        Graph g = new Graph("names");
        Value x = g.input("x", DType.FLOAT32, 2);
        g.output("z", mul(x, 2));
        g.output("a", mul(x, 3));
        g.output("m", mul(x, 4));
        assertThat(run(g, Map.of("x", ONE_TWO)).keySet()).containsExactlyInAnyOrder("z", "a", "m");
    }

    @Test
    final void anInputAConstantOrAVariableCanBeAnOutput() {
        Variable v = Variable.of("v", Shape.of(2));
        Variable f = Variable.frozen("f", Shape.of(2));
        backend.write(v, Tensor.of(Shape.of(2), 5f, 6f));
        backend.write(f, Tensor.of(Shape.of(2), 7f, 8f));
        Graph g = new Graph("leaves");
        g.output("input", g.input("x", DType.FLOAT32, 2));
        g.output("constant", g.constant(Tensor.of(Shape.of(2), 3f, 4f)));
        g.output("variable", g.read(v));
        g.output("frozen", g.read(f));
        Tensor x = Tensor.of(Shape.of(2), 1f, 2f);
        Map<String, Tensor> out = run(g, Map.of("x", x));
        assertThat(out.get("input")).isEqualTo(ONE_TWO);
        assertThat(out.get("constant").floats()).containsExactly(3, 4);
        assertThat(out.get("variable").floats()).containsExactly(5, 6);
        assertThat(out.get("frozen").floats()).containsExactly(7, 8);
        out.get("input").floats()[0] = 99;
        assertThat(x.floats()[0]).as("the caller's input").isEqualTo(1);
    }

    @Test
    final void inputsAreReadDuringTheRunOnly() {
        Program p = doubler();
        float[] data = {1, 2};
        Tensor x = Tensor.of(Shape.of(2), data);
        Map<String, Tensor> first = p.run(Map.of("x", x));
        data[0] = 10;
        Map<String, Tensor> second = p.run(Map.of("x", x));
        assertThat(first.get("y").floats())
                .as("of the first run, after the second")
                .containsExactly(2, 4);
        assertThat(second.get("y").floats()).containsExactly(20, 4);
    }

    @Test
    final void scalarsGoInAndOut() {
        Graph g = new Graph("scalars");
        Value x = g.input("x", DType.FLOAT32);
        g.output("y", mul(x, 3));
        g.output("sum", sum(expand(x, Shape.of(4))));
        g.output("index", argMax(expand(x, Shape.of(4))));
        Map<String, Tensor> out = run(g, Map.of("x", Tensor.scalar(2f)));
        assertThat(out.get("y")).isEqualTo(Tensor.scalar(6f));
        assertThat(out.get("sum")).isEqualTo(Tensor.scalar(8f));
        assertThat(out.get("index")).isEqualTo(Tensor.scalar(0L));
    }

    @Test
    final void truthsAndIntegersGoInAndOut() {
        Graph g = new Graph("types");
        Value b = g.input("b", DType.BOOL, 3);
        Value i = g.input("i", DType.INT64, 3);
        g.output("not", not(b));
        g.output("same b", b);
        g.output("same i", i);
        g.output("constant b", g.constant(Tensor.of(Shape.of(2), true, false)));
        g.output("constant i", g.constant(Tensor.of(Shape.of(2), -1L, 1L << 40)));
        g.output("chosen", where(b, i, g.constant(Tensor.scalar(-7L))));
        Tensor truths = Tensor.of(Shape.of(3), true, false, true);
        Tensor numbers = Tensor.of(Shape.of(3), Long.MAX_VALUE, 2L, -3L);
        Map<String, Tensor> out = run(g, Map.of("b", truths, "i", numbers));
        assertThat(out.get("not").booleans()).containsExactly(false, true, false);
        assertThat(out.get("same b")).isEqualTo(truths);
        assertThat(out.get("same i")).isEqualTo(numbers);
        assertThat(out.get("constant b").booleans()).containsExactly(true, false);
        assertThat(out.get("constant i").longs()).containsExactly(-1, 1L << 40);
        assertThat(out.get("chosen").longs()).containsExactly(Long.MAX_VALUE, -7, -3);
    }

    @Test
    final void aGraphWithoutInputsRuns() {
        Graph g = new Graph("no inputs");
        g.output("y", add(g.constant(2), g.constant(3)));
        assertThat(run(g, Map.of()).get("y").item()).isEqualTo(5);
    }

    @Test
    final void notANumberAndInfinityPass() {
        Graph g = new Graph("specials");
        g.output("y", mul(g.input("x", DType.FLOAT32, 3), 2));
        Tensor x = Tensor.of(Shape.of(3), Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY);
        assertThat(run(g, Map.of("x", x)).get("y")).isEqualTo(x);
    }

    @Test
    final void anUnsoundGraphIsRefused() {
        Graph g = new Graph("nothing");
        g.input("x", DType.FLOAT32, 2);
        assertThatThrownBy(() -> backend.compile(g))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("neither outputs nor assignments");
    }
}
