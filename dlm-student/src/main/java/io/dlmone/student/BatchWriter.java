package io.dlmone.student;

import io.dlmone.Plugins;
import io.dlmone.backend.Backend;
import io.dlmone.backend.Program;
import io.dlmone.bundle.GenerationConfig;
import io.dlmone.bundle.Role;
import io.dlmone.graph.Graph;
import io.dlmone.graph.Value;
import io.dlmone.model.TeacherModel;
import io.dlmone.nn.Dropout;
import io.dlmone.nn.Parameters;
import io.dlmone.objective.StudentNoise;
import io.dlmone.random.CounterRandom;
import io.dlmone.sampling.NoiseSource;
import io.dlmone.sampling.Sampler;
import io.dlmone.sampling.SamplingListener;
import io.dlmone.sampling.SamplingLoop;
import io.dlmone.sampling.SamplingPlan;
import io.dlmone.tensor.DType;
import io.dlmone.tensor.Shape;
import io.dlmone.tensor.Tensor;
import io.dlmone.text.Batch;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Writes batches of any size up to a largest one. Programs have fixed sizes: 1, 2, 4, … and the largest, each compiled
 * when it is first needed; a batch takes the smallest into which it fits. Each text has its own noise, whatever stands
 * beside it. One thread at a time.
 */
final class BatchWriter {

    private final Backend backend;
    private final TeacherModel model;
    private final Parameters parameters;
    private final Role role;
    private final GenerationConfig generation;
    private final TokenReader reader;
    private final TextGenerator.Options options;
    private final StudentNoise noise;
    private final int callsPerStep;
    private final Map<Integer, Writer> writers = new HashMap<>();

    /** Tokens of one batch, from the starting noise. */
    private interface Writer {
        Tensor write(Batch batch, Tensor noise, List<Draw> draws, SamplingListener listener);
    }

    /** A sampling loop for a batch. */
    private interface Sampling {
        SamplingLoop.Result sample(Batch batch, Tensor noise, List<Draw> draws, SamplingListener listener);
    }

    BatchWriter(
            Backend backend,
            TeacherModel model,
            Parameters parameters,
            Role role,
            GenerationConfig generation,
            TokenReader reader,
            TextGenerator.Options options) {
        this.backend = backend;
        this.model = model;
        this.parameters = parameters;
        this.role = role;
        this.generation = generation;
        this.reader = reader;
        this.options = options;
        this.noise = role == Role.STUDENT ? generation.noise() : StudentNoise.PER_POSITION;
        this.callsPerStep = generation.callsOfAStep(role);
    }

    /** Network calls for a batch. */
    int calls() {
        return generation.calls(model, role);
    }

    /** Network calls of a step. */
    int callsPerStep() {
        return callsPerStep;
    }

    /**
     * Writes texts, at most as many as the largest batch has.
     *
     * @param listener told of each step, if there is more than one call
     * @return tokens {@code [at least as many, length]}, INT64
     */
    Tensor write(List<Draw> draws, SamplingListener listener) {
        int size = size(draws.size(), options.batch());
        Draw last = draws.get(draws.size() - 1);
        List<Draw> full = Stream.concat(
                        draws.stream(), Stream.generate(() -> last).limit(size - draws.size()))
                .toList();
        Batch batch = Batch.of(full.stream().map(Draw::encoded).toList());
        Tensor start = start(batch, full);
        return writers.computeIfAbsent(size, this::writer).write(batch, start, full, listener);
    }

    /** The smallest size of a program for so many texts. */
    static int size(int texts, int largest) {
        int power = Math.max(1, Integer.highestOneBit(texts - 1) << 1);
        return Math.min(power, largest);
    }

    private Writer writer(int size) {
        if (role == Role.TEACHER) {
            return teacher(size);
        }
        if (generation.steps() > 1) {
            return fewSteps(size);
        }
        StudentProgram program = new StudentProgram(backend, model, parameters, generation, size, reader);
        return (batch, start, draws, listener) -> program.run(batch, start);
    }

