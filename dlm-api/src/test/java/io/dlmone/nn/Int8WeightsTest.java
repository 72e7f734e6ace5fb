package io.dlmone.nn;

import static io.dlmone.graph.Ops.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dlmone.graph.Graph;
import io.dlmone.graph.Value;
import io.dlmone.random.CounterRandom;
import io.dlmone.tensor.DType;
import io.dlmone.tensor.Shape;
import io.dlmone.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Int8WeightsTest {

    private static final Shape SHAPE = Shape.of(6, 10);

    private static Tensor weight() {
        float[] values = CounterRandom.of(1, "weight").gaussians(0, SHAPE.size());
        for (int i = 0; i < 10; i++) {
            values[10 + i] = 0;
            values[20 + i] *= 1000;
        }
        return Tensor.of(SHAPE, values);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void noWeightIsOffByMoreThanHalfAStepOfItsOutput(int axis) {
        Map<String, Tensor> stored = Int8Weights.quantized(Map.of("w", weight()), Map.of("w", axis));
        assertThat(stored).containsOnlyKeys("w", "w_scale");
        Tensor scale = stored.get("w_scale");
        assertThat(scale.shape()).isEqualTo(axis == 0 ? Shape.of(6, 1) : Shape.of(1, 10));
        float[] back = Int8Weights.floats(stored).get("w").floats();
        for (int i = 0; i < back.length; i++) {
            float step = scale.floats()[axis == 0 ? i / 10 : i % 10];
            assertThat(Math.abs(back[i] - weight().floats()[i])).isLessThanOrEqualTo(0.5001f * step);
            assertThat((int) stored.get("w").bytes()[i]).isBetween(-64, 64);
        }
    }

    @Test
    void theGreatestOfAnOutputIs64AndAnOutputOfZerosStaysSo() {
        Map<String, Tensor> stored = Int8Weights.quantized(Map.of("w", weight()), Map.of("w", 0));
        for (int row = 0; row < 6; row++) {
            int greatest = 0;
            for (int i = 0; i < 10; i++) {
                greatest = Math.max(greatest, Math.abs(stored.get("w").bytes()[10 * row + i]));
            }
            assertThat(greatest).as("row " + row).isEqualTo(row == 1 ? 0 : 64);
            assertThat(stored.get("w_scale").floats()[row]).isPositive();
        }
    }

    @Test
    void roundingTwiceIsRoundingOnce() {
        Map<String, Tensor> once = Int8Weights.quantized(Map.of("w", weight()), Map.of("w", 0));
        Map<String, Tensor> twice = Int8Weights.quantized(Int8Weights.floats(once), Map.of("w", 0));
        assertThat(twice.get("w")).isEqualTo(once.get("w"));
    }

    /** A table is looked up too, a left factor has other outputs, and a bias is no matrix. */
    @Test
    void onlyRightFactorsOfProductsAreFound() {
        Graph g = new Graph("network");
        Map<String, Value> w = new LinkedHashMap<>();
        for (String name : new String[] {"straight", "turned", "table", "left", "both", "unread"}) {
            w.put(name, g.input(name, DType.FLOAT32, 4, 4));
        }
        w.put("bias", g.input("bias", DType.FLOAT32, 4));
        Value x = g.input("x", DType.FLOAT32, 3, 4);
        Value ids = g.input("ids", DType.INT64, 3);
        Value h = add(matmul(x, w.get("straight")), w.get("bias"));
        h = matmul(h, transposeMatrix(w.get("turned")));
        h = add(h, gather(w.get("table"), ids));
        h = matmul(h, transposeMatrix(w.get("table")));
        h = add(matmul(h, w.get("both")), matmul(h, transposeMatrix(w.get("both"))));
        g.output("y", matmul(h, matmul(w.get("left"), g.input("z", DType.FLOAT32, 4, 4))));
        assertThat(Int8Weights.products(g, w)).isEqualTo(Map.of("straight", 1, "turned", 0));
    }

    @Test
    void nothingButACastTakes8Bits() {
        Graph g = new Graph("bytes");
        Value bytes = g.constant(Tensor.of(Shape.of(2), (byte) 1, (byte) 2));
        assertThatThrownBy(() -> add(bytes, bytes))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("INT8 is cast before it is computed with");
        assertThatThrownBy(() -> cast(g.constant(1), DType.INT8))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("nothing is cast to INT8");
    }
}
