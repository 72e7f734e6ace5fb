package io.dlmone.graph;

import static io.dlmone.graph.Ops.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dlmone.tensor.DType;
import io.dlmone.tensor.Shape;
import io.dlmone.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

class GraphTest {

    private final Graph g = new Graph("test");
    private final Value x = g.input("x", DType.FLOAT32, 2, 3);

    @Test
    void recordsACommonSubexpressionOnce() {
        assertThat(mul(x, exp(x))).isSameAs(mul(x, exp(x)));
        assertThat(g.constant(0.5)).isSameAs(g.constant(0.5));
        assertThat(g.constant(Tensor.scalar(1L))).isNotSameAs(g.constant(Tensor.scalar(1f)));
        assertThat(g.constant(Tensor.scalar(0f))).isNotSameAs(g.constant(Tensor.scalar(-0f)));
        assertThat(sum(x, true, 1)).isSameAs(sum(x, true, -1)).isNotSameAs(sum(x, false, 1));
        assertThat(sub(x, exp(x))).isNotSameAs(sub(exp(x), x));
    }

    @Test
    void readsAVariableOnceAndTellsNamesakesApart() {
        Variable v = Variable.of("v", Shape.of(2));
        Variable namesake = Variable.of("v", Shape.of(2));
        assertThat(g.read(v)).isSameAs(g.read(v)).isNotSameAs(g.read(namesake));
        assertThat(g.reads()).containsOnlyKeys(v, namesake);
    }

    @Test
    void simplifiesWhatDoesNothing() {
        assertThat(reshape(x, 2, 3)).isSameAs(x);
        assertThat(reshape(reshape(x, 6), 2, 3)).isSameAs(x);
        assertThat(transpose(transpose(x, 1, 0), 1, 0)).isSameAs(x);
        assertThat(expand(x, x.shape())).isSameAs(x);
        assertThat(cast(x, DType.FLOAT32)).isSameAs(x);
        assertThat(mul(x, 1)).isSameAs(x);
        assertThat(add(x, 0)).isSameAs(x);
        assertThat(sum(x, true)).isSameAs(x);
    }

    @Test
    void sumToUndoesBroadcasting() {
        assertThat(sumTo(x, Shape.of(3)).shape()).isEqualTo(Shape.of(3));
        assertThat(sumTo(x, Shape.of(2, 1)).shape()).isEqualTo(Shape.of(2, 1));
        assertThat(sumTo(x, Shape.scalar()).shape()).isEqualTo(Shape.scalar());
        assertThat(sumTo(x, x.shape())).isSameAs(x);
    }

    @Test
    void liveNodesAreThoseThatAResultNeeds() {
        Value dead = exp(x);
        Value y = mul(x, 2);
        g.output("y", y);
        assertThat(g.liveNodes()).contains(x.node(), y.node()).doesNotContain(dead.node());
        g.assign(Variable.of("v", Shape.of(2, 3)), dead);
        assertThat(g.liveNodes()).contains(dead.node());
    }

    @Test
    void refusesNamesGivenTwice() {
        assertThatThrownBy(() -> g.input("x", DType.FLOAT32)).hasMessageContaining("an input x already");
        g.output("y", x);
        assertThatThrownBy(() -> g.output("y", x)).hasMessageContaining("an output y already");
    }

    @Test
    void refusesAssignmentsThatDoNotFit() {
        Variable v = Variable.of("v", Shape.of(2, 3));
        g.assign(v, x);
        assertThatThrownBy(() -> g.assign(v, x)).hasMessageContaining("variable v is assigned twice");
        assertThatThrownBy(() -> g.assign(Variable.of("w", Shape.of(3)), x)).hasMessageContaining("variable w[3]");
        assertThatThrownBy(() -> g.assign(Variable.of("w", Shape.of(2, 3)), cast(x, DType.INT64)))
                .hasMessageContaining("int64[2, 3]");
        assertThatThrownBy(() -> g.assign(Variable.frozen("f", Shape.of(2, 3)), x))
                .hasMessageContaining("variable f is frozen");
    }

    @Test
    void refusesValuesOfAnotherGraph() {
        Value stranger = new Graph("other").input("x", DType.FLOAT32, 2, 3);
        List<Runnable> mixtures = List.of(
                () -> add(x, stranger),
                () -> g.output("y", stranger),
                () -> g.assign(Variable.of("v", Shape.of(2, 3)), stranger));
        assertThat(mixtures).allSatisfy(mix -> assertThatThrownBy(mix::run)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("belongs to graph other, not to test"));
    }

    @Test
    void printsItsNodes() {
        g.output("y", sum(mul(x, x), false, 1));
        assertThat(g).hasToString("""
                graph test
                  %0:float32[2, 3] = Input(){name=x, type=float32[2, 3]}
                  %1:float32[2, 3] = Mul(%0, %0)
                  %2:float32[2] = ReduceSum(%1){axes=[1], keepdims=0}
                  output y = %2
                """);
    }
}
