package io.dlmone.graph;

import static io.dlmone.graph.Ops.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.dlmone.oracle.Interpreter;
import io.dlmone.oracle.NdArray;
import io.dlmone.tensor.DType;
import io.dlmone.tensor.Shape;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LoweringTest {

    private static final double[] DATA = {0.1, -0.4, 1.2, 0.7, -0.9, 0.3, 2.0, -1.5};

    private final Variable w = Variable.of("w", Shape.of(2));

    /** A step with composites, a dead node, a dead read and an input that nothing needs. */
    private Graph step() {
        Graph g = new Graph("step");
        Value x = g.input("x", DType.FLOAT32, 1, 2, 2, 2);
        g.input("unread", DType.BOOL, 1);
        exp(x);
        g.read(Variable.of("dead", Shape.of(1)));
        Value y = gelu(layerNorm(attention(x, x, mul(x, g.read(w))), g.read(w), g.read(w), 0.25));
        Value loss = mean(square(softmax(y)));
        g.output("loss", loss);
        g.assign(w, sub(g.read(w), Gradients.of(loss, List.of(g.read(w))).get(0)));
        return g;
    }

    private double[] results(Graph g) {
        Map<Variable, NdArray> variables = new HashMap<>(Map.of(w, NdArray.of(Shape.of(2), 0.5, -1.5)));
        Map<String, NdArray> inputs =
                Map.of("x", NdArray.of(Shape.of(1, 2, 2, 2), DATA), "unread", NdArray.of(Shape.of(1), true));
        double loss = Interpreter.run(g, inputs, variables).get("loss").doubles()[0];
        double[] after = variables.get(w).doubles();
        return new double[] {loss, after[0], after[1]};
    }

    private void assertEquivalent(Set<Op> natives) {
        Graph whole = step();
        Graph lowered = Lowering.decompose(whole, node -> natives.contains(node.op()));
        Verifier.verify(lowered);
        assertThat(lowered.nodes().stream().filter(n -> n.op() != Op.INPUT))
                .as("nothing dead is left")
                .allMatch(lowered.liveNodes()::contains);
        assertThat(lowered.nodes()).noneMatch(n -> n.op().isComposite() && !natives.contains(n.op()));
        double[] expected = results(whole);
        double[] actual = results(lowered);
        for (int i = 0; i < expected.length; i++) {
            assertThat(actual[i]).isCloseTo(expected[i], within(1e-7));
        }
    }

    @Test
    void decomposesEverything() {
        assertEquivalent(Set.of());
    }

    @Test
    void keepsWhatIsNative() {
        assertEquivalent(EnumSet.of(Op.SOFTMAX, Op.LAYER_NORMALIZATION));
        assertEquivalent(EnumSet.of(Op.ATTENTION, Op.GELU_GRAD));
        assertEquivalent(EnumSet.allOf(Op.class));
    }

    @Test
    void dropsWhatNothingNeedsButKeepsTheSignature() {
        Graph lowered = Lowering.decompose(step(), node -> true);
        assertThat(lowered.nodes()).noneMatch(n -> n.op() == Op.EXP);
        assertThat(lowered.reads()).containsOnlyKeys(w);
        assertThat(lowered.inputs()).containsOnlyKeys("x", "unread");
        assertThat(lowered.outputs()).containsOnlyKeys("loss");
        assertThat(lowered.assignments()).containsOnlyKeys(w);
    }

    @Test
    void doesNotTouchTheOriginal() {
        Graph g = step();
        String before = g.toString();
        Lowering.decompose(g, node -> false);
        assertThat(g).hasToString(before);
    }
}
