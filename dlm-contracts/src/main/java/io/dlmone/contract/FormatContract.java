package io.dlmone.contract;

import static io.dlmone.graph.Ops.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dlmone.backend.BackendProvider;
import io.dlmone.backend.ProgramFormat;
import io.dlmone.graph.Graph;
import io.dlmone.graph.Value;
import io.dlmone.graph.Variable;
import io.dlmone.oracle.Interpreter;
import io.dlmone.oracle.NdArray;
import io.dlmone.random.CounterRandom;
import io.dlmone.tensor.DType;
import io.dlmone.tensor.Shape;
import io.dlmone.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What files of a backend's format must do in the engine's own library, without this one. A backend that writes files
 * proves itself with a subclass.
 */
public abstract class FormatContract {

    private static final CounterRandom RANDOM = CounterRandom.of(7, "format");
    private static final int LENGTH = 5;
    private static final int WIDTH = 8;
    private static final int WORDS = 11;

    @TempDir
    private Path folder;

    /** {@return a new provider} */
    protected abstract BackendProvider provider();

    /**
     * Runs a file by the engine's library alone.
     *
     * @param directory where {@link ProgramFormat#write} wrote
     * @param inputs by name, in the graph's order
     * @return the outputs by name
     * @throws Exception as the library does
     */
    protected abstract Map<String, Tensor> run(Path directory, Map<String, Tensor> inputs) throws Exception;

    private ProgramFormat format() {
        return provider().format().orElseThrow();
    }

    @Test
    final void itsNameIsStableAndFitForACommandLine() {
        assertThat(format().name()).matches("[a-z][a-z0-9-]*");
        assertThat(format().fileName()).isEqualTo(format().fileName()).doesNotContain("/");
    }

    @ParameterizedTest(name = "{0} rows")
    @ValueSource(ints = {1, 2, 7})
    final void aFileTakesBatchesOfAnySize(int rows) throws Exception {
        format().write(network(1), true, folder);
        requireSame(run(folder, inputs(rows)), rows);
    }

    @Test
    final void aFileTakesBatchesOfTheSizeThatItIsWrittenFor() throws Exception {
        format().write(network(3), false, folder);
        requireSame(run(folder, inputs(3)), 3);
    }

    @Test
    final void theProgramIsInTheFileOfThatName() throws IOException {
        format().write(network(1), true, folder);
        assertThat(Files.size(folder.resolve(format().fileName()))).isPositive();
    }

    @Test
    final void equalGraphsBecomeEqualFiles(@TempDir Path other) throws IOException {
        format().write(network(1), true, folder);
        format().write(network(1), true, other);
        assertThat(folder.resolve(format().fileName())).hasSameBinaryContentAs(other.resolve(format().fileName()));
    }

