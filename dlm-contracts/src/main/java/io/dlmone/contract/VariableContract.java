package io.dlmone.contract;

import static io.dlmone.graph.Ops.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dlmone.backend.Program;
import io.dlmone.graph.Graph;
import io.dlmone.graph.Value;
import io.dlmone.graph.Variable;
import io.dlmone.nn.Int8Weights;
import io.dlmone.nn.ParameterSpec;
import io.dlmone.nn.Parameters;
import io.dlmone.nn.Weights;
import io.dlmone.oracle.Interpreter;
import io.dlmone.oracle.NdArray;
import io.dlmone.random.CounterRandom;
import io.dlmone.tensor.DType;
import io.dlmone.tensor.Shape;
import io.dlmone.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** How variables are written, read, assigned, frozen and released. Part of {@link BackendContract}. */
abstract class VariableContract extends ProgramContract {

    private final Variable a = Variable.of("a", Shape.of(2));
    private final Variable b = Variable.of("b", Shape.of(2));
    private final Variable frozen = Variable.frozen("frozen", Shape.of(2));

    private static Tensor pair(float first, float second) {
        return Tensor.of(Shape.of(2), first, second);
    }

    private Program assigning(Variable variable, Function<Graph, Value> value) {
        Graph g = new Graph("assign " + variable.name());
        g.assign(variable, value.apply(g));
        return backend.compile(g);
    }

    private void assertValue(Variable variable, float first, float second) {
        assertThat(backend.read(variable)).as(variable.name()).isEqualTo(pair(first, second));
    }

    @Test
    final void keepsWhatIsWritten() {
        float[] data = {1, 2};
        backend.write(a, Tensor.of(Shape.of(2), data));
        data[0] = 99;
        assertValue(a, 1, 2);
        backend.read(a).floats()[0] = 99;
        assertValue(a, 1, 2);
        backend.write(a, pair(3, 4));
        assertValue(a, 3, 4);
    }

    @Test
    final void refusesAnotherShapeOrType() {
        for (Tensor wrong :
                new Tensor[] {Tensor.scalar(1f), Tensor.zeros(Shape.of(1, 2)), Tensor.of(Shape.of(2), 1L, 2L)}) {
            assertThatThrownBy(() -> backend.write(a, wrong))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("variable a");
        }
    }

