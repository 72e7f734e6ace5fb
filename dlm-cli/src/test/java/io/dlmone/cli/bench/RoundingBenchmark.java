package io.dlmone.cli.bench;

import io.dlmone.backend.Backend;
import io.dlmone.backend.BackendOptions;
import io.dlmone.backend.Backends;
import io.dlmone.backend.Program;
import io.dlmone.graph.Graph;
import io.dlmone.graph.Value;
import io.dlmone.random.CounterRandom;
import io.dlmone.sampling.Rounding;
import io.dlmone.tensor.DType;
import io.dlmone.tensor.Shape;
import io.dlmone.tensor.Tensor;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Rounding of one sequence of DiffuSeq's size to the nearest of its 30,522 embeddings. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class RoundingBenchmark {

    private static final Shape SEQUENCE = Shape.of(1, 128, 128);
    private static final Shape TABLE = Shape.of(30_522, 128);

    @Param({"onnx", "djl", "tf"})
    public String engine;

    private final Map<String, Tensor> inputs = Map.of("x", noise("x", SEQUENCE), "table", noise("table", TABLE));
    private Backend backend;
    private Program program;

    private static Tensor noise(String stream, Shape shape) {
        return Tensor.of(shape, CounterRandom.of(1, stream).gaussians(0, shape.size()));
    }

    @Setup
    public void open() {
        backend = Backends.named(engine).open(BackendOptions.defaults().withThreads(1));
        Graph g = new Graph("rounding");
        Value x = g.input("x", DType.FLOAT32, SEQUENCE.dims());
        Value table = g.input("table", DType.FLOAT32, TABLE.dims());
        g.output("rounded", Rounding.nearest(x, table));
        program = backend.compile(g);
    }

    @TearDown
    public void close() {
        backend.close();
    }

    @Benchmark
    public Map<String, Tensor> nearest() {
        return program.run(inputs);
    }
}
