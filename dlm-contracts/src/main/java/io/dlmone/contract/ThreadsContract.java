package io.dlmone.contract;

import static io.dlmone.graph.Ops.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dlmone.backend.Backend;
import io.dlmone.backend.Program;
import io.dlmone.graph.Graph;
import io.dlmone.graph.Value;
import io.dlmone.graph.Variable;
import io.dlmone.tensor.DType;
import io.dlmone.tensor.Shape;
import io.dlmone.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/**
 * What a backend does for many threads at once. Part of {@link BackendContract}. The system property
 * {@code dlmone.threads.calls} sets how many calls each test makes.
 */
abstract class ThreadsContract extends VariableContract {

    private static final int CALLS = Integer.getInteger("dlmone.threads.calls", 1600);
    private static final int THREADS = 8;
    private static final int SIZE = 32;
    private static final Shape SQUARE = Shape.of(SIZE, SIZE);

    private static Tensor filled(float value) {
        Tensor t = Tensor.zeros(SQUARE);
        Arrays.fill(t.floats(), value);
        return t;
    }

    /** Some products of the input with a weight, so that a run takes a while, and its sum. */
    private static Program products(Backend on, Variable weight) {
        Graph g = new Graph("products");
        Value y = g.input("x", DType.FLOAT32, SIZE, SIZE);
        for (int i = 0; i < 3; i++) {
            y = mul(matmul(y, g.read(weight)), 1.0 / SIZE);
        }
        g.output("y", y);
        g.output("sum", sum(y));
        return on.compile(g);
    }

    private static Variable ones(Backend on, Variable weight) {
        on.write(weight, filled(1));
        return weight;
    }

    /** With a weight of ones, the mean of each row three times over: the input, if all its elements are equal. */
    private static void assertAnswer(Program p, float x) {
        Map<String, Tensor> out = p.run(Map.of("x", filled(x)));
        assertThat(out.get("y").floats()).containsOnly(x);
        assertThat(out.get("sum").item()).isEqualTo(x * SIZE * SIZE);
    }

    /** A step of a test, in a thread of its own. */
    private interface Body {
        void run(int thread) throws Exception;
    }

    private static void inThreads(Body body) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(THREADS);
        try {
            List<Callable<Void>> all = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                int thread = i;
                all.add(() -> {
                    body.run(thread);
                    return null;
                });
            }
            for (Future<Void> each : pool.invokeAll(all)) {
                get(each);
            }
        } finally {
            pool.shutdownNow();
        }
    }

    private static void get(Future<?> future) throws Exception {
        try {
            future.get();
        } catch (ExecutionException e) {
            throw new AssertionError("a thread failed: " + e.getCause().getMessage(), e.getCause());
        }
    }

    @Test
    final void eachThreadGetsTheAnswersToItsOwnInputs() throws Exception {
        Program frozen = products(backend, ones(backend, Variable.frozen("frozen", SQUARE)));
        Program trained = products(backend, ones(backend, Variable.of("trained", SQUARE)));
        inThreads(thread -> {
            for (int i = 0; i < CALLS / THREADS; i++) {
                assertAnswer(i % 2 == 0 ? frozen : trained, 1 + thread * 16 + i % 16);
            }
        });
    }

    @Test
    final void noUpdateIsLost() throws Exception {
        Variable n = Variable.of("n", SQUARE);
        backend.write(n, filled(0));
        Graph g = new Graph("count");
        g.assign(n, add(g.read(n), 1));
        Program p = backend.compile(g);
        inThreads(thread -> {
            for (int i = 0; i < CALLS / THREADS; i++) {
                p.run(Map.of());
            }
        });
        assertThat(backend.read(n).floats()).containsOnly((float) (CALLS / THREADS * THREADS));
    }

    @Test
    final void programsAreCompiledAndVariablesReleasedWhileOthersRun() throws Exception {
        Program p = products(backend, ones(backend, Variable.frozen("kept", SQUARE)));
        inThreads(thread -> {
            for (int i = 0; i < CALLS / THREADS; i++) {
                if (thread == 0 && i % 8 == 0) {
                    Variable own = ones(backend, Variable.frozen("own" + i, SQUARE));
                    Program q = products(backend, own);
                    assertAnswer(q, i);
                    backend.release(own);
                    assertThatThrownBy(() -> assertAnswer(q, 1)).isInstanceOf(IllegalStateException.class);
                } else {
                    assertAnswer(p, 1 + thread * 16 + i % 16);
                }
            }
        });
    }

    @Test
    final void aVariableIsReleasedUnderRuns() throws Exception {
        for (int i = 0; i < 10; i++) {
            Variable weight = ones(backend, Variable.frozen("weight", SQUARE));
            Program p = products(backend, weight);
            endUnderRuns(p, () -> backend.release(weight));
        }
    }

    @Test
    final void closingWaitsForRunsAndRefusesLaterOnes() throws Exception {
        for (int i = 0; i < 10; i++) {
            try (Backend other = provider().open(options())) {
                Program p = products(other, ones(other, Variable.frozen("weight", SQUARE)));
                endUnderRuns(p, other::close);
            }
        }
    }

    /** Runs a program in every thread until the end, after which each is refused; all answers before it are right. */
    private static void endUnderRuns(Program p, Runnable end) throws Exception {
        CountDownLatch begun = new CountDownLatch(THREADS - 1);
        inThreads(thread -> {
            if (thread == 0) {
                begun.await();
                end.run();
                assertThatThrownBy(() -> assertAnswer(p, 1)).isInstanceOf(IllegalStateException.class);
                return;
            }
            try {
                while (true) {
                    assertAnswer(p, thread);
                    begun.countDown();
                }
            } catch (IllegalStateException refused) {
                assertThat(refused).hasMessageMatching(".*(closed|released).*");
            }
        });
    }

    @Test
    final void threadsOpenBackendsOfTheirOwn() throws Exception {
        inThreads(thread -> {
            try (Backend own = provider().open(options().withThreads(1 + thread % 2))) {
                Program p = products(own, ones(own, Variable.frozen("weight", SQUARE)));
                for (int i = 0; i < CALLS / THREADS; i++) {
                    assertAnswer(p, 1 + thread * 16 + i % 16);
                }
            }
        });
    }
}
