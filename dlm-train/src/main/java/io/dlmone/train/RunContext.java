package io.dlmone.train;

import io.dlmone.backend.Backend;
import io.dlmone.backend.BackendProvider;
import io.dlmone.backend.Backends;
import io.dlmone.backend.Precision;
import io.dlmone.train.parallel.Averaging;
import io.dlmone.train.parallel.Cluster;
import io.dlmone.train.parallel.Parallel;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * What a job is given from outside. Several jobs may share one, one after the other. Closing it closes the engine; who
 * made it of an engine of his own may close that himself instead.
 *
 * @param backend the open engine
 * @param engine how it was opened
 * @param progress hears how the job goes on
 * @param stop becomes true when the job should save its work and end, as after Ctrl-C; asked between two updates
 * @param parallel workers that share the updates of a training or a distillation; empty: the engine makes them
 */
public record RunContext(
        Backend backend,
        EngineOptions engine,
        ProgressListener progress,
        BooleanSupplier stop,
        Optional<Parallel> parallel)
        implements AutoCloseable {

    /**
     * A job that the engine does on its own.
     *
     * @param backend the open engine
     * @param engine how it was opened
     * @param progress hears how the job goes on
     * @param stop becomes true when the job should save its work and end
     */
    public RunContext(Backend backend, EngineOptions engine, ProgressListener progress, BooleanSupplier stop) {
        this(backend, engine, progress, stop, Optional.empty());
    }

    /**
     * {@return a job that tells nobody and is never stopped}
     *
     * @param backend stays the caller's
     * @param engine how it was opened
     */
    public static RunContext quiet(Backend backend, EngineOptions engine) {
        return new RunContext(backend, engine, ProgressListener.NONE, () -> false);
    }

    /** {@return the first usable engine on the class path, with a thread for each processor} */
    public static RunContext open() {
        return builder().open();
    }

    /** {@return a builder that opens an engine in another way} */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * {@return the same engine, with another listener}
     *
     * @param listener is told of the progress
     */
    public RunContext telling(ProgressListener listener) {
        return new RunContext(backend, engine, listener, stop, parallel);
    }

    /**
     * {@return the same engine, stopped by another signal}
     *
     * @param signal asked between updates whether to stop
     */
    public RunContext stoppedBy(BooleanSupplier signal) {
        return new RunContext(backend, engine, progress, signal, parallel);
    }

    /**
     * {@return the same engine, beside workers that share the updates of a training or a distillation} Each worker
     * opens an engine of the same kind; this one validates.
     *
     * @param cluster where they are
     * @param averaging how they agree
     */
    public RunContext on(Cluster cluster, Averaging averaging) {
        new Checks()
                .atLeast("workers", cluster.workers(), 1)
                .atLeast("local-steps", averaging.steps(), 0)
                .positive("outer-lr", averaging.rate(), 10)
                .fraction("outer-momentum", averaging.momentum(), 0, 1)
                .refuse();
        return new RunContext(backend, engine, progress, stop, Optional.of(new Parallel(cluster, averaging)));
    }

    /** {@return how the job computes, by the names of the settings} */
    Map<String, Object> toConfig() {
        Map<String, Object> config = new LinkedHashMap<>(engine.toConfig());
        parallel.ifPresent(shared -> config.putAll(shared.toConfig()));
        return config;
    }

    @Override
    public void close() {
        backend.close();
    }

    /** How to open an engine. */
    public static final class Builder {

        private Optional<String> name = Optional.empty();
        private String device = "cpu";
        private int threads = Runtime.getRuntime().availableProcessors();
        private Precision precision = Precision.FP32;

        private Builder() {}

        /**
         * Names the backend, such as {@code onnx}; if none is named, it is the first usable one.
         *
         * @param backend its stable name
         * @return this
         */
        public Builder backend(String backend) {
            name = Optional.of(backend);
            return this;
        }

        /**
         * Sets the device: {@code cpu}, which is the default, or {@code cuda[:n]}.
         *
         * @param where {@code cpu} or {@code cuda[:n]}
         * @return this
         */
        public Builder device(String where) {
            device = where;
            return this;
        }

        /**
         * Sets the threads for one program; by default one for each processor.
         *
         * @param n at least 1
         * @return this
         */
        public Builder threads(int n) {
            threads = n;
            return this;
        }

        /**
         * Sets the arithmetic of matrix products; by default single precision.
         *
         * @param of of the operands
         * @return this
         */
        public Builder precision(Precision of) {
            precision = of;
            return this;
        }

        /**
         * Opens the engine.
         *
         * @return the context, which the caller closes
         * @throws io.dlmone.error.UserException if there is no such backend, or it cannot run here
         */
        public RunContext open() {
            new Checks().atLeast("threads", threads, 1).refuse();
            BackendProvider provider = name.map(Backends::named).orElseGet(Backends::preferred);
            EngineOptions engine = new EngineOptions(provider.name(), device, threads, precision);
            return quiet(provider.open(engine.toBackendOptions()), engine);
        }
    }
}