    private Writer fewSteps(int size) {
        SamplingLoop loop = new SamplingLoop(backend, model, parameters, size, generation.rounding());
        List<Sampler.Step> plan = FewSteps.plan(model.schedule(), generation.initialTime(), generation.steps());
        double scale = generation.noiseScale() * model.schedule().sigma(generation.initialTime());
        return read(
                size,
                (batch, start, draws, listener) -> loop.sampleFrom(
                        plan, batch.ids(), batch.target(), scaled(start, scale), stepNoise(draws, 0), listener));
    }

    private static Tensor scaled(Tensor noise, double factor) {
        float[] values = noise.floats().clone();
        for (int i = 0; i < values.length; i++) {
            values[i] *= (float) factor;
        }
        return Tensor.of(noise.shape(), values);
    }

    private Writer teacher(int size) {
        SamplingLoop loop =
                new SamplingLoop(backend, model, parameters, size, generation.rounding(), generation.guidance());
        List<Sampler.Step> plan =
                SamplingPlan.of(Plugins.sampler(generation.sampler()), model.schedule(), generation.steps());
        double scale = model.schedule().startScale();
        return read(
                size,
                (batch, start, draws, listener) -> loop.sampleFrom(
                        plan,
                        batch.ids(),
                        batch.target(),
                        scaled(start, scale),
                        stepNoise(draws, generation.topP()),
                        listener));
    }

    /** The tokens of a sampling loop's result: its own, or with n-grams those that are read off its embeddings. */
    private Writer read(int size, Sampling sampling) {
        if (reader.decoder().isEmpty()) {
            return (batch, start, draws, listener) ->
                    sampling.sample(batch, start, draws, listener).tokens();
        }
        Graph g = new Graph("reading");
        Value x = g.input("x", DType.FLOAT32, size, model.length(), model.width());
        reader.record(g, model.bind(parameters.in(g), Dropout.NONE).logits(x));
        Program reading = backend.compile(g);
        return (batch, start, draws, listener) -> {
            Tensor embeddings = sampling.sample(batch, start, draws, listener).embeddings();
            return reader.read(reading.run(Map.of("x", embeddings)), batch);
        };
    }

    /** Noise of texts that follow one another with the same seed is drawn together. */
    private Tensor start(Batch batch, List<Draw> draws) {
        int row = model.length() * model.width();
        float[] values = new float[draws.size() * row];
        int to;
        for (int from = 0; from < draws.size(); from = to) {
            to = from + 1;
            while (to < draws.size() && seed(draws, to) == seed(draws, from)) {
                to++;
            }
            CounterRandom random = CounterRandom.of(seed(draws, from), "generate/noise");
            long[] keys = draws.subList(from, to).stream()
                    .mapToLong(d -> noise.key(random, d.asked().row(), d.asked().sample()))
                    .toArray();
            int[] starts = Arrays.copyOfRange(batch.starts(), from, to);
            float[] own = noise.noise(random, keys, starts, model.length(), model.width())
                    .floats();
            System.arraycopy(own, 0, values, from * row, own.length);
        }
        return Tensor.of(Shape.of(draws.size(), model.length(), model.width()), values);
    }

    private static long seed(List<Draw> draws, int i) {
        return draws.get(i).asked().seed();
    }

    private NoiseSource stepNoise(List<Draw> draws, double topP) {
        int row = model.length() * model.width();
        return step -> {
            float[] values = new float[draws.size() * row];
            IntStream.range(0, draws.size()).forEach(i -> {
                CounterRandom random = CounterRandom.of(seed(draws, i), "generate/steps");
                long key = draws.get(i).key() * model.schedule().maxCalls() + step;
                float[] own = topP > 0 ? random.gaussians(key, row, topP) : random.gaussians(key, row);
                System.arraycopy(own, 0, values, i * row, row);
            });
            return Tensor.of(Shape.of(draws.size(), model.length(), model.width()), values);
        };
    }
}
