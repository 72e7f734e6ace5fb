package io.dlmone.cli.bench;

import io.dlmone.backend.Backend;
import io.dlmone.backend.Program;
import io.dlmone.diffuseq.DiffuSeqModel;
import io.dlmone.diffuseq.TeacherTraining;
import io.dlmone.diffuseq.TrainingSettings;
import io.dlmone.distill.Distillation;
import io.dlmone.graph.Graph;
import io.dlmone.nn.Dropout;
import io.dlmone.nn.Parameters;
import io.dlmone.objective.DistillationSettings;
import io.dlmone.random.CounterRandom;
import io.dlmone.sampling.Sampler;
import io.dlmone.sampling.SamplingLoop;
import io.dlmone.tensor.DType;
import io.dlmone.tensor.Shape;
import io.dlmone.tensor.Tensor;
import io.dlmone.text.Batch;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/** Measures what sampling and training consist of: milliseconds of single runs after a warm-up. */
final class Benchmark {

    private static final int WARM_UP = 2;

    /** What can be measured. */
    enum Kind {
        /** One call of the network. */
        FORWARD,
        /** One step of the sampler, with rounding. */
        SAMPLE,
        /** One update of a teacher: forward, backward, AdamW, average. */
        TRAIN,
        /** One iteration of score distillation: a step of the fake score network and one of the student. */
        DISTILL
    }

    /** Milliseconds of the counted runs. */
    record Result(BenchSize size, Kind kind, int batch, double median, double minimum, int runs) {}

    private final Backend backend;
    private final int runs;

    Benchmark(Backend backend, int runs) {
        this.backend = backend;
        this.runs = runs;
    }

    Result run(BenchSize size, Kind kind, int batch) {
        return switch (kind) {
            case FORWARD -> forward(size, batch);
            case SAMPLE -> sample(size, batch);
            case TRAIN -> train(size, batch);
            case DISTILL -> distill(size, batch);
        };
    }

    private Result forward(BenchSize size, int batch) {
        DiffuSeqModel model = size.model();
        Parameters p = frozen(size);
        Graph g = new Graph("forward");
        g.output(
                "clean",
                model.bind(p.in(g), Dropout.NONE)
                        .denoise(
                                g.input("x", DType.FLOAT32, batch, model.length(), model.width()),
                                g.input("t", DType.INT64, batch)));
        Program program = backend.compile(g);
        Shape shape = Shape.of(batch, model.length(), model.width());
        long[] t = new long[batch];
        Arrays.fill(t, 1000);
        Map<String, Tensor> in = Map.of("x", noise(shape), "t", Tensor.of(Shape.of(batch), t));
        Result result = time(size, Kind.FORWARD, batch, () -> program.run(in));
        p.release(backend);
        return result;
    }

    private Result sample(BenchSize size, int batch) {
        DiffuSeqModel model = size.model();
        Parameters p = frozen(size);
        SamplingLoop loop = new SamplingLoop(backend, model, p, batch, true);
        Batch rows = Batch.of(
                LongStream.range(0, batch).mapToObj(size.examples()::get).toList());
        List<Sampler.Step> one = List.of(new Sampler.Step(1000, 0.3, 0, 0.7, 0.03));
        Tensor x = noise(Shape.of(batch, model.length(), model.width()));
        CounterRandom random = CounterRandom.of(1, "bench");
        Result result = time(
                size, Kind.SAMPLE, batch, () -> loop.sample(one, rows.ids(), rows.target(), x, random, 0, done -> {}));
        p.release(backend);
        return result;
    }

    private Result train(BenchSize size, int batch) {
        TrainingSettings s = new TrainingSettings(batch, 1_000_000, 1e-4, 0, 0.999, 0, true, false, 0, 1);
        TeacherTraining training = new TeacherTraining(backend, size.model(), s, size.examples());
        return time(size, Kind.TRAIN, batch, training::next);
    }

    private Result distill(BenchSize size, int batch) {
        DiffuSeqModel model = size.model();
        try (Distillation d = new Distillation(backend, model, size.weights(), size.examples())) {
            d.objective("sid", DistillationSettings.paper(model.schedule(), batch, 1));
            return time(size, Kind.DISTILL, batch, d::iterate);
        }
    }

    private Parameters frozen(BenchSize size) {
        Parameters p = Parameters.frozen("bench", size.model().parameters());
        p.write(backend, size.weights());
        return p;
    }

    private static Tensor noise(Shape shape) {
        return Tensor.of(shape, CounterRandom.of(1, "bench/x").gaussians(0, shape.size()));
    }

    private Result time(BenchSize size, Kind kind, int batch, Runnable run) {
        for (int i = 0; i < WARM_UP; i++) {
            run.run();
        }
        double[] ms = new double[runs];
        for (int i = 0; i < runs; i++) {
            long start = System.nanoTime();
            run.run();
            ms[i] = (System.nanoTime() - start) / 1e6;
        }
        Arrays.sort(ms);
        return new Result(size, kind, batch, ms[runs / 2], ms[0], runs);
    }
}