    @Test
    final void hasNoValueUntilItIsWritten() {
        assertThatThrownBy(() -> backend.read(a))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("variable a");
        Graph g = new Graph("unwritten");
        g.output("y", mul(g.read(a), 2));
        Program p = backend.compile(g);
        assertThatThrownBy(() -> p.run(Map.of()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("variable a");
        backend.write(a, pair(1, 2));
        assertThat(p.run(Map.of()).get("y")).isEqualTo(pair(2, 4));
    }

    @Test
    final void anAssignmentCanBeTheFirstWrite() {
        assigning(a, g -> g.input("x", DType.FLOAT32, 2)).run(Map.of("x", pair(1, 2)));
        assertValue(a, 1, 2);
    }

    @Test
    final void twoVariablesOfOneNameAreTwo() {
        Variable other = Variable.of("a", Shape.of(2));
        backend.write(a, pair(1, 2));
        backend.write(other, pair(3, 4));
        Graph g = new Graph("namesakes");
        g.output("difference", sub(g.read(other), g.read(a)));
        assertThat(run(g, Map.of()).get("difference")).isEqualTo(pair(2, 2));
    }

    @Test
    final void assignmentsAccumulateOverRuns() {
        backend.write(a, pair(1, 2));
        Program p = assigning(a, g -> mul(g.read(a), 2));
        for (int i = 0; i < 5; i++) {
            p.run(Map.of());
        }
        assertValue(a, 32, 64);
        backend.write(a, pair(1, 1));
        p.run(Map.of());
        assertValue(a, 2, 2);
    }

    @Test
    final void assignmentsSeeTheValuesFromBeforeTheRun() {
        backend.write(a, pair(1, 2));
        backend.write(b, pair(3, 4));
        Graph g = new Graph("swap");
        g.assign(a, g.read(b));
        g.assign(b, g.read(a));
        g.output("a", g.read(a));
        Program p = backend.compile(g);
        assertThat(p.run(Map.of()).get("a")).isEqualTo(pair(1, 2));
        assertValue(a, 3, 4);
        assertValue(b, 1, 2);
        assertThat(p.run(Map.of()).get("a")).isEqualTo(pair(3, 4));
        assertValue(a, 1, 2);
        assertValue(b, 3, 4);
    }

    @Test
    final void dependentAssignmentsSeeTheValuesFromBeforeTheRun() {
        backend.write(a, pair(1, 2));
        backend.write(b, pair(3, 4));
        Graph g = new Graph("leapfrog");
        g.assign(a, add(g.read(a), g.read(b)));
        g.assign(b, sub(g.read(b), g.read(a)));
        Program p = backend.compile(g);
        p.run(Map.of());
        assertValue(a, 4, 6);
        assertValue(b, 2, 2);
        p.run(Map.of());
        assertValue(a, 6, 8);
        assertValue(b, -2, -4);
    }

    @Test
    final void assignmentsCanDependOnACondition() {
        backend.write(a, pair(1, 2));
        backend.write(b, pair(3, 4));
        Graph g = new Graph("conditional");
        Value x = g.input("x", DType.FLOAT32, 2);
        g.output("finite", less(sum(square(x)), g.constant(3e38)));
        g.assign(a, add(g.read(a), x));
        g.assign(b, mul(g.read(a), x));
        g.assignOnlyIf("finite");
        Program p = backend.compile(g);
        for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
            assertThat(p.run(Map.of("x", pair(1, bad))).get("finite").booleans())
                    .containsExactly(false);
            assertValue(a, 1, 2);
            assertValue(b, 3, 4);
        }
        assertThat(p.run(Map.of("x", pair(10, 20))).get("finite").booleans()).containsExactly(true);
        assertValue(a, 11, 22);
        assertValue(b, 10, 40);
    }

    @Test
    final void aValueCanBeBothOutputAndAssigned() {
        backend.write(a, pair(1, 2));
        Graph g = new Graph("both");
        Value next = mul(g.read(a), 10);
        g.output("next", next);
        g.output("before", g.read(a));
        g.assign(a, next);
        Program p = backend.compile(g);
        Map<String, Tensor> first = p.run(Map.of());
        Map<String, Tensor> second = p.run(Map.of());
        assertThat(first.get("before")).isEqualTo(pair(1, 2));
        assertThat(first.get("next")).isEqualTo(pair(10, 20));
        assertThat(second.get("before")).isEqualTo(pair(10, 20));
        assertThat(second.get("next")).isEqualTo(pair(100, 200));
        second.get("next").floats()[0] = 99;
        assertValue(a, 100, 200);
    }

    @Test
    final void weightsIn8BitsAreKeptExactly() {
        Variable numbers = Variable.frozen("numbers", DType.INT8, Shape.of(2, 3));
        Tensor values = Tensor.of(Shape.of(2, 3), (byte) -128, (byte) -127, (byte) -1, (byte) 0, (byte) 5, (byte) 127);
        backend.write(numbers, values);
        assertThat(backend.read(numbers)).isEqualTo(values);
        assertThatThrownBy(() -> backend.write(numbers, Tensor.zeros(Shape.of(2, 3))))
                .isInstanceOf(IllegalArgumentException.class);
        Graph g = new Graph("cast");
        g.output("floats", cast(g.read(numbers), DType.FLOAT32));
        g.output("whole", cast(g.constant(values), DType.INT64));
        Map<String, Tensor> out = run(g, Map.of());
        assertThat(out.get("floats")).isEqualTo(Tensor.of(Shape.of(2, 3), -128f, -127f, -1f, 0f, 5f, 127f));
        assertThat(out.get("whole")).isEqualTo(Tensor.of(Shape.of(2, 3), -128L, -127L, -1L, 0L, 5L, 127L));
    }

    /** An engine may multiply the 8 bits themselves, by an input that it rounds to as many. */
    @Test
    final void weightsIn8BitsAreMultiplied() {
        CounterRandom random = CounterRandom.of(7, "int8");
        Tensor x = Tensor.of(Shape.of(3, 5, 64), random.gaussians(0, 3 * 5 * 64));
        Map<String, Tensor> weights = Map.of(
                "turned", Tensor.of(Shape.of(48, 64), random.gaussians(1, 48 * 64)),
                "straight", Tensor.of(Shape.of(64, 48), random.gaussians(2, 64 * 48)));
        Map<String, Tensor> stored = Int8Weights.quantized(weights, Map.of("turned", 0, "straight", 1));
        List<ParameterSpec> specs = weights.entrySet().stream()
                .map(entry ->
                        new ParameterSpec(entry.getKey(), entry.getValue().shape(), new ParameterSpec.Init.Constant(0)))
                .toList();
        Parameters parameters = Parameters.frozen("int8", specs, stored);
        parameters.write(backend, stored);
        Map<String, Tensor> found = run(products(parameters::in), Map.of("x", x));
        Map<String, NdArray> meant =
                Interpreter.run(products(g -> Int8Weights.constants(g, stored)), Map.of("x", NdArray.from(x)));
        found.forEach((name, tensor) -> {
            double[] expected = meant.get(name).doubles();
            double greatest = 0;
            double error = 0;
            for (int i = 0; i < expected.length; i++) {
                greatest = Math.max(greatest, Math.abs(expected[i]));
                error = Math.max(error, Math.abs(tensor.floats()[i] - expected[i]));
            }
            assertThat(error / greatest).as(name).isLessThan(0x1p-6);
        });
        assertThat(parameters.read(backend)).isEqualTo(stored);
    }

    private static Graph products(Function<Graph, Weights> weights) {
        Graph g = new Graph("int8");
        Value x = g.input("x", DType.FLOAT32, 3, 5, 64);
        Weights w = weights.apply(g);
        Value bias =
                g.constant(Tensor.of(Shape.of(48), CounterRandom.of(8, "bias").gaussians(0, 48)));
        g.output("turned", add(matmul(x, transposeMatrix(w.get("turned"))), bias));
        g.output("straight", matmul(x, w.get("straight")));
        return g;
    }

    @Test
    final void aValueCanBeAssignedToTwoVariables() {
        Graph g = new Graph("twice");
        Value x = mul(g.input("x", DType.FLOAT32, 2), 2);
        g.assign(a, x);
        g.assign(b, x);
        backend.compile(g).run(Map.of("x", pair(1, 2)));
        backend.compile(g).run(Map.of("x", pair(3, 4)));
        assertValue(a, 6, 8);
        backend.write(a, pair(0, 0));
        assertValue(b, 6, 8);
    }

    @Test
    final void anotherVariableCanBeAssigned() {
        backend.write(a, pair(1, 2));
        assigning(b, g -> g.read(a)).run(Map.of());
        backend.write(a, pair(5, 6));
        assertValue(b, 1, 2);
        assertValue(a, 5, 6);
    }

    @Test
    final void itsOwnValueCanBeAssigned() {
        backend.write(a, pair(1, 2));
        Program p = assigning(a, g -> g.read(a));
        p.run(Map.of());
        p.run(Map.of());
        assertValue(a, 1, 2);
    }

    @Test
    final void aFrozenVariableCanBeAssignedToAnother() {
        backend.write(frozen, pair(1, 2));
        assigning(a, g -> g.read(frozen)).run(Map.of());
        backend.write(a, pair(3, 4));
        assertThat(backend.read(frozen)).isEqualTo(pair(1, 2));
    }

    @Test
    final void anInputCanBeAssigned() {
        Program p = assigning(a, g -> g.input("x", DType.FLOAT32, 2));
        float[] data = {1, 2};
        p.run(Map.of("x", Tensor.of(Shape.of(2), data)));
        data[0] = 99;
        assertValue(a, 1, 2);
        p.run(Map.of("x", pair(3, 4)));
        assertValue(a, 3, 4);
    }

    @Test
    final void aConstantCanBeAssigned() {
        backend.write(a, pair(1, 2));
        Program reset = assigning(a, g -> g.constant(pair(7, 8)));
        Program twice = assigning(a, g -> mul(g.read(a), 2));
        reset.run(Map.of());
        twice.run(Map.of());
        assertValue(a, 14, 16);
        reset.run(Map.of());
        assertValue(a, 7, 8);
    }

    @Test
    final void programsShareThem() {
        backend.write(a, pair(1, 2));
        Program twice = assigning(a, g -> mul(g.read(a), 2));
        Graph g = new Graph("reader");
        g.output("y", add(g.read(a), 1));
        Program reader = backend.compile(g);
        twice.run(Map.of());
        assertThat(reader.run(Map.of()).get("y")).isEqualTo(pair(3, 5));
        backend.write(a, pair(0, 0));
        assertThat(reader.run(Map.of()).get("y")).isEqualTo(pair(1, 1));
    }

    @Test
    final void programsOfEqualFormOverOtherVariablesAreOthers() {
        backend.write(a, pair(1, 2));
        backend.write(b, pair(3, 4));
        assigning(a, g -> mul(g.read(a), 2)).run(Map.of());
        assigning(b, g -> mul(g.read(b), 2)).run(Map.of());
        assertValue(a, 2, 4);
        assertValue(b, 6, 8);
    }

    @Test
    final void aScalarCanBeAVariable() {
        Variable step = Variable.of("step", Shape.scalar());
        backend.write(step, Tensor.scalar(0f));
        Program p = assigning(step, g -> add(g.read(step), 1));
        p.run(Map.of());
        p.run(Map.of());
        assertThat(backend.read(step)).isEqualTo(Tensor.scalar(2f));
    }

    private Program frozenTimes() {
        Graph g = new Graph("frozen weights");
        g.output("y", mul(g.input("x", DType.FLOAT32, 2), g.read(frozen)));
        return backend.compile(g);
    }

    @Test
    final void aFrozenOneCanBeWrittenUntilItIsCompiled() {
        backend.write(frozen, pair(9, 9));
        backend.write(frozen, pair(3, 5));
        Program p = frozenTimes();
        assertThat(p.run(Map.of("x", pair(2, 2))).get("y")).isEqualTo(pair(6, 10));
        assertThatThrownBy(() -> backend.write(frozen, pair(1, 1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("variable frozen");
        assertThat(backend.read(frozen)).isEqualTo(pair(3, 5));
        assertThat(p.run(Map.of("x", pair(2, 2))).get("y")).isEqualTo(pair(6, 10));
    }

    @Test
    final void aFrozenOneMustBeWrittenBeforeItIsCompiled() {
        assertThatThrownBy(this::frozenTimes)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("variable frozen");
    }

    @Test
    final void releaseFreesItAndItsPrograms() {
        backend.write(a, pair(1, 2));
        backend.write(b, pair(3, 4));
        Program overA = assigning(a, g -> mul(g.read(a), 2));
        Program overB = assigning(b, g -> mul(g.read(b), 2));
        backend.release(a);
        assertThatThrownBy(() -> backend.read(a)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> overA.run(Map.of())).isInstanceOf(IllegalStateException.class);
        overB.run(Map.of());
        assertValue(b, 6, 8);
        backend.release(a);
        backend.release(Variable.of("never seen", Shape.of(1)));
    }

    @Test
    final void aReleasedOneStartsAnew() {
        backend.write(a, pair(1, 2));
        assigning(a, g -> mul(g.read(a), 2));
        backend.release(a);
        backend.write(a, pair(5, 6));
        assigning(a, g -> mul(g.read(a), 2)).run(Map.of());
        assertValue(a, 10, 12);
        backend.write(frozen, pair(3, 5));
        frozenTimes();
        backend.release(frozen);
        backend.write(frozen, pair(1, 2));
        assertThat(frozenTimes().run(Map.of("x", pair(2, 2))).get("y")).isEqualTo(pair(2, 4));
    }
}
