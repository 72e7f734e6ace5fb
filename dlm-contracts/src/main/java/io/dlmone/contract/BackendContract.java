package io.dlmone.contract;

import static io.dlmone.graph.Ops.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.dlmone.backend.Backend;
import io.dlmone.backend.BackendOptions;
import io.dlmone.backend.BackendProvider;
import io.dlmone.backend.Capability;
import io.dlmone.backend.Program;
import io.dlmone.backend.check.EngineCheck;
import io.dlmone.backend.check.NumericalCheck;
import io.dlmone.error.UserException;
import io.dlmone.graph.Gradients;
import io.dlmone.graph.Graph;
import io.dlmone.graph.Value;
import io.dlmone.graph.Variable;
import io.dlmone.tensor.DType;
import io.dlmone.tensor.Shape;
import io.dlmone.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What every backend must do, tested against a float64 interpreter. A backend proves itself with a subclass:
 *
 * <pre>{@code
 * class MyBackendTest extends BackendContract {
 *     @Override
 *     protected BackendProvider provider() {
 *         return new MyBackendProvider();
 *     }
 * }
 * }</pre>
 *
 * <p>It opens the backend on one thread of the CPU; override {@link #options} for another device and {@link #tolerance}
 * for an operator that the engine approximates.
 */
public abstract class BackendContract extends ThreadsContract {

    private static final String SEED = "dlm.seed";
    private static final int WIDTH = 64;
    private static final int WARM_UP = 2_000;
    private static final long MEBIBYTE = 1L << 20;
    private static final long GIBIBYTE = 1L << 30;
    private static final Path MAPPINGS = Path.of("/proc/self/smaps");

    @Override
    protected abstract BackendProvider provider();

    /** {@return number of training steps over which memory must stay flat} */
    protected int memoryRuns() {
        return 10_000;
    }

    @Test
    final void bearsItsProvidersName() {
        assertThat(backend.name()).isEqualTo(provider().name());
    }

    @Test
    final void canBeClosedTwice() {
        Program p = step(backend, 1);
        p.run(batch(1));
        backend.close();
        assertThatCode(backend::close).doesNotThrowAnyException();
    }

    @Test
    final void refusesEverythingOnceClosed() {
        Variable v = Variable.of("v", Shape.of(2));
        Graph g = new Graph("late");
        g.output("y", mul(g.input("x", DType.FLOAT32, 2), 2));
        Program p = backend.compile(g);
        backend.write(v, Tensor.zeros(Shape.of(2)));
        backend.close();
        assertThatThrownBy(() -> p.run(Map.of("x", Tensor.zeros(Shape.of(2)))))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> backend.compile(g)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> backend.write(v, Tensor.zeros(Shape.of(2)))).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> backend.read(v)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> backend.release(v)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    final void twoAreIndependent() {
        Variable v = Variable.of("v", Shape.of(2));
        Graph g = new Graph("twice");
        g.assign(v, mul(g.read(v), 2));
        Backend other = provider().open(options());
        backend.write(v, Tensor.of(Shape.of(2), 1f, 2f));
        other.write(v, Tensor.of(Shape.of(2), 5f, 6f));
        backend.compile(g).run(Map.of());
        other.compile(g).run(Map.of());
        assertThat(other.read(v).floats()).containsExactly(10, 12);
        other.close();
        backend.compile(g).run(Map.of());
        assertThat(backend.read(v).floats()).containsExactly(4, 8);
    }

    @Test
    final void repeatsBitForBit() {
        List<Tensor> first = trained(backend);
        try (Backend again = provider().open(options())) {
            assertThat(trained(again)).isEqualTo(first);
        }
    }

    private List<Tensor> trained(Backend on) {
        Map<String, Variable> weights = new LinkedHashMap<>();
        Program p = step(on, 7, weights);
        List<Tensor> seen = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            seen.addAll(p.run(batch(i)).values());
        }
        weights.values().forEach(v -> seen.add(on.read(v)));
        return seen;
    }

    /** In every precision, with trained and frozen weights of shapes that are drawn anew in every run. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    final void isRightOverDrawnShapes(int threads) {
        long seed = Long.getLong(SEED, System.nanoTime());
        String again = "-D" + SEED + "=" + seed;
        System.out.println(provider().name() + " on " + threads + " threads, drawn shapes: repeat with " + again);
        List<EngineCheck> checks =
                NumericalCheck.drawn(seed).run(List.of(provider()), options().device(), threads);
        assertThat(checks).isNotEmpty();
        assertThat(checks.stream().filter(c -> !c.isRight())).as(again).isEmpty();
    }

    @Test
    final void linearRegressionConverges() {
        Variable w = Variable.of("w", Shape.of(2, 1));
        Variable b = Variable.of("b", Shape.of(1));
        backend.write(w, Tensor.zeros(w.shape()));
        backend.write(b, Tensor.zeros(b.shape()));
        Graph g = new Graph("linear regression");
        Value x = g.input("x", DType.FLOAT32, 8, 2);
        Value y = g.input("y", DType.FLOAT32, 8, 1);
        Value loss = mean(square(sub(add(matmul(x, g.read(w)), g.read(b)), y)));
        List<Value> d = Gradients.of(loss, List.of(g.read(w), g.read(b)));
        g.assign(w, sub(g.read(w), mul(d.get(0), 0.1)));
        g.assign(b, sub(g.read(b), mul(d.get(1), 0.1)));
        g.output("loss", loss);
        Program p = backend.compile(g);
        Random random = new Random(3);
        float last = Float.NaN;
        for (int i = 0; i < 500; i++) {
            Tensor points = normal(random, 8, 2);
            float[] f = points.floats();
            float[] truth = new float[8];
            for (int j = 0; j < 8; j++) {
                truth[j] = 3 * f[2 * j] - 2 * f[2 * j + 1] + 0.5f;
            }
            last = p.run(Map.of("x", points, "y", Tensor.of(Shape.of(8, 1), truth)))
                    .get("loss")
                    .item();
        }
        assertThat(last).isLessThan(1e-6f);
        assertThat(backend.read(w).floats()[0]).isCloseTo(3f, within(1e-3f));
        assertThat(backend.read(w).floats()[1]).isCloseTo(-2f, within(1e-3f));
        assertThat(backend.read(b).floats()[0]).isCloseTo(0.5f, within(1e-3f));
    }

    @Test
    final void writesAProfileOrRefusesTo(@TempDir Path dir) throws IOException {
        Path profile = dir.resolve("profile");
        BackendOptions profiled = new BackendOptions("cpu", 1, options().precision(), Optional.of(profile));
        if (!provider().capabilities().contains(Capability.PROFILING)) {
            assertThatThrownBy(() -> provider().open(profiled))
                    .isInstanceOf(UserException.class)
                    .hasMessageContaining("profile");
            return;
        }
        try (Backend other = provider().open(profiled)) {
            step(other, 3).run(batch(3));
        }
        try (Stream<Path> files = Files.list(profile)) {
            assertThat(files).isNotEmpty().allMatch(file -> file.toFile().length() > 0);
        }
    }

    @Test
    final void keepsMemoryFlatOverManyRuns() throws IOException {
        assumeTrue(
                Files.isReadable(MAPPINGS), "NOT CHECKED: memory is measured from " + MAPPINGS + ", which is not here");
        Program p = step(backend, 5);
        repeat(p, Math.min(WARM_UP, memoryRuns()));
        long before = nativeMemory();
        repeat(p, memoryRuns());
        // One tensor of 16 KiB lost in every run would be 160 MiB.
        assertThat((nativeMemory() - before) / MEBIBYTE)
                .as("growth of native memory in MiB over %d runs", memoryRuns())
                .isLessThan(24);
    }

    private static void repeat(Program p, int runs) {
        Map<String, Tensor> batch = batch(2);
        for (int i = 0; i < runs; i++) {
            p.run(batch);
        }
    }

    /** Resident memory without the Java heap, which HotSpot maps below 32 GiB and the libraries do not. */
    private static long nativeMemory() throws IOException {
        System.gc();
        long bytes = 0;
        boolean counted = false;
        for (String line : Files.readAllLines(MAPPINGS)) {
            if (line.matches("[0-9a-f]+-[0-9a-f]+ .*")) {
                counted = Long.parseUnsignedLong(line.substring(0, line.indexOf('-')), 16) >= 32 * GIBIBYTE;
            } else if (counted && line.startsWith("Rss:")) {
                bytes += Long.parseLong(line.replaceAll("\\D", "")) * 1024;
            }
        }
        return bytes;
    }

    private static Program step(Backend on, long seed) {
        return step(on, seed, new LinkedHashMap<>());
    }

    /** One training step of a small network with momentum: several variables, all assigned, and a few outputs. */
    private static Program step(Backend on, long seed, Map<String, Variable> variables) {
        Random random = new Random(seed);
        for (String name : List.of("w", "momentum")) {
            Variable v = Variable.of(name, Shape.of(WIDTH, WIDTH));
            variables.put(name, v);
            on.write(v, name.equals("w") ? normal(random, WIDTH, WIDTH) : Tensor.zeros(v.shape()));
        }
        Variable w = variables.get("w");
        Variable m = variables.get("momentum");
        Graph g = new Graph("step");
        Value h = gelu(mul(matmul(g.input("x", DType.FLOAT32, 4, WIDTH), g.read(w)), 1.0 / 8));
        Value loss = mean(crossEntropy(h, g.input("label", DType.INT64, 4)));
        Value gradient = Gradients.of(loss, List.of(g.read(w))).get(0);
        Value velocity = add(mul(g.read(m), 0.9), gradient);
        g.assign(m, velocity);
        g.assign(w, sub(g.read(w), mul(velocity, 0.01)));
        g.output("loss", loss);
        g.output("gradient", gradient);
        return on.compile(g);
    }

    private static Map<String, Tensor> batch(long seed) {
        Random random = new Random(seed);
        return Map.of(
                "x",
                normal(random, 4, WIDTH),
                "label",
                Tensor.of(Shape.of(4), random.longs(4, 0, WIDTH).toArray()));
    }

    private static Tensor normal(Random random, int... dims) {
        Tensor t = Tensor.zeros(Shape.of(dims));
        for (int i = 0; i < t.floats().length; i++) {
            t.floats()[i] = (float) random.nextGaussian();
        }
        return t;
    }
}
