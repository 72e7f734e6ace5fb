package io.dlmone.contract;

import static io.dlmone.graph.Ops.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.dlmone.backend.BackendProvider;
import io.dlmone.backend.Program;
import io.dlmone.graph.Graph;
import io.dlmone.graph.Value;
import io.dlmone.graph.Variable;
import io.dlmone.nn.MaskedDropout;
import io.dlmone.optim.AdamW;
import io.dlmone.optim.Clipping;
import io.dlmone.optim.Ema;
import io.dlmone.optim.GradientNorms;
import io.dlmone.optim.GuardedUpdate;
import io.dlmone.optim.LearningRate;
import io.dlmone.optim.NonFiniteUpdate;
import io.dlmone.random.CounterRandom;
import io.dlmone.tensor.DType;
import io.dlmone.tensor.Shape;
import io.dlmone.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Optimiser, schedules, clipping, averages and dropout on an engine, against the same formulas in plain Java. */
public abstract class TrainingPartsContract extends BackendFixture {

    @Override
    protected abstract BackendProvider provider();

    private double[] rates(LearningRate rate, int... steps) {
        Graph g = new Graph("rate");
        g.output("rate", rate.at(g.input("step", DType.FLOAT32)));
        Program p = backend.compile(g);
        double[] all = new double[steps.length];
        for (int i = 0; i < steps.length; i++) {
            all[i] = p.run(Map.of("step", Tensor.scalar((float) steps[i])))
                    .get("rate")
                    .item();
        }
        return all;
    }

