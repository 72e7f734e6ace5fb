package io.dlmone.cli.bench;

import io.dlmone.random.CounterRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Random numbers of one update of the small network at batch 32. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class NoiseBenchmark {

    private static final int BATCH = 32;
    private static final int LENGTH = 64;
    private static final int WIDTH = 64;
    private static final int HIDDEN = 256;

    private final CounterRandom random = CounterRandom.of(1, "bench");
    private long step;

    /** Noise for a batch of embeddings. */
    @Benchmark
    public float[] gaussians() {
        return random.gaussians(step++, BATCH * LENGTH * WIDTH);
    }

    /** A dropout mask for a batch of hidden states. */
    @Benchmark
    public boolean[] booleans() {
        return random.booleans(step++, BATCH * LENGTH * HIDDEN, 0.9);
    }
}
