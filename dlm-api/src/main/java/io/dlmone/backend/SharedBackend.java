package io.dlmone.backend;

import io.dlmone.graph.Graph;
import io.dlmone.graph.Variable;
import io.dlmone.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * A backend that many threads may use, over an engine that one thread at a time may use. Calls are served one after the
 * other in the order in which they came: a run has the whole engine, with all of its threads, and sees every variable
 * as the calls before it left it. Closing waits for its turn like any other call.
 */
public final class SharedBackend implements Backend {

    private final EngineAdapter engine;
    private final BackendOptions options;
    private final PathChecks checks;
    private final ReentrantLock turn = new ReentrantLock(true);
    private final Map<Object, SharedProgram> programs = new LinkedHashMap<>();
    private boolean closed;

    /**
     * A backend that uses the special paths that were found right in this process.
     *
     * @param engine an open engine, which this closes
     * @param options what the engine was opened with
     */
    public SharedBackend(EngineAdapter engine, BackendOptions options) {
        this(engine, options, PathChecks.ofProcess(engine.name()));
    }

    /**
     * A backend that uses the special paths that {@code checks} find right.
     *
     * @param engine the engine, which this backend closes
     * @param options with which it was opened
     * @param checks verdicts of this process
     */
    public SharedBackend(EngineAdapter engine, BackendOptions options, PathChecks checks) {
        this.engine = engine;
        this.options = options;
        this.checks = checks;
    }

    /** A program with its backend's lock. */
    private final class SharedProgram implements Program {

        private final EngineProgram program;
        private boolean released;

        SharedProgram(EngineProgram program) {
            this.program = program;
        }

        @Override
        public Map<String, Tensor> run(Map<String, Tensor> inputs) {
            return inTurn(() -> {
                if (released) {
                    throw new IllegalStateException("a variable of this program is released");
                }
                return program.run(inputs);
            });
        }
    }

    @Override
    public String name() {
        return engine.name();
    }

    @Override
    public Program compile(Graph graph) {
        return inTurn(() -> {
            EngineAdapter.Lowered lowered = engine.lower(graph, p -> checks.trusts(p, options, this::runOnce));
            SharedProgram known = programs.get(lowered.key());
            if (known != null) {
                return known;
            }
            SharedProgram program = new SharedProgram(lowered.load().get());
            programs.put(lowered.key(), program);
            return program;
        });
    }

    /** Runs a probe by its special paths, or by plain operators alone, and forgets it. */
    private Map<String, Tensor> runOnce(Probe probe, boolean special) {
        probe.frozen().forEach(engine::write);
        try {
            EngineProgram program =
                    engine.lower(probe.graph(), p -> special).load().get();
            try {
                return program.run(probe.inputs());
            } finally {
                program.close();
            }
        } finally {
            probe.frozen().keySet().forEach(engine::release);
        }
    }

    @Override
    public List<PathCheck> pathChecks() {
        return checks.verdicts();
    }

    @Override
    public void write(Variable variable, Tensor value) {
        inTurn(() -> engine.write(variable, value));
    }

    @Override
    public Tensor read(Variable variable) {
        return inTurn(() -> engine.read(variable));
    }

    @Override
    public void release(Variable variable) {
        inTurn(() -> {
            List<SharedProgram> over = programs.values().stream()
                    .filter(p -> p.program.uses(variable))
                    .toList();
            programs.values().removeAll(over);
            over.forEach(p -> p.released = true);
            over.forEach(p -> p.program.close());
            engine.release(variable);
        });
    }

    @Override
    public void close() {
        turn.lock();
        try {
            if (!closed) {
                closed = true;
                programs.values().forEach(p -> p.program.close());
                programs.clear();
                engine.close();
            }
        } finally {
            turn.unlock();
        }
    }

    private void inTurn(Runnable call) {
        inTurn(() -> {
            call.run();
            return null;
        });
    }

    private <T> T inTurn(Supplier<T> call) {
        turn.lock();
        try {
            if (closed) {
                throw new IllegalStateException("backend " + name() + " is closed");
            }
            return call.get();
        } finally {
            turn.unlock();
        }
    }
}
