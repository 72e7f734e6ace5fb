package io.dlmone.backend.djl;

import static io.dlmone.graph.Ops.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.Device;
import io.dlmone.backend.Backend;
import io.dlmone.backend.BackendOptions;
import io.dlmone.backend.PathCheck;
import io.dlmone.backend.PathChecks;
import io.dlmone.backend.Precision;
import io.dlmone.backend.SharedBackend;
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
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Kernels that are wrong on purpose are noticed, avoided and told of; right ones are used. */
class DjlPathCheckTest {

    private static final ScriptMethods RIGHT = ScriptMethods.ofThisSystem();

    private final PathChecks checks = new PathChecks("djl");

    @BeforeAll
    static void start() {
        PyTorch.device(io.dlmone.backend.Device.CPU);
    }

    @Test
    void kernelsOfThisMachineAreChecked() {
        product(RIGHT, Precision.FP32, 157);
        assertThat(checks.verdicts()).extracting(PathCheck::path).containsExactly("packed product of oneDNN");
        product(RIGHT, Precision.FP32, 157);
        assertThat(checks.verdicts()).as("once for each shape").hasSize(1);
        product(RIGHT, Precision.FP32, 48);
        assertThat(checks.verdicts()).hasSize(2);
    }

    @ParameterizedTest
    @EnumSource
    void aWrongPackedProductIsAvoided(Precision precision) {
        ScriptMethods wrong = new ScriptMethods(RIGHT.linear(), """
                  def pack(self, w: Tensor, rows: int) -> Tensor:
                    wrong = torch.clone(w)
                    torch.mul_(torch.slice(wrong, 0, 156, 157, 1), 1.5)
                    return wrong
                """, RIGHT.attention(), RIGHT.attentionBackward());
        product(wrong, precision, 157);
        assumeTrue(
                precision == Precision.FP32
                        || !checks.verdicts().get(0).reason().startsWith("it fails"),
                "NOT CHECKED: oneDNN cannot multiply in bfloat16 on this machine");
        assertThat(checks.verdicts()).singleElement().satisfies(c -> {
            assertThat(c.used()).isFalse();
            assertThat(c.error()).isGreaterThan(c.tolerance());
            assertThat(c.reason()).contains("differs from plain operators");
            assertThat(c.where()).contains("[157, 32] frozen").contains("threads: 1");
        });
        product(wrong, precision, 156);
        assertThat(checks.verdicts().get(1).used()).as("a shape that is right").isTrue();
    }

    @Test
    void aKernelThatFailsIsAvoided() {
        ScriptMethods failing = new ScriptMethods(RIGHT.linear(), """
                  def pack(self, w: Tensor, rows: int) -> Tensor:
                    return torch.reshape(w, [-1, 7])
                """, RIGHT.attention(), RIGHT.attentionBackward());
        product(failing, Precision.FP32, 16);
        assertThat(checks.verdicts()).singleElement().satisfies(c -> {
            assertThat(c.used()).isFalse();
            assertThat(c.reason()).startsWith("it fails: ");
        });
    }

    @Test
    void wrongAttentionAndItsWrongGradientAreAvoided() {
        String attention = RIGHT.attention().replace("return (y, sums)", "return (torch.mul(y, 1.01), sums)");
        String gradient = RIGHT.attentionBackward().replace("return (dq, dk, dv)", "return (dq, dv, dk)");
        Map<String, Tensor> right = attention(RIGHT);
        assertThat(checks.verdicts()).hasSize(2).allMatch(PathCheck::used);
        for (ScriptMethods wrong : List.of(
                new ScriptMethods(RIGHT.linear(), RIGHT.pack(), attention, RIGHT.attentionBackward()),
                new ScriptMethods(RIGHT.linear(), RIGHT.pack(), RIGHT.attention(), gradient))) {
            PathChecks own = new PathChecks("djl");
            Map<String, Tensor> avoided = attention(wrong, own);
            assertThat(own.verdicts()).anyMatch(c -> !c.used());
            right.forEach((name, t) ->
                    assertThat(avoided.get(name).floats()).as(name).containsExactly(t.floats(), within(1e-5f)));
        }
    }

    private Map<String, Tensor> attention(ScriptMethods methods) {
        return attention(methods, checks);
    }

    private static Map<String, Tensor> attention(ScriptMethods methods, PathChecks checks) {
        Graph g = new Graph("attention");
        Value q = g.input("q", DType.FLOAT32, 2, 3, 5, 8);
        Value k = g.input("k", DType.FLOAT32, 2, 3, 5, 8);
        Value v = g.input("v", DType.FLOAT32, 2, 3, 5, 8);
        Value y = io.dlmone.graph.Ops.attention(q, k, v);
        g.output("y", y);
        List<Value> d = Gradients.of(mean(square(y)), List.of(q, k, v));
        g.output("dq", d.get(0));
        g.output("dk", d.get(1));
        g.output("dv", d.get(2));
        Random random = new Random(1);
        Map<String, Tensor> in = Map.of(
                "q", normal(random, 2, 3, 5, 8), "k", normal(random, 2, 3, 5, 8), "v", normal(random, 2, 3, 5, 8));
        try (Backend backend = open(methods, Precision.FP32, checks)) {
            return backend.compile(g).run(in);
        }
    }

    /** Multiplies by a frozen weight, and compares with double arithmetic. */
    private void product(ScriptMethods methods, Precision precision, int columns) {
        Random random = new Random(columns);
        Variable w = Variable.frozen("w", Shape.of(columns, 32));
        Variable b = Variable.frozen("b", Shape.of(columns));
        Graph g = new Graph("product");
        g.output("y", add(matmul(g.input("x", DType.FLOAT32, 3, 32), transposeMatrix(g.read(w))), g.read(b)));
        Tensor x = normal(random, 3, 32);
        Tensor weight = normal(random, columns, 32);
        Tensor bias = normal(random, columns);
        try (Backend backend = open(methods, precision, checks)) {
            backend.write(w, weight);
            backend.write(b, bias);
            float[] y = backend.compile(g).run(Map.of("x", x)).get("y").floats();
            double greatest = 0;
            double error = 0;
            for (int i = 0; i < y.length; i++) {
                double exact = bias.floats()[i % columns];
                for (int j = 0; j < 32; j++) {
                    exact += (double) x.floats()[i / columns * 32 + j] * weight.floats()[i % columns * 32 + j];
                }
                greatest = Math.max(greatest, Math.abs(exact));
                error = Math.max(error, Math.abs(y[i] - exact));
            }
            assertThat(error / greatest).isLessThan(precision == Precision.FP32 ? 1e-6 : 0x1p-7);
            assertThat(backend.pathChecks()).isEqualTo(checks.verdicts());
        }
    }

    private static Backend open(ScriptMethods methods, Precision precision, PathChecks checks) {
        BackendOptions options = new BackendOptions("cpu", 1, precision, Optional.empty());
        return new SharedBackend(new DjlEngine(options, Device.cpu(), methods), options, checks);
    }

    private static Tensor normal(Random random, int... dims) {
        Tensor t = Tensor.zeros(Shape.of(dims));
        for (int i = 0; i < t.floats().length; i++) {
            t.floats()[i] = (float) random.nextGaussian();
        }
        return t;
    }
}
