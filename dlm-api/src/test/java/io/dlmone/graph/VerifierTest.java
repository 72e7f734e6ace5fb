package io.dlmone.graph;

import static io.dlmone.graph.Ops.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dlmone.tensor.DType;
import io.dlmone.tensor.Shape;
import java.lang.reflect.Field;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Graphs cannot be made unsound through their API; these are broken open. */
class VerifierTest {

    private final Graph g = new Graph("test");
    private Value x;
    private Value y;

    @BeforeEach
    void record() {
        x = g.input("x", DType.FLOAT32, 2, 3);
        y = exp(x);
        for (int i = 0; i < 10; i++) {
            y = mul(y, x);
        }
        g.output("y", y);
    }

    @SuppressWarnings("unchecked")
    private List<Node> nodes() throws ReflectiveOperationException {
        Field field = Graph.class.getDeclaredField("nodes");
        field.setAccessible(true);
        return (List<Node>) field.get(g);
    }

    private static List<TensorType> type(int... dims) {
        return List.of(TensorType.floats(Shape.of(dims)));
    }

    @Test
    void letsSoundGraphsPass() {
        assertThat(Verifier.verify(g)).isSameAs(g);
    }

    @Test
    void findsAWrongType() throws ReflectiveOperationException {
        nodes().add(new Node(g, nodes().size(), Op.EXP, List.of(x), Attributes.NONE, type(3, 2)));
        assertThatThrownBy(() -> Verifier.verify(g))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("graph test is not sound")
                .hasMessageContaining("%12:float32[3, 2] = Exp(%0) should have types [float32[2, 3]]");
    }

    @Test
    void findsInputsThatDoNotFit() throws ReflectiveOperationException {
        nodes().add(new Node(g, nodes().size(), Op.MATMUL, List.of(x, x), Attributes.NONE, type(2, 3)));
        assertThatThrownBy(() -> Verifier.verify(g)).hasMessageContaining("inner dimensions differ");
    }

    @Test
    void findsUseBeforeComputation() throws ReflectiveOperationException {
        int id = nodes().size();
        Node later = new Node(g, id + 1, Op.EXP, List.of(x), Attributes.NONE, type(2, 3));
        nodes().add(new Node(g, id, Op.EXP, List.of(later.output()), Attributes.NONE, type(2, 3)));
        nodes().add(later);
        assertThatThrownBy(() -> Verifier.verify(g)).hasMessageContaining("reads %13, which is not computed before it");
    }

    @Test
    void findsAStrangersValue() throws ReflectiveOperationException {
        Value stranger = new Graph("other").input("x", DType.FLOAT32, 2, 3);
        nodes().add(new Node(g, nodes().size(), Op.EXP, List.of(stranger), Attributes.NONE, type(2, 3)));
        assertThatThrownBy(() -> Verifier.verify(g)).hasMessageContaining("not computed before it");
    }

    @Test
    void findsANodeOutOfPlace() throws ReflectiveOperationException {
        nodes().remove(5);
        assertThatThrownBy(() -> Verifier.verify(g)).hasMessageContaining("out of place");
    }

    @Test
    void marksTheFaultInItsSurroundings() throws ReflectiveOperationException {
        nodes().set(7, new Node(g, 7, Op.EXP, List.of(x), Attributes.NONE, type(6)));
        assertThatThrownBy(() -> Verifier.verify(g))
                .hasMessageContaining("\n> %7:float32[6] = Exp(%0)\n")
                .hasMessageContaining("\n  %2:")
                .hasMessageContaining("\n  %11:")
                .message()
                .doesNotContain("  %1:");
    }

    @Test
    void findsEveryFault() throws ReflectiveOperationException {
        nodes().set(3, new Node(g, 3, Op.EXP, List.of(x), Attributes.NONE, type(6)));
        nodes().set(9, new Node(g, 9, Op.ABS, List.of(x), Attributes.NONE, type(6)));
        assertThatThrownBy(() -> Verifier.verify(g))
                .hasMessageContaining("> %3:")
                .hasMessageContaining("> %9:");
    }

    @Test
    void wantsAResult() {
        Graph nothing = new Graph("nothing");
        exp(nothing.input("x", DType.FLOAT32, 2));
        assertThatThrownBy(() -> Verifier.verify(nothing)).hasMessageContaining("neither outputs nor assignments");
    }
}
