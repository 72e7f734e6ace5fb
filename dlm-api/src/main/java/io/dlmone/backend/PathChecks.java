package io.dlmone.backend;

import io.dlmone.tensor.Tensor;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Known-answer checks of an engine's special paths: a path is used only where it once agreed with its plain form on the
 * machine at hand, for the same shapes, precision, threads and device. Engines choose their kernels by all of these,
 * and one that is right on one machine can be wrong on the next without a word (oneDNN 3.7.1 with packed weights, say).
 *
 * <p>Verdicts are reached once for a process and an engine. Thread-safe.
 */
public final class PathChecks {

    private static final Map<String, PathChecks> PROCESS = new ConcurrentHashMap<>();
    private static final System.Logger LOG = System.getLogger(PathChecks.class.getName());

    /** Runs a probe on an engine, once. */
    interface Runner {

        /** @param special whether to take the special paths, or plain operators alone */
        Map<String, Tensor> run(Probe probe, boolean special);
    }

    private record Key(String graph, String setting) {}

    private final String engine;
    private final Map<Key, PathCheck> verdicts = new LinkedHashMap<>();

    /**
     * Checks that know nothing yet.
     *
     * @param engine the engine's name in messages
     */
    public PathChecks(String engine) {
        this.engine = engine;
    }

    /**
     * {@return the checks of an engine that this process keeps: an engine does not change while the process runs}
     *
     * @param engine its name
     */
    public static PathChecks ofProcess(String engine) {
        return PROCESS.computeIfAbsent(engine, PathChecks::new);
    }

    /** Whether a special path is to be used; checks it if that was not done before. */
    boolean trusts(Probe probe, BackendOptions options, Runner on) {
        if (probe.isEmpty()) {
            return true;
        }
        String setting = String.format(
                        Locale.ROOT, "%s on %s, threads: %d", options.precision(), options.device(), options.threads())
                .toLowerCase(Locale.ROOT);
        Key key = new Key(probe.graph().toString(), setting);
        synchronized (verdicts) {
            PathCheck known = verdicts.get(key);
            if (known != null) {
                return known.used();
            }
        }
        PathCheck verdict = check(probe, setting, Math.max(probe.tolerance(), tolerance(options.precision())), on);
        synchronized (verdicts) {
            PathCheck first = verdicts.putIfAbsent(key, verdict);
            if (first == null && !verdict.used()) {
                LOG.log(
                        Level.DEBUG,
                        "{0}: {1} is not used for {2}: {3}",
                        engine,
                        verdict.path(),
                        verdict.where(),
                        verdict.reason());
            }
            return (first == null ? verdict : first).used();
        }
    }

    /** {@return the verdicts so far, in the order in which they were reached} */
    public List<PathCheck> verdicts() {
        synchronized (verdicts) {
            return List.copyOf(verdicts.values());
        }
    }

    /** Relative to the greatest magnitude: sums of thousands of float32 products are right to 1e-5. */
    private static double tolerance(Precision precision) {
        return switch (precision) {
            case FP32 -> 5e-5;
            case BF16 -> 0x1p-5;
        };
    }

    private static PathCheck check(Probe probe, String setting, double tolerance, Runner on) {
        String where = probe.where() + "; " + setting;
        Map<String, Tensor> plain = on.run(probe, false);
        double error;
        try {
            error = error(on.run(probe, true), plain);
        } catch (RuntimeException e) {
            return new PathCheck(probe.path(), where, false, Double.NaN, tolerance, "it fails: " + e.getMessage());
        }
        boolean used = error <= tolerance;
        String reason =
                String.format(Locale.ROOT, "it differs from plain operators by %.2g of the greatest value", error);
        return new PathCheck(probe.path(), where, used, error, tolerance, used ? "" : reason);
    }

    private static double error(Map<String, Tensor> special, Map<String, Tensor> plain) {
        List<Double> errors = new ArrayList<>();
        plain.forEach((name, expected) -> {
            float[] found = Objects.requireNonNull(special.get(name), name).floats();
            double scale = Float.MIN_NORMAL;
            double difference = 0;
            for (int i = 0; i < expected.floats().length; i++) {
                double e = expected.floats()[i];
                scale = Math.max(scale, Math.abs(e)); // NaN stays
                difference = Math.max(difference, Math.abs(found[i] - e));
            }
            errors.add(difference / scale);
        });
        return errors.stream().reduce(0., Math::max);
    }
}
