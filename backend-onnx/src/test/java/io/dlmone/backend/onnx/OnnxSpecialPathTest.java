package io.dlmone.backend.onnx;

import static io.dlmone.graph.Ops.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dlmone.backend.Backend;
import io.dlmone.backend.BackendOptions;
import io.dlmone.backend.EngineAdapter;
import io.dlmone.backend.PathCheck;
import io.dlmone.backend.PathChecks;
import io.dlmone.backend.SharedBackend;
import io.dlmone.contract.SpecialPathContract;
import io.dlmone.graph.Graph;
import io.dlmone.graph.Value;
import io.dlmone.graph.Variable;
import io.dlmone.random.CounterRandom;
import io.dlmone.tensor.DType;
import io.dlmone.tensor.Shape;
import io.dlmone.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Special paths are used where they are right, and plain operators where they are not. */
class OnnxSpecialPathTest extends SpecialPathContract {

    private static final int PRODUCTS = 24;

    private final List<Variable> weights = new ArrayList<>();
    private final Graph manyShapes = manyShapes();

    @Override
    protected EngineAdapter engine(BackendOptions options) {
        return OnnxEngine.open(options);
    }

    /** Products with frozen weights, each of another shape. */
    private Graph manyShapes() {
        Graph g = new Graph("many-shapes");
        Value x = g.input("x", DType.FLOAT32, 3, 8);
        for (int i = 0; i < PRODUCTS; i++) {
            Variable w = Variable.frozen("w" + i, Shape.of(8, 8 + i));
            weights.add(w);
            g.output("y" + i, matmul(x, g.read(w)));
        }
        return g;
    }

    /** They are checked by several threads, each with variables of its own. */
    @Test
    void manyPathsAreCheckedSideBySide() {
        BackendOptions one = BackendOptions.defaults().withThreads(1);
        for (int round = 0; round < 5; round++) {
            PathChecks checks = new PathChecks("engine");
            try (Backend backend = new SharedBackend(engine(one), one, checks)) {
                weights.forEach(w -> backend.write(
                        w,
                        Tensor.of(
                                w.shape(),
                                CounterRandom.of(1, w.name())
                                        .gaussians(0, w.shape().size()))));
                backend.compile(manyShapes).run(Map.of("x", Tensor.zeros(Shape.of(3, 8))));
            }
            assertThat(checks.verdicts()).hasSize(PRODUCTS).allMatch(PathCheck::used);
        }
    }

    @Test
    void whenOneFailsNoneIsAskedAnyMore() {
        AtomicInteger asked = new AtomicInteger();
        AtomicInteger answered = new AtomicInteger();
        assertThatThrownBy(() -> OnnxLowering.lower(manyShapes, v -> weights.indexOf(v), probe -> {
                    if (asked.getAndIncrement() == 2) {
                        throw new IllegalStateException("the third");
                    }
                    answered.incrementAndGet();
                    return true;
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the third");
        assertThat(answered.get()).isEqualTo(asked.get() - 1);
    }
}
