package io.dlmone.backend.tf;

import static io.dlmone.graph.Ops.*;
import static org.assertj.core.api.Assertions.assertThat;

import io.dlmone.backend.Backend;
import io.dlmone.backend.BackendOptions;
import io.dlmone.backend.Precision;
import io.dlmone.contract.Closeness;
import io.dlmone.graph.Gradients;
import io.dlmone.graph.Graph;
import io.dlmone.graph.Value;
import io.dlmone.graph.Variable;
import io.dlmone.tensor.DType;
import io.dlmone.tensor.Shape;
import io.dlmone.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What bfloat16 touches, and what stays in float32. */
class TfPrecisionTest {

    private static final double UNIT = 0x1p-8; // of bfloat16

    private static Tensor normal(long seed, int... dims) {
        Random random = new Random(seed);
        Tensor t = Tensor.zeros(Shape.of(dims));
        for (int i = 0; i < t.floats().length; i++) {
            t.floats()[i] = (float) random.nextGaussian();
        }
        return t;
    }

    private static Map<String, Tensor> run(Precision precision, Graph g, Map<String, Tensor> in) {
        try (Backend b = new TfBackendProvider().open(new BackendOptions("cpu", 1, precision, Optional.empty()))) {
            return b.compile(g).run(in);
        }
    }

    @Test
    void productsAreRoundedToBfloat16() {
        Graph g = new Graph("products");
        Value x = g.input("x", DType.FLOAT32, 2, 16, 64);
        Value w = g.input("w", DType.FLOAT32, 32, 64);
        g.output("matrix", matmul(x, transposeMatrix(w)));
        g.output("batch", matmul(x, transposeMatrix(x)));
        Map<String, Tensor> in = Map.of("x", normal(1, 2, 16, 64), "w", normal(2, 32, 64));
        Map<String, Tensor> exact = run(Precision.FP32, g, in);
        run(Precision.BF16, g, in).forEach((name, y) -> {
            double error = Closeness.error(y.floats(), exact.get(name).floats(), 0);
            assertThat(error).as(name).isGreaterThan(UNIT / 64).isLessThan(UNIT);
        });
    }

    @Test
    void everythingElseIsTheSameBitForBit() {
        Graph g = new Graph("rest");
        Value x = g.input("x", DType.FLOAT32, 4, 64);
        Value one = g.input("one", DType.FLOAT32, 64);
        g.output("normalised", layerNorm(x, one, one, 1e-5));
        g.output("softmax", softmax(x));
        g.output("loss", crossEntropy(x, g.constant(Tensor.of(Shape.of(4), 3L, 1L, 4L, 1L))));
        Map<String, Tensor> in = Map.of("x", normal(1, 4, 64), "one", normal(2, 64));
        assertThat(run(Precision.BF16, g, in)).isEqualTo(run(Precision.FP32, g, in));
    }

    @Test
    void aWeightTakesStepsThatBfloat16CouldNot() {
        Variable w = Variable.of("w", Shape.of(1, 1));
        Graph g = new Graph("step");
        Value loss = sum(matmul(g.constant(Tensor.of(Shape.of(1, 1), 1f)), g.read(w)));
        g.assign(w, sub(g.read(w), mul(Gradients.of(loss, List.of(g.read(w))).get(0), 0x1p-12)));
        try (Backend b = new TfBackendProvider().open(new BackendOptions("cpu", 1, Precision.BF16, Optional.empty()))) {
            b.write(w, Tensor.of(Shape.of(1, 1), 1f));
            b.compile(g).run(Map.of());
            assertThat(b.read(w).floats()).containsExactly(1 - 0x1p-12f);
        }
    }
}
