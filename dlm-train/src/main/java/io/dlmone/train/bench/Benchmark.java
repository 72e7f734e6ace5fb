package io.dlmone.train.bench;

import io.dlmone.backend.Backend;
import io.dlmone.backend.Program;
import io.dlmone.distill.Distillation;
import io.dlmone.graph.Graph;
import io.dlmone.graph.Value;
import io.dlmone.model.TeacherModel;
import io.dlmone.nn.Dropout;
import io.dlmone.nn.Int8Weights;
import io.dlmone.nn.Parameters;
import io.dlmone.nn.Weights;
import io.dlmone.objective.DistillationSettings;
import io.dlmone.random.CounterRandom;
import io.dlmone.sampling.Sampler;
import io.dlmone.sampling.SamplingLoop;
import io.dlmone.teacher.TeacherTraining;
import io.dlmone.tensor.DType;
import io.dlmone.tensor.Shape;
import io.dlmone.tensor.Tensor;
import io.dlmone.text.Batch;
import io.dlmone.train.Phase;
import io.dlmone.train.RecipeSettings;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/** What sampling and training consist of, set up on one engine to be run and timed by the caller. */
public final class Benchmark implements AutoCloseable {

    /** What can be measured. */
    public enum Kind {
        /** One call of the network. */
        FORWARD,
        /** One call of the network with its weights in 8 bits. */
        INT8,
        /** One step of the sampler, with rounding. */
        SAMPLE,
        /** One update of a teacher: forward, backward, AdamW, average. */
        TRAIN,
        /** One iteration of score distillation: a step of the fake score network and one of the student. */
        DISTILL
    }

    private final Backend backend;
    private final BenchModel of;
    private final int batch;
    private final Runnable once;
    private AutoCloseable owned = () -> {};

    /**
     * Sets up one measurement with random weights; the backend is the benchmark's from now on.
     *
     * @param backend where it runs
     * @param of the network
     * @param kind what is measured
     * @param batch sequences
     */
    public Benchmark(Backend backend, BenchModel of, Kind kind, int batch) {
        this.backend = backend;
        this.of = of;
        this.batch = batch;
        this.once = switch (kind) {
            case FORWARD -> forward(of.weights());
            case INT8 -> forward(in8Bits());
            case SAMPLE -> sample();
            case TRAIN -> train();
            case DISTILL -> distill();
        };
    }

    /** Does it once. */
    public void run() {
        once.run();
    }

    private Runnable forward(Map<String, Tensor> weights) {
        TeacherModel model = of.model();
        Graph g = new Graph("forward");
        g.output("clean", clean(g, frozen(weights).in(g)));
        Program program = backend.compile(g);
        Shape shape = Shape.of(batch, model.length(), model.width());
        long[] t = new long[batch];
        Arrays.fill(t, 1000);
        Map<String, Tensor> in = Map.of("x", noise(shape), "t", Tensor.of(Shape.of(batch), t));
        return () -> program.run(in);
    }

    private Value clean(Graph g, Weights weights) {
        TeacherModel model = of.model();
        return model.bind(weights, Dropout.NONE)
                .denoise(
                        g.input("x", DType.FLOAT32, batch, model.length(), model.width()),
                        g.input("t", DType.INT64, batch));
    }

    private Map<String, Tensor> in8Bits() {
        Graph g = new Graph("products");
        Map<String, Value> weights = new LinkedHashMap<>();
        of.model()
                .parameters()
                .forEach(p -> weights.put(
                        p.name(), g.input(p.name(), DType.FLOAT32, p.shape().dims())));
        g.output("clean", clean(g, weights::get));
        return Int8Weights.quantized(of.weights(), Int8Weights.products(g, weights));
    }

    private Runnable sample() {
        TeacherModel model = of.model();
        SamplingLoop loop = new SamplingLoop(backend, model, frozen(of.weights()), batch, true);
        Batch rows =
                Batch.of(LongStream.range(0, batch).mapToObj(of.examples()::get).toList());
        List<Sampler.Step> one = List.of(new Sampler.Step(1000, 0.3, 0, 0.7, 0.03));
        Tensor x = noise(Shape.of(batch, model.length(), model.width()));
        CounterRandom random = CounterRandom.of(1, "bench");
        return () -> loop.sample(one, rows.ids(), rows.target(), x, random, 0, done -> {});
    }

    private Runnable train() {
        TeacherTraining training = of.training(backend, batch);
        owned = training;
        return training::next;
    }

    private Runnable distill() {
        TeacherModel model = of.model();
        Distillation d = new Distillation(backend, model, of.weights(), of.examples());
        owned = d;
        d.objective("sid", settings(model, batch));
        return d::iterate;
    }

    /** Score distillation alone: no discriminator, no dropout. */
    private static DistillationSettings settings(TeacherModel model, int batch) {
        Map<String, String> numbers = Map.of(
                "batch", String.valueOf(batch),
                "psi-adversarial", "0",
                "theta-adversarial", "0",
                "psi-dropout", "0");
        return RecipeSettings.resolve(List.of(Phase.ofUpdates("sid", 1)), numbers, model.schedule(), 1)
                .get(0);
    }

    private Parameters frozen(Map<String, Tensor> weights) {
        Parameters p = Parameters.frozen("bench", of.model().parameters(), weights);
        p.write(backend, weights);
        return p;
    }

    private static Tensor noise(Shape shape) {
        return Tensor.of(shape, CounterRandom.of(1, "bench/x").gaussians(0, shape.size()));
    }

    /** Closes the engine and all that was set up on it. */
    @Override
    public void close() {
        try {
            owned.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        } finally {
            backend.close();
        }
    }
}