    /** Two parameters, the loss sum(a x + b), and as the rule: the parameters less the gradients. */
    private GuardedUpdate descent(Variable a, Variable b, int microbatches) {
        backend.write(a, Tensor.of(Shape.of(2), 1f, 2f));
        backend.write(b, Tensor.of(Shape.of(2), 3f, 4f));
        Graph g = new Graph("update");
        Value x = g.input("x", DType.FLOAT32, 2);
        Value loss = sum(add(mul(g.read(a), x), g.read(b)));
        g.output("loss", loss);
        return new GuardedUpdate(backend, loss, List.of(a, b), microbatches, (to, gradients, norm, step) -> {
            to.assign(a, sub(to.read(a), gradients.get(0)));
            to.assign(b, sub(to.read(b), gradients.get(1)));
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    final void anUpdateThatIsNotFiniteIsSkippedAndNamed(int microbatches) {
        Variable a = Variable.of("a", Shape.of(2));
        Variable b = Variable.of("b", Shape.of(2));
        try (GuardedUpdate update = descent(a, b, microbatches)) {
            LongFunction<Map<String, Tensor>> poisoned = number ->
                    Map.of("x", Tensor.of(Shape.of(2), 1f, number == microbatches / 2 ? Float.POSITIVE_INFINITY : 1f));
            assertThatThrownBy(() -> update.run(0, poisoned))
                    .isInstanceOfSatisfying(NonFiniteUpdate.class, e -> {
                        assertThat(e.update()).isEqualTo("update");
                        assertThat(e.parameters()).containsExactly("a");
                    })
                    .hasMessage("update: not finite: the gradients of a");
            assertThat(backend.read(a).floats()).containsExactly(1, 2);
            assertThat(backend.read(b).floats()).containsExactly(3, 4);
            update.run(1, j -> Map.of("x", Tensor.of(Shape.of(2), 1f, 1f)));
            assertThat(backend.read(a).floats()).containsExactly(new float[] {0, 1}, within(1e-6f));
            assertThat(backend.read(b).floats()).containsExactly(new float[] {2, 3}, within(1e-6f));
        }
    }

    @Test
    final void microbatchesAreNumberedAndSeenOneAfterTheOther() {
        try (GuardedUpdate update = descent(Variable.of("a", Shape.of(2)), Variable.of("b", Shape.of(2)), 2)) {
            List<String> events = new ArrayList<>();
            Map<String, Double> measured = update.run(
                    5,
                    1,
                    number -> {
                        events.add("asked " + number);
                        return Map.of("x", Tensor.of(Shape.of(2), number, 1f));
                    },
                    (in, out) -> events.add(
                            in.get("x").floats()[0] + ": " + out.get("loss").item()));
            assertThat(events).containsExactly("asked 10", "10.0: 19.0", "asked 11", "11.0: 20.0");
            assertThat(measured).containsEntry("loss", 19.5);
            assertThat(measured.get(GuardedUpdate.NORM)).isCloseTo(Math.sqrt(10.5 * 10.5 + 3), within(1e-5));
        }
    }

    /** A small network's parameters after three updates with all parts of an optimiser. */
    private List<Tensor> trained(int rows, int microbatch) {
        Variable w = Variable.of("w", Shape.of(3, 2));
        Variable c = Variable.of("c", Shape.of(2));
        Variable average = Variable.of("average", Shape.of(3, 2));
        CounterRandom random = CounterRandom.of(7, "microbatches");
        backend.write(w, Tensor.of(w.shape(), random.gaussians(0, 6)));
        backend.write(c, Tensor.of(c.shape(), random.gaussians(1, 2)));
        backend.write(average, backend.read(w));
        AdamW adam = new AdamW(new AdamW.Settings(0.9, 0.999, 1e-8, 0.1), List.of(w, c));
        adam.reset(backend);
        Graph g = new Graph("network");
        Value x = g.input("x", DType.FLOAT32, microbatch, 3);
        Value y = g.input("y", DType.FLOAT32, microbatch, 2);
        Value loss = mean(square(sub(tanh(add(matmul(x, g.read(w)), g.read(c))), y)));
        try (GuardedUpdate update =
                new GuardedUpdate(backend, loss, List.of(w, c), rows / microbatch, (to, gradients, norm, step) -> {
                    Value rate = new LearningRate(0.05, 2, 9).at(step);
                    List<Value> updated = adam.update(to, Clipping.byNorm(gradients, norm, 0.2), rate, step);
                    Ema.update(to, List.of(average), updated.subList(0, 1), to.constant(0.5));
                })) {
            for (int s = 0; s < 3; s++) {
                update.run(
                        s,
                        number -> Map.of(
                                "x",
                                rows(random, 2, number, microbatch, 3),
                                "y",
                                rows(random, 3, number, microbatch, 2)));
            }
        }
        return List.of(backend.read(w), backend.read(c), backend.read(average));
    }

    /** Row i of all is the same whichever microbatch it is in. */
    private static Tensor rows(CounterRandom random, int stream, long number, int microbatch, int width) {
        float[] values = new float[microbatch * width];
        for (int i = 0; i < microbatch; i++) {
            float[] row = random.gaussians(10 * (number * microbatch + i) + stream, width);
            System.arraycopy(row, 0, values, i * width, width);
        }
        return Tensor.of(Shape.of(microbatch, width), values);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    final void anUpdateInMicrobatchesIsThatOfTheWholeBatch(int microbatch) {
        List<Tensor> whole = trained(8, 8);
        List<Tensor> parts = trained(8, microbatch);
        for (int i = 0; i < whole.size(); i++) {
            assertThat(parts.get(i).floats()).containsExactly(whole.get(i).floats(), within(2e-6f));
        }
    }

    /** Variables that were freed cannot be used again. */
    @Test
    final void sumsAreFreed() {
        GuardedUpdate update = descent(Variable.of("a", Shape.of(2)), Variable.of("b", Shape.of(2)), 2);
        update.close();
        assertThatThrownBy(() -> update.run(0, j -> Map.of("x", Tensor.zeros(Shape.of(2)))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("released");
    }

    @Test
    void learningRatesFollowTheirSchedules() {
        assertThat(rates(LearningRate.constant(0.5), 1, 1000)).containsExactly(0.5, 0.5);
        assertThat(rates(LearningRate.linearDecay(1, 10), 1, 2, 10, 11, 50))
                .containsExactly(new double[] {1, 0.9, 0.1, 0, 0}, within(1e-6));
        assertThat(rates(new LearningRate(2, 4, 0), 1, 2, 4, 5, 900))
                .containsExactly(new double[] {0.5, 1, 2, 2, 2}, within(1e-6));
        assertThat(rates(new LearningRate(1, 2, 10), 1, 2, 3))
                .containsExactly(new double[] {0.5, 0.9, 0.8}, within(1e-6));
    }

    private float[] clipped(double limit, float... gradient) {
        Graph g = new Graph("clip");
        Value a = g.constant(Tensor.of(Shape.of(1), gradient[0]));
        Value b = g.constant(Tensor.of(Shape.of(2), gradient[1], gradient[2]));
        Value norm = GradientNorms.of(List.of(a, b)).global();
        List<Value> out = Clipping.byNorm(List.of(a, b), norm, limit);
        g.output("norm", norm);
        g.output("a", out.get(0));
        g.output("b", out.get(1));
        Map<String, Tensor> r = backend.compile(g).run(Map.of());
        return new float[] {
            r.get("norm").item(),
            r.get("a").item(),
            r.get("b").floats()[0],
            r.get("b").floats()[1]
        };
    }

    @Test
    void gradientsAreClippedByTheirCommonNorm() {
        assertThat(clipped(1, 2, 3, 6)).containsExactly(new float[] {7, 2 / 7f, 3 / 7f, 6 / 7f}, within(1e-5f));
        assertThat(clipped(10, 2, 3, 6)).containsExactly(7, 2, 3, 6);
        assertThat(clipped(0, 2, 3, 6)).as("0: no limit").containsExactly(7, 2, 3, 6);
        assertThat(clipped(1, 0, 0, 0)).containsExactly(0, 0, 0, 0);
    }

    @Test
    void averagesFollowTheirRate() {
        Variable average = Variable.of("average", Shape.of(2));
        backend.write(average, Tensor.of(Shape.of(2), 1f, -4f));
        Graph g = new Graph("ema");
        Value fresh = g.constant(Tensor.of(Shape.of(2), 3f, 4f));
        Ema.update(g, List.of(average), List.of(fresh), g.constant(0.75));
        backend.compile(g).run(Map.of());
        assertThat(backend.read(average).floats()).containsExactly(1.5f, -2f);
    }

    @Test
    void adamWMakesTheStepsOfItsFormula() {
        for (double beta1 : new double[] {0.9, 0}) {
            AdamW.Settings s = new AdamW.Settings(beta1, 0.999, 1e-8, 0.1);
            float[] gradient = {0.3f, -2e-4f, 0f};
            double[] p = {1, -2, 0.5};
            double[] m = new double[3];
            double[] v = new double[3];
            Variable parameter = Variable.of("p", Shape.of(3));
            backend.write(parameter, Tensor.of(Shape.of(3), 1f, -2f, 0.5f));
            AdamW adam = new AdamW(s, List.of(parameter));
            adam.reset(backend);
            assertThat(adam.state()).hasSize(beta1 == 0 ? 1 : 2);
            Graph g = new Graph("adamw");
            adam.update(
                    g,
                    List.of(g.input("gradient", DType.FLOAT32, 3)),
                    g.constant(0.01),
                    g.input("step", DType.FLOAT32));
            Program program = backend.compile(g);
            for (int step = 1; step <= 20; step++) {
                float sign = step % 3 == 0 ? -1 : 1;
                float[] now = {sign * gradient[0], gradient[1] * step, gradient[2]};
                program.run(Map.of("gradient", Tensor.of(Shape.of(3), now), "step", Tensor.scalar((float) step)));
                for (int i = 0; i < 3; i++) {
                    m[i] = beta1 * m[i] + (1 - beta1) * now[i];
                    v[i] = 0.999 * v[i] + 0.001 * now[i] * (double) now[i];
                    double mean = m[i] / (1 - Math.pow(beta1, step));
                    double square = v[i] / (1 - Math.pow(0.999, step));
                    p[i] = p[i] * (1 - 0.01 * 0.1) - 0.01 * mean / (Math.sqrt(square) + 1e-8);
                }
            }
            float[] actual = backend.read(parameter).floats();
            for (int i = 0; i < 3; i++) {
                assertThat((double) actual[i]).isCloseTo(p[i], within(2e-6));
            }
        }
    }

    @Test
    void dropoutZeroesWhereTheMaskSaysAndScalesTheRest() {
        Graph g = new Graph("dropout");
        MaskedDropout dropout = new MaskedDropout(g, "d", 0.2);
        g.output("y", dropout.apply(g.constant(Tensor.of(Shape.of(2, 2), 1f, 2f, 3f, 4f))));
        Map<String, Tensor> in = Map.of("d/0", Tensor.of(Shape.of(2, 2), true, false, false, true));
        assertThat(backend.compile(g).run(in).get("y").floats()).containsExactly(1.25f, 0, 0, 5);
    }
}
