package io.dlmone.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.dlmone.graph.Gradients;
import io.dlmone.graph.Graph;
import io.dlmone.graph.Ops;
import io.dlmone.graph.Value;
import io.dlmone.model.DenoiserInput;
import io.dlmone.model.NoiseSchedule;
import io.dlmone.model.ScoreFunction;
import io.dlmone.oracle.Interpreter;
import io.dlmone.oracle.NdArray;
import io.dlmone.random.CounterRandom;
import io.dlmone.tensor.DType;
import io.dlmone.tensor.Shape;
import io.dlmone.tensor.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RoundingTest {

    private static final int TOKENS = 5;
    private static final int WIDTH = 3;
    private static final float[] TABLE = CounterRandom.of(1, "table").gaussians(0, TOKENS * WIDTH);
    private static final float[] X = CounterRandom.of(1, "x").gaussians(0, 4 * WIDTH);

    private static double distance(int position, int token) {
        double sum = 0;
        for (int i = 0; i < WIDTH; i++) {
            sum += Math.pow((double) X[position * WIDTH + i] - TABLE[token * WIDTH + i], 2);
        }
        return sum;
    }

    private static Map<String, Tensor> rounded(Rounding rounding, double sharpness) {
        Graph g = new Graph("rounding");
        Value x = g.input("x", DType.FLOAT32, 2, 2, WIDTH);
        ScoreFunction identity = new ScoreFunction() {
            @Override
            public NoiseSchedule schedule() {
                throw new AssertionError("no schedule is needed");
            }

            @Override
            public Value denoise(DenoiserInput in) {
                return Ops.mul(in.noisy(), 1);
            }
        };
        Value table = g.constant(Tensor.of(Shape.of(TOKENS, WIDTH), TABLE));
        Value rounded = new RoundedScoreFunction(identity, table, rounding, sharpness)
                .denoise(x, g.constant(Tensor.of(Shape.of(2), new long[] {1, 2})));
        g.output("out", rounded);
        g.output(
                "gradient",
                Gradients.of(Ops.sum(Ops.square(rounded)), List.of(x)).get(0));
        Map<String, Tensor> out = new HashMap<>();
        Interpreter.run(g, Map.of("x", NdArray.from(Tensor.of(Shape.of(2, 2, WIDTH), X))))
                .forEach((name, value) -> out.put(name, value.toTensor()));
        return out;
    }

    @Test
    void hardRoundingIsTheNearestRow() {
        Map<String, Tensor> out = rounded(Rounding.HARD, 1);
        for (int p = 0; p < 4; p++) {
            int nearest = 0;
            for (int k = 1; k < TOKENS; k++) {
                nearest = distance(p, k) < distance(p, nearest) ? k : nearest;
            }
            for (int i = 0; i < WIDTH; i++) {
                assertThat(out.get("out").floats()[p * WIDTH + i]).isEqualTo(TABLE[nearest * WIDTH + i]);
            }
        }
        assertThat(out.get("gradient").floats()).containsOnly(0f);
    }

    @Test
    void softRoundingIsTheMeanOfRowsByTheirDistances() {
        Map<String, Tensor> out = rounded(Rounding.SOFT, 2);
        for (int p = 0; p < 4; p++) {
            double[] mean = new double[WIDTH];
            double weights = 0;
            for (int k = 0; k < TOKENS; k++) {
                double w = Math.exp(-2 * distance(p, k));
                weights += w;
                for (int i = 0; i < WIDTH; i++) {
                    mean[i] += w * TABLE[k * WIDTH + i];
                }
            }
            for (int i = 0; i < WIDTH; i++) {
                assertThat((double) out.get("out").floats()[p * WIDTH + i]).isCloseTo(mean[i] / weights, within(1e-6));
            }
        }
        assertThat(out.get("gradient").floats()).doesNotContain(0f);
    }

    @Test
    void theSharperTheHarderAndWithoutRoundingNothingChanges() {
        float[] hard = rounded(Rounding.HARD, 1).get("out").floats();
        assertThat(rounded(Rounding.SOFT, 1e4).get("out").floats()).containsExactly(hard, within(1e-5f));
        assertThat(rounded(Rounding.NONE, 1).get("out").floats()).containsExactly(X);
    }
}
