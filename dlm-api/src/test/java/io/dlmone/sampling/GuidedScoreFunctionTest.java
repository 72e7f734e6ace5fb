package io.dlmone.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.dlmone.graph.Graph;
import io.dlmone.graph.Ops;
import io.dlmone.graph.Value;
import io.dlmone.model.DenoiserInput;
import io.dlmone.model.NoiseSchedule;
import io.dlmone.model.ScoreFunction;
import io.dlmone.oracle.Interpreter;
import io.dlmone.oracle.NdArray;
import io.dlmone.tensor.DType;
import io.dlmone.tensor.Shape;
import io.dlmone.tensor.Tensor;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A sequence of a source of two positions and a target of one; the network adds all of them up. */
class GuidedScoreFunctionTest {

    private static final float SOURCE = 3 + 4;
    private static final float TARGET = 10;

    private static float guided(double weight) {
        Graph g = new Graph("guidance");
        ScoreFunction sum = new ScoreFunction() {
            @Override
            public NoiseSchedule schedule() {
                throw new AssertionError("no schedule is needed");
            }

            @Override
            public Value denoise(DenoiserInput in) {
                return Ops.sum(in.noisy(), true, 1);
            }
        };
        Value target = g.constant(Tensor.of(Shape.of(1, 3, 1), new boolean[] {false, false, true}));
        Value noisy = g.input("noisy", DType.FLOAT32, 1, 3, 1);
        Value t = g.constant(Tensor.of(Shape.of(1), new long[] {5}));
        g.output("out", new GuidedScoreFunction(sum, target, weight).denoise(noisy, t));
        NdArray in = NdArray.of(Shape.of(1, 3, 1), 3.0, 4.0, TARGET);
        return Interpreter.run(g, Map.of("noisy", in)).get("out").toTensor().item();
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.5, 1, 2, 3.5})
    void theSourceCountsAsOftenAsTheWeightSays(double weight) {
        assertThat(guided(weight)).isCloseTo((float) (TARGET + weight * SOURCE), within(1e-5f));
    }

    @Test
    void noSourceIsZerosInItsPlace() {
        assertThat(guided(0)).isEqualTo(TARGET);
    }
}
