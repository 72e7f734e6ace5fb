package io.dlmone.cli.bench;

import io.dlmone.backend.Backend;
import io.dlmone.backend.BackendOptions;
import io.dlmone.backend.Backends;
import io.dlmone.backend.Program;
import io.dlmone.diffuseq.family.DiffuSeqFamily;
import io.dlmone.graph.Gradients;
import io.dlmone.graph.Graph;
import io.dlmone.graph.Ops;
import io.dlmone.graph.Value;
import io.dlmone.graph.Variable;
import io.dlmone.model.TeacherModel;
import io.dlmone.nn.Dropout;
import io.dlmone.nn.Parameters;
import io.dlmone.tensor.DType;
import io.dlmone.train.bench.BenchModel;
import io.dlmone.train.bench.BenchSize;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** From the small network to a program: recording it with its gradients, and lowering that into an engine. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class LoweringBenchmark {

    private static final int BATCH = 32;

    @Param({"onnx", "djl", "tf"})
    public String engine;

    private final BenchModel small = BenchSize.SMALL.of(new DiffuSeqFamily());
    private final TeacherModel model = small.model();
    private final Parameters parameters = Parameters.trained("bench", model.parameters());
    private Backend backend;
    private Graph graph;

    /** Opens the engine. */
    @Setup
    public void open() {
        backend = Backends.named(engine).open(BackendOptions.defaults().withThreads(1));
        graph = record();
    }

    /** An engine compiles equal graphs once: the variables are new ones each time. */
    @Setup(Level.Invocation)
    public void write() {
        parameters.write(backend, small.weights());
    }

    /** Frees the program with its variables. */
    @TearDown(Level.Invocation)
    public void release() {
        parameters.trainable().forEach(backend::release);
    }

    @TearDown
    public void close() {
        backend.close();
    }

    /** The network and its reverse pass as a graph, verified. */
    @Benchmark
    public Graph record() {
        Graph g = new Graph("bench");
        Value x = g.input("x", DType.FLOAT32, BATCH, model.length(), model.width());
        Value t = g.input("t", DType.INT64, BATCH);
        Value loss =
                Ops.mean(Ops.square(model.bind(parameters.in(g), Dropout.NONE).denoise(x, t)));
        List<Value> read = new ArrayList<>();
        for (Variable p : parameters.trainable()) {
            read.add(g.read(p));
        }
        List<Value> gradients = Gradients.of(loss, read);
        for (int i = 0; i < gradients.size(); i++) {
            g.output("gradient" + i, gradients.get(i));
        }
        return g;
    }

    /** That graph in an engine's format, loaded by the engine. */
    @Benchmark
    public Program compile() {
        return backend.compile(graph);
    }
}
