package io.dlmone.contract;

import static io.dlmone.graph.Ops.scatterAdd;
import static org.assertj.core.api.Assertions.assertThat;

import io.dlmone.backend.Backend;
import io.dlmone.backend.BackendOptions;
import io.dlmone.backend.BackendProvider;
import io.dlmone.backend.Program;
import io.dlmone.graph.Graph;
import io.dlmone.tensor.DType;
import io.dlmone.tensor.Shape;
import io.dlmone.tensor.Tensor;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Many rows for few places: threads must not lose any, nor change the order in which they are added. */
public abstract class ScatterAddContract {

    private static final int SENT = 40_000;
    private static final int WIDTH = 64;

    /** {@return the provider under test} */
    protected abstract BackendProvider provider();

    @Test
    final void sumsAreTheSameInEveryRun() {
        Graph g = new Graph("scatter");
        g.output("y", scatterAdd(g.input("at", DType.INT64, SENT), g.input("x", DType.FLOAT32, SENT, WIDTH), 4));
        long[] at = new Random(1).longs(SENT, 0, 4).toArray();
        float[] x = new float[SENT * WIDTH];
        Random random = new Random(2);
        for (int i = 0; i < x.length; i++) {
            x[i] = random.nextFloat();
        }
        Map<String, Tensor> in = Map.of("at", Tensor.of(Shape.of(SENT), at), "x", Tensor.of(Shape.of(SENT, WIDTH), x));
        try (Backend backend = provider().open(BackendOptions.defaults().withThreads(4))) {
            Program p = backend.compile(g);
            Map<String, Tensor> first = p.run(in);
            for (int run = 0; run < 20; run++) {
                assertThat(p.run(in)).isEqualTo(first);
            }
        }
    }

    @Test
    final void noRowIsLostAmongThreads() {
        Graph g = new Graph("scatter");
        g.output("y", scatterAdd(g.input("at", DType.INT64, SENT), g.input("x", DType.FLOAT32, SENT, WIDTH), 4));
        long[] at = new long[SENT];
        Arrays.setAll(at, i -> i % 4);
        float[] x = new float[SENT * WIDTH];
        Arrays.fill(x, 1);
        try (Backend backend = provider().open(BackendOptions.defaults().withThreads(4))) {
            Program p = backend.compile(g);
            for (int run = 0; run < 20; run++) {
                float[] y = p.run(Map.of("at", Tensor.of(Shape.of(SENT), at), "x", Tensor.of(Shape.of(SENT, WIDTH), x)))
                        .get("y")
                        .floats();
                assertThat(y).containsOnly(SENT / 4);
            }
        }
    }
}
