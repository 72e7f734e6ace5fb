package io.dlmone.backend;

import static io.dlmone.graph.Ops.*;
import static org.assertj.core.api.Assertions.assertThat;

import io.dlmone.graph.Graph;
import io.dlmone.graph.Value;
import io.dlmone.graph.Variable;
import io.dlmone.oracle.Interpreter;
import io.dlmone.oracle.NdArray;
import io.dlmone.tensor.DType;
import io.dlmone.tensor.Shape;
import io.dlmone.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

/** With an interpreter as the engine, whose special path is made wrong in several ways. */
class PathChecksTest {

    private static final BackendOptions ONE_THREAD = options(1);

    private final PathChecks checks = new PathChecks("engine");
    private int runs;

    @Test
    void aRightPathIsUsedAndCheckedOnce() {
        assertThat(checks.trusts(product(513), ONE_THREAD, scaled(1))).isTrue();
        assertThat(checks.trusts(product(513), ONE_THREAD, scaled(1))).isTrue();
        assertThat(runs).as("one special, one plain").isEqualTo(2);
        assertThat(checks.verdicts())
                .containsExactly(new PathCheck(
                        "packed product",
                        "float32[4, 32], float32[513, 32] frozen; fp32 on cpu, threads: 1",
                        true,
                        0,
                        5e-5,
                        ""));
    }

    @Test
    void eachShapeAndEachNumberOfThreadsIsCheckedForItself() {
        checks.trusts(product(513), ONE_THREAD, scaled(1));
        assertThat(checks.trusts(product(512), ONE_THREAD, scaled(1.1))).isFalse();
        assertThat(checks.trusts(product(513), options(2), scaled(1.1))).isFalse();
        assertThat(checks.verdicts()).extracting(PathCheck::used).containsExactly(true, false, false);
    }

    @Test
    void oneWrongElementIsNoticed() {
        assertThat(checks.trusts(product(513), ONE_THREAD, (probe, special) -> {
                    Map<Variable, Tensor> frozen = new HashMap<>(probe.frozen());
                    if (special) {
                        frozen.replaceAll((v, t) -> {
                            float[] changed = t.floats().clone();
                            changed[changed.length - 1] += 0.1f;
                            return Tensor.of(t.shape(), changed);
                        });
                    }
                    return run(probe, frozen, 1);
                }))
                .isFalse();
    }

    @Test
    void aPathThatGivesNoNumberOrFailsIsNotUsed() {
        assertThat(checks.trusts(product(3), ONE_THREAD, scaled(Double.NaN))).isFalse();
        assertThat(checks.trusts(product(4), ONE_THREAD, (probe, special) -> {
                    if (special) {
                        throw new IllegalStateException("no such kernel");
                    }
                    return run(probe, probe.frozen(), 1);
                }))
                .isFalse();
        assertThat(checks.verdicts().get(0).error()).isNaN();
        assertThat(checks.verdicts().get(1).reason()).isEqualTo("it fails: no such kernel");
    }

    @Test
    void lowPrecisionMayDifferByWhatItRounds() {
        BackendOptions bf16 = new BackendOptions("cpu", 1, Precision.BF16, Optional.empty());
        assertThat(checks.trusts(product(5), bf16, scaled(1 + 0x1p-8))).isTrue();
        assertThat(checks.trusts(product(5), ONE_THREAD, scaled(1 + 0x1p-8))).isFalse();
    }

    @Test
    void whatIsEmptyNeedsNoCheck() {
        Graph g = new Graph("empty");
        Value y = softmax(g.input("x", DType.FLOAT32, 0, 4));
        assertThat(checks.trusts(Probe.cut("softmax", y.node()), ONE_THREAD, scaled(2)))
                .isTrue();
        assertThat(checks.verdicts()).isEmpty();
    }

    @Test
    void whatIsNotUsedIsToldOnceAndForDebugging() {
        List<LogRecord> said = new ArrayList<>();
        Logger logger = Logger.getLogger(PathChecks.class.getName());
        Level before = logger.getLevel();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord r) {
                said.add(r);
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        logger.setLevel(Level.FINE);
        logger.addHandler(handler);
        try {
            checks.trusts(product(6), ONE_THREAD, scaled(1.5));
            checks.trusts(product(6), ONE_THREAD, scaled(1.5));
            checks.trusts(product(7), ONE_THREAD, scaled(1));
        } finally {
            logger.removeHandler(handler);
            logger.setLevel(before);
        }
        assertThat(said).singleElement().satisfies(r -> {
            assertThat(r.getLevel()).isEqualTo(Level.FINE);
            assertThat(r.getMessage() + List.of(r.getParameters())).contains("packed product", "[6, 32]", "0.50");
        });
    }

    @Test
    void anEngineKeepsItsChecksAsLongAsTheProcess() {
        assertThat(PathChecks.ofProcess("some engine"))
                .isSameAs(PathChecks.ofProcess("some engine"))
                .isNotSameAs(PathChecks.ofProcess("other engine"));
    }

    private static BackendOptions options(int threads) {
        return new BackendOptions("cpu", threads, Precision.FP32, Optional.empty());
    }

    /** A product with a frozen weight inside a larger graph. */
    private static Probe product(int columns) {
        Graph g = new Graph("network");
        Value x = gelu(g.input("x", DType.FLOAT32, 4, 32));
        Value w = g.read(Variable.frozen("w", Shape.of(columns, 32)));
        Value y = matmul(x, transposeMatrix(w));
        return Probe.cut("packed product", List.of(y), List.of(x, w), true);
    }

    /** An engine whose special results are off by a factor. */
    private PathChecks.Runner scaled(double factor) {
        return (probe, special) -> {
            runs++;
            return run(probe, probe.frozen(), special ? factor : 1);
        };
    }

    private static Map<String, Tensor> run(Probe probe, Map<Variable, Tensor> frozen, double factor) {
        Map<String, NdArray> in = new HashMap<>();
        probe.inputs().forEach((name, t) -> in.put(name, NdArray.from(t)));
        Map<Variable, NdArray> variables = new HashMap<>();
        frozen.forEach((v, t) -> variables.put(v, NdArray.from(t)));
        Map<String, Tensor> out = new HashMap<>();
        Interpreter.run(probe.graph(), in, variables).forEach((name, a) -> {
            Tensor t = a.toTensor();
            for (int i = 0; i < t.floats().length; i++) {
                t.floats()[i] *= (float) factor;
            }
            out.put(name, t);
        });
        return out;
    }
}
