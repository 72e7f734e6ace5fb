package io.dlmone.train;

import io.dlmone.backend.Backend;
import io.dlmone.backend.Backends;
import io.dlmone.backend.Workers;
import io.dlmone.bundle.ModelBundle;
import io.dlmone.bundle.ModelDirectory;
import io.dlmone.data.DataDirectory;
import io.dlmone.data.Split;
import io.dlmone.io.Safetensors;
import io.dlmone.optim.NonFiniteUpdate;
import io.dlmone.tensor.Tensor;
import io.dlmone.train.parallel.Averaging;
import io.dlmone.train.parallel.WorkerBackend;
import java.io.Serializable;
import java.util.Map;

/**
 * What a worker begins with, whatever it trains: an engine, a model, training data, and the state to go on from.
 *
 * @param engine what the worker opens for itself
 * @param averaging how workers agree
 * @param files the model, the data unless it is built in, and the state
 * @param builtin name of built-in data; empty: it is among the files
 * @param seed of everything random
 * @param step updates made
 */
record WorkerSetup(EngineOptions engine, Averaging averaging, TaskFiles files, String builtin, long seed, long step)
        implements Serializable {

    private static final String MODEL = "model";
    private static final String DATA = "data";
    private static final String STATE = "state.safetensors";

    /** Of a run as it is now. */
    static WorkerSetup of(
            RunContext context, ModelBundle model, DataSet data, long seed, long step, Map<String, Tensor> state) {
        TaskFiles files = TaskFiles.of(folder -> {
            ModelDirectory.save(folder.resolve(MODEL), model);
            new Safetensors(state, Map.of()).write(folder.resolve(STATE));
            if (!data.isBuiltin()) {
                new DataDirectory(folder.resolve(DATA)).write(Map.of(Split.TRAIN, data.read(Split.TRAIN)));
            }
        });
        return new WorkerSetup(
                context.engine(),
                context.parallel().orElseThrow().averaging(),
                files,
                data.isBuiltin() ? data.location() : "",
                seed,
                step);
    }

    /** What a worker trains, when it has everything. */
    @FunctionalInterface
    interface Begun {

        /**
         * Trains to the end.
         *
         * @param backend the worker's
         * @param model unpacked
         * @param data of which the training part is there
         * @param state to go on from
         */
        void train(Backend backend, ModelBundle model, DataSet data, Map<String, Tensor> state);
    }

    /** Opens and unpacks all of it, and closes it afterwards. */
    void begin(Workers workers, Begun begun) {
        files.use(folder -> {
            try (Backend opened = Backends.named(engine.backend()).open(engine.toBackendOptions())) {
                Backend backend = new WorkerBackend(opened, averaging.isLocal() ? workers.apart() : workers);
                begun.train(
                        backend,
                        ModelDirectory.load(folder.resolve(MODEL)),
                        DataSet.open(builtin.isEmpty() ? folder.resolve(DATA).toString() : builtin),
                        Safetensors.read(folder.resolve(STATE)).tensors());
            }
        });
    }

    /** Advances to the end, with the others; a step that is skipped, they skip as well. */
    void train(Training training, Workers workers, Map<String, Tensor> state) {
        Training shared = shared(training, workers, averaging, state);
        while (!shared.finished()) {
            try {
                shared.advance();
            } catch (NonFiniteUpdate skipped) {
                if (averaging.isLocal()) {
                    throw skipped;
                }
            }
        }
    }

    /** A training at a state, as it advances with others. */
    static Training shared(Training training, Workers workers, Averaging averaging, Map<String, Tensor> state) {
        if (!averaging.isLocal()) {
            return training;
        }
        LocalSteps steps = new LocalSteps(training, workers, averaging);
        steps.restore(state);
        return steps;
    }
}
