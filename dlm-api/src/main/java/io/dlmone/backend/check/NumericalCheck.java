package io.dlmone.backend.check;

import io.dlmone.backend.Backend;
import io.dlmone.backend.BackendOptions;
import io.dlmone.backend.BackendProvider;
import io.dlmone.backend.Capability;
import io.dlmone.backend.PathCheck;
import io.dlmone.backend.Precision;
import io.dlmone.error.UserException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A numerical self-test of engines on the machine at hand, against double arithmetic in plain Java: products over a
 * grid of shapes with trained and frozen weights, attention, normalisation, softmax, GELU, cross entropy, scatter-add,
 * and a small network with its gradients.
 *
 * <p>Engines choose their kernels by the model of the processor, its caches, the number of threads and the shapes: one
 * that is right on another machine may be wrong on this one, without a word.
 *
 * <pre>{@code
 * for (EngineCheck check : NumericalCheck.standard().run(Backends.all(), "cpu", 2)) {
 *     System.out.println(check.backend() + " " + check.precision() + ": " + check.isRight());
 * }
 * }</pre>
 *
 * <p>Immutable and thread-safe. All engines are open at once while it runs, which takes some seconds.
 */
public final class NumericalCheck {

    private final Supplier<Stream<CheckCase>> cases;

    private NumericalCheck(Supplier<Stream<CheckCase>> cases) {
        this.cases = cases;
    }

    /** {@return all of it, with the same numbers everywhere} */
    public static NumericalCheck standard() {
        return new NumericalCheck(
                () -> Stream.of(ProductCases.standard(1).all(), new LayerCases(1).all(), new NetworkCases(1).all())
                        .flatMap(all -> all));
    }

    /**
     * {@return a check of products alone, of other numbers and shapes for each seed}
     *
     * @param seed of shapes and numbers
     */
    public static NumericalCheck drawn(long seed) {
        return new NumericalCheck(() -> ProductCases.drawn(seed).all());
    }

    /**
     * Checks engines in each precision that they have.
     *
     * @param engines those to check
     * @param device {@code cpu} or {@code cuda[:n]}
     * @param threads threads for one program, at least 1
     * @return one check for each engine and precision, in the order of the engines
     * @throws UserException if the device is none, or none that an engine has
     */
    public List<EngineCheck> run(List<BackendProvider> engines, String device, int threads) {
        List<Checked> all = new ArrayList<>();
        try {
            for (BackendProvider engine : engines) {
                for (Precision precision : Precision.values()) {
                    if (precision == Precision.FP32 || engine.capabilities().contains(Capability.BF16)) {
                        all.add(new Checked(engine, new BackendOptions(device, threads, precision, Optional.empty())));
                    }
                }
            }
            cases.get().forEach(one -> all.forEach(engine -> engine.compute(one)));
            return all.stream().map(Checked::result).toList();
        } finally {
            all.forEach(Checked::close);
        }
    }

    /** An engine under test. */
    private static final class Checked implements AutoCloseable {

        private final BackendProvider provider;
        private final Precision precision;
        private final Map<Kind, Measurement> measurements = new EnumMap<>(Kind.class);
        private @Nullable Backend backend;
        private String failure = "";

        Checked(BackendProvider provider, BackendOptions options) {
            this.provider = provider;
            this.precision = options.precision();
            try {
                backend = provider.open(options);
            } catch (UserException e) {
                throw e;
            } catch (RuntimeException | LinkageError e) {
                failure = e.toString();
            }
        }

        void compute(CheckCase one) {
            if (backend == null) {
                return;
            }
            try {
                one.run(backend, (output, error) -> add(one.kind(), error, one.name() + ", " + output));
            } catch (RuntimeException | LinkageError e) {
                add(one.kind(), Double.POSITIVE_INFINITY, one.name() + ": " + e);
            }
        }

        private void add(Kind kind, double error, String result) {
            measurements.merge(
                    kind,
                    new Measurement(kind, 1, error, kind.bound(precision), result),
                    (before, now) -> before.and(error, result));
        }

        EngineCheck result() {
            List<PathCheck> switchedOff = backend == null
                    ? List.of()
                    : backend.pathChecks().stream().filter(path -> !path.used()).toList();
            return new EngineCheck(
                    provider.name(),
                    provider.engine(),
                    precision,
                    List.copyOf(measurements.values()),
                    switchedOff,
                    failure);
        }

        @Override
        public void close() {
            if (backend != null) {
                backend.close();
            }
        }
    }
}