    @Test
    final void weightsAreConstants() {
        Graph g = new Graph("weighted");
        Value x = g.input("x", DType.FLOAT32, 1, 2);
        g.output("y", add(x, g.read(Variable.frozen("w", Shape.of(2)))));
        assertThatThrownBy(() -> format().write(g, false, folder))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("w");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    final void rowsThatMixAreRefused() throws Exception {
        Graph g = new Graph("mixed");
        g.output("y", sum(g.input("x", DType.FLOAT32, 1, 2), true, 0));
        assertThatThrownBy(() -> format().write(g, true, folder))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("mixes the rows");
        assertThat(folder).isEmptyDirectory();
        format().write(g, false, folder);
        Tensor x = Tensor.of(Shape.of(1, 2), 3f, 4f);
        assertThat(run(folder, Map.of("x", x)).get("y")).isEqualTo(x);
    }

    private static void requireSame(Map<String, Tensor> found, int rows) {
        Map<String, NdArray> given = new LinkedHashMap<>();
        inputs(rows).forEach((name, t) -> given.put(name, NdArray.from(t)));
        Map<String, NdArray> expected = Interpreter.run(network(rows), given);
        assertThat(found).containsOnlyKeys(expected.keySet());
        expected.forEach((name, e) -> BackendFixture.assertClose(name, found.get(name), e, 1e-5, 1e-3));
    }

    private static Map<String, Tensor> inputs(int rows) {
        Map<String, Tensor> in = new LinkedHashMap<>();
        in.put("ids", Tensor.of(Shape.of(rows, LENGTH), RANDOM.integers(rows, rows * LENGTH, WORDS)));
        in.put("start", Tensor.of(Shape.of(rows), RANDOM.integers(100 + rows, rows, LENGTH)));
        in.put("x", Tensor.of(Shape.of(rows, LENGTH, WIDTH), RANDOM.gaussians(200 + rows, rows * LENGTH * WIDTH)));
        return in;
    }

    private static Value weight(Graph g, long number, int... dims) {
        Shape shape = Shape.of(dims);
        return g.constant(Tensor.of(shape, RANDOM.gaussians(1000 + number, shape.size())));
    }

    /** A network of every operator that keeps rows apart, recorded for a batch. */
    private static Graph network(int rows) {
        Graph g = new Graph("network");
        Value ids = g.input("ids", DType.INT64, rows, LENGTH);
        Value start = g.input("start", DType.INT64, rows);
        Value x = g.input("x", DType.FLOAT32, rows, LENGTH, WIDTH);
        long[] positions = {0, 1, 2, 3, 4};
        Value target = not(less(g.constant(Tensor.of(Shape.of(1, LENGTH, 1), positions)), reshape(start, rows, 1, 1)));
        Value h = where(target, mul(x, 0.5), gather(weight(g, 0, WORDS, WIDTH), ids));
        h = add(h, reshape(time(g, rows), rows, 1, WIDTH));
        h = layerNorm(add(weight(g, 1, LENGTH, WIDTH), h), weight(g, 2, WIDTH), weight(g, 3, WIDTH), 1e-6);
        h = add(h, attended(g, h, rows));
        Value flat = reshape(h, rows * LENGTH, WIDTH);
        h = gelu(add(matmul(reshape(flat, rows, LENGTH, WIDTH), transpose(weight(g, 4, WIDTH, WIDTH), 1, 0)), 0.25));
        h = concat(1, h, tanh(slice(x, 1, 1, 3)));
        h = pad(h, 1, 1, 0);
        g.output("hidden", elementwise(h));
        Value logits = matmul(h, weight(g, 5, WIDTH, WORDS));
        g.output("tokens", argMax(logits));
        g.output("target", target);
        g.output("likelihood", gatherElements(logSoftmax(slice(logits, 1, 0, LENGTH)), reshape(ids, rows, LENGTH, 1)));
        g.output("mean", mean(softmax(logits), false, 1));
        g.output("hot", max(oneHot(ids, WORDS), expand(reduceMax(x, true, 2), Shape.of(rows, LENGTH, WORDS))));
        return g;
    }

    /** The same for all rows: recorded as a constant of each, as a generator's time is. */
    private static Value time(Graph g, int rows) {
        long[] t = new long[rows];
        Arrays.fill(t, 3);
        Value tau = reshape(cast(g.constant(Tensor.of(Shape.of(rows), t)), DType.FLOAT32), rows, 1);
        return add(sin(mul(tau, weight(g, 6, 1, WIDTH))), cos(mul(tau, weight(g, 7, 1, WIDTH))));
    }

    private static Value attended(Graph g, Value h, int rows) {
        Value heads = transpose(reshape(h, rows, LENGTH, 2, WIDTH / 2), 0, 2, 1, 3);
        Value y = attention(heads, mul(heads, 2), neg(heads));
        return matmul(reshape(transpose(y, 0, 2, 1, 3), rows, LENGTH, WIDTH), weight(g, 8, WIDTH, WIDTH));
    }

    private static Value elementwise(Value h) {
        Value positive = add(abs(h), 1);
        Value sum = add(log(positive), add(sqrt(positive), add(exp(neg(positive)), reciprocal(positive))));
        Value more = add(sigmoid(h), add(softplus(h), add(erf(h), add(sign(sub(h, positive)), stopGradient(h)))));
        Value truth = and(less(h, positive), not(equal(h, positive)));
        return div(sub(add(sum, more), min(h, 0.5)), add(cast(truth, DType.FLOAT32), 1));
    }
}
