package io.dlmone.contract;

import static io.dlmone.graph.Ops.*;
import static org.assertj.core.api.Assertions.assertThat;

import io.dlmone.backend.Backend;
import io.dlmone.backend.BackendOptions;
import io.dlmone.backend.BackendProvider;
import io.dlmone.backend.EngineAdapter;
import io.dlmone.backend.EngineProgram;
import io.dlmone.backend.PathCheck;
import io.dlmone.backend.PathChecks;
import io.dlmone.backend.Probe;
import io.dlmone.backend.SharedBackend;
import io.dlmone.graph.Graph;
import io.dlmone.graph.Value;
import io.dlmone.graph.Variable;
import io.dlmone.oracle.Interpreter;
import io.dlmone.oracle.NdArray;
import io.dlmone.tensor.DType;
import io.dlmone.tensor.Shape;
import io.dlmone.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/**
 * What a backend must do whose engine has special paths, tested against a float64 interpreter: every operator is right
 * by plain operators alone, and special paths that give wrong numbers are noticed, avoided and told of.
 */
public abstract class SpecialPathContract extends OperatorContract {

    /**
     * Opens the engine.
     *
     * @param options how to open it
     * @return the engine, which the test closes
     */
    protected abstract EngineAdapter engine(BackendOptions options);

    /** One whose special paths are never used. */
    @Override
    protected final BackendProvider provider() {
        return new TestProvider(
                "plain", "plain operators", options -> new SharedBackend(new Plain(engine(options)), options));
    }

    @Test
    final void rightSpecialPathsAreUsed() {
        PathChecks checks = new PathChecks("engine");
        runNetwork(engine(options()), checks);
        assertThat(checks.verdicts()).isNotEmpty().allSatisfy(c -> {
            assertThat(c.used()).as(c.toString()).isTrue();
            assertThat(c.error()).isLessThan(c.tolerance());
            assertThat(c.reason()).isEmpty();
        });
        int known = checks.verdicts().size();
        runNetwork(engine(options()), checks);
        assertThat(checks.verdicts()).as("checked once").hasSize(known);
    }

    @Test
    final void wrongSpecialPathsAreNoticedAvoidedAndToldOf() {
        PathChecks checks = new PathChecks("engine");
        runNetwork(new Wrong(engine(options())), checks);
        assertThat(checks.verdicts()).isNotEmpty().extracting(PathCheck::used).containsOnly(false);
        assertThat(checks.verdicts()).allSatisfy(c -> assertThat(c.reason()).contains("differs from plain operators"));
    }

    /** A small network with frozen weights, which must give the right numbers. */
    private void runNetwork(EngineAdapter engine, PathChecks checks) {
        Random random = new Random(3);
        Variable w = Variable.frozen("w", Shape.of(48, 32));
        Variable scale = Variable.frozen("scale", Shape.of(32));
        Graph g = new Graph("network");
        Value x = g.input("x", DType.FLOAT32, 5, 32);
        g.output("y", network(x, g.read(w), g.read(scale)));
        Tensor weight = normal(random, 48, 32);
        Tensor scales = normal(random, 32);
        Tensor in = normal(random, 5, 32);
        Graph exact = new Graph("network");
        exact.output(
                "y", network(exact.input("x", DType.FLOAT32, 5, 32), exact.constant(weight), exact.constant(scales)));
        NdArray expected = Interpreter.run(exact, Map.of("x", NdArray.from(in))).get("y");
        try (Backend backend = new SharedBackend(engine, options(), checks)) {
            backend.write(w, weight);
            backend.write(scale, scales);
            assertClose("y", backend.compile(g).run(Map.of("x", in)).get("y"), expected, 1e-5, 1);
            assertThat(backend.pathChecks()).isEqualTo(checks.verdicts());
        }
    }

    private static Value network(Value x, Value w, Value scale) {
        Value h = gelu(matmul(x, transposeMatrix(w)));
        Value y = layerNorm(add(x, matmul(h, w)), scale, scale, 1e-5);
        return softmax(y);
    }

    private static Tensor normal(Random random, int... dims) {
        Tensor t = Tensor.zeros(Shape.of(dims));
        for (int i = 0; i < t.floats().length; i++) {
            t.floats()[i] = (float) random.nextGaussian();
        }
        return t;
    }

    private static class Plain implements EngineAdapter {

        private final EngineAdapter engine;

        Plain(EngineAdapter engine) {
            this.engine = engine;
        }

        @Override
        public String name() {
            return engine.name();
        }

        @Override
        public Lowered lower(Graph graph, Predicate<Probe> trusted) {
            return engine.lower(graph, p -> false);
        }

        @Override
        public void write(Variable variable, Tensor value) {
            engine.write(variable, value);
        }

        @Override
        public Tensor read(Variable variable) {
            return engine.read(variable);
        }

        @Override
        public void release(Variable variable) {
            engine.release(variable);
        }

        @Override
        public void close() {
            engine.close();
        }
    }

    /** Programs with a special path in them give numbers that are off by half. */
    private static final class Wrong extends Plain {

        private final EngineAdapter engine;

        Wrong(EngineAdapter engine) {
            super(engine);
            this.engine = engine;
        }

        @Override
        public Lowered lower(Graph graph, Predicate<Probe> trusted) {
            AtomicBoolean special = new AtomicBoolean();
            Lowered lowered = engine.lower(graph, p -> {
                boolean trusts = trusted.test(p);
                special.compareAndSet(false, trusts);
                return trusts;
            });
            return new Lowered(
                    lowered.key(),
                    () -> special.get()
                            ? new WrongProgram(lowered.load().get())
                            : lowered.load().get());
        }
    }

    private record WrongProgram(EngineProgram right) implements EngineProgram {

        @Override
        public Map<String, Tensor> run(Map<String, Tensor> inputs) {
            Map<String, Tensor> outputs = right.run(inputs);
            for (Tensor t : List.copyOf(outputs.values())) {
                for (int i = 0; i < t.floats().length; i++) {
                    t.floats()[i] *= 1.5f;
                }
            }
            return outputs;
        }

        @Override
        public boolean uses(Variable variable) {
            return right.uses(variable);
        }

        @Override
        public void close() {
            right.close();
        }
    }
}
