package io.dlmone.student;

import io.dlmone.backend.Backend;
import io.dlmone.backend.BackendOptions;
import io.dlmone.backend.Backends;
import io.dlmone.backend.Program;
import io.dlmone.bundle.GenerationConfig;
import io.dlmone.bundle.ModelBundle;
import io.dlmone.bundle.ModelDirectory;
import io.dlmone.bundle.Role;
import io.dlmone.graph.Graph;
import io.dlmone.graph.Value;
import io.dlmone.model.Plugins;
import io.dlmone.model.TeacherModel;
import io.dlmone.ngrams.NgramModel;
import io.dlmone.nn.Dropout;
import io.dlmone.nn.Parameters;
import io.dlmone.objective.StudentNoise;
import io.dlmone.random.CounterRandom;
import io.dlmone.sampling.NoiseSource;
import io.dlmone.sampling.Sampler;
import io.dlmone.sampling.SamplingLoop;
import io.dlmone.sampling.SamplingPlan;
import io.dlmone.student.decoding.SentenceDecoder;
import io.dlmone.tensor.DType;
import io.dlmone.tensor.Shape;
import io.dlmone.tensor.Tensor;
import io.dlmone.text.Batch;
import io.dlmone.text.Placeholders;
import io.dlmone.text.SequenceLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/**
 * Writes text with a model: a student in one network call or few, a teacher in as many as its sampler takes. What is
 * written for a source depends on seed, position and sample, not on what else is in the batch. Sequences all have the
 * length of the model, so nothing is gained by sorting sources. Closing frees the model's memory, and the backend if
 * {@link #open} opened it. Not thread-safe.
 */
public final class TextGenerator implements AutoCloseable {

    private static final int DEFAULT_BATCH = 32;

    private final Backend backend;
    private final TeacherModel model;
    private final SequenceLayout layout;
    private final Parameters parameters;
    private final Options options;
    private final StudentNoise noise;
    private final int calls;
    private final int callsPerStep;
    private final TokenReader reader;
    private final Writer writer;
    private final List<Runnable> onClose = new ArrayList<>();

    /**
     * How to write.
     *
     * @param batch sequences in one network call
     * @param seed of all noise
     */
    public record Options(int batch, long seed) {

        public Options {
            if (batch < 1) {
                throw new IllegalArgumentException("batch must be at least 1, got " + batch);
            }
        }
    }

    /**
     * One text.
     *
     * @param text for people: without special tokens
     * @param official as the official DiffuSeq script decodes it, for evaluation
     */
    public record Generated(String source, String text, String official) {}

    /** A text to be written: its source, the position of that among all sources, and the number of the sample. */
    private record Draw(String source, int row, int sample) {

        long key() {
            return (long) sample << 32 | row;
        }
    }

    /** One batch: tokens for draws, from the starting noise. */
    private interface Writer {
        Tensor write(Batch batch, Tensor noise, List<Draw> draws, IntConsumer progress);
    }

    /** Writes with a model that was loaded. The backend stays the caller's. */
    public TextGenerator(ModelBundle bundle, Backend backend, Options options) {
        this(
                bundle.architecture(),
                bundle.architecture().layout(bundle.tokenizer()),
                load(bundle, backend),
                bundle.role(),
                bundle.generation(),
                bundle.ngrams(),
                backend,
                options);
        onClose.add(() -> parameters.release(backend));
    }

    /** Writes with parameters that live on the backend and may change: during training. They stay the caller's. */
    public TextGenerator(
            TeacherModel model,
            SequenceLayout layout,
            Parameters parameters,
            Role role,
            GenerationConfig generation,
            Backend backend,
            Options options) {
        this(model, layout, parameters, role, generation, Optional.empty(), backend, options);
    }

    private TextGenerator(
            TeacherModel model,
            SequenceLayout layout,
            Parameters parameters,
            Role role,
            GenerationConfig generation,
            Optional<NgramModel> ngrams,
            Backend backend,
            Options options) {
        if (generation.ngramWeight() + generation.slotWeight() > 0 && ngrams.isEmpty()) {
            throw new IllegalArgumentException("a weight of n-grams or slots and no n-grams");
        }
        this.backend = backend;
        this.model = model;
        this.layout = layout;
        this.parameters = parameters;
        this.options = options;
        this.noise = role == Role.STUDENT ? generation.noise() : StudentNoise.PER_POSITION;
        this.callsPerStep = role == Role.TEACHER && generation.guidance() != 1 ? 2 : 1;
        this.calls = callsPerStep * generation.steps();
        this.reader = generation.ngramWeight() == 0 && generation.slotWeight() == 0
                ? TokenReader.LIKELIEST
                : new TokenReader(Optional.of(new SentenceDecoder(
                        ngrams.orElseThrow(),
                        generation.ngramWeight(),
                        generation.slotWeight(),
                        Placeholders.of(layout.tokenizer().vocabulary()))));
        this.writer = role == Role.STUDENT ? student(generation) : teacher(generation);
    }

    /**
     * Opens a model on the preferred backend.
     *
     * @param location a model directory, or a name such as {@code builtin:paraphrase-student}
     */
    public static TextGenerator open(String location) {
        ModelBundle bundle = ModelDirectory.load(location);
        Backend backend = Backends.preferred().open(BackendOptions.defaults());
        try {
            TextGenerator generator = new TextGenerator(bundle, backend, new Options(DEFAULT_BATCH, 0));
            generator.onClose.add(backend::close);
            return generator;
        } catch (RuntimeException e) {
            backend.close();
            throw e;
        }
    }

    private static Parameters load(ModelBundle bundle, Backend backend) {
        Parameters p = Parameters.frozen("model", bundle.architecture().parameters());
        p.write(backend, bundle.weights());
        return p;
    }

    private Writer student(GenerationConfig generation) {
        if (generation.steps() > 1) {
            return fewSteps(generation);
        }
        StudentProgram program = new StudentProgram(backend, model, parameters, generation, options.batch(), reader);
        return (batch, noise, draws, progress) -> program.run(batch, noise);
    }

    private Writer fewSteps(GenerationConfig generation) {
        SamplingLoop loop = new SamplingLoop(backend, model, parameters, options.batch(), generation.rounding());
        List<Sampler.Step> plan = FewSteps.plan(model.schedule(), generation.initialTime(), generation.steps());
        double scale = generation.noiseScale() * model.schedule().sigma(generation.initialTime());
        return read((batch, noise, draws, progress) ->
                loop.sample(plan, batch.ids(), batch.target(), scaled(noise, scale), stepNoise(draws, 0), progress));
    }

    private static Tensor scaled(Tensor noise, double factor) {
        float[] values = noise.floats().clone();
        for (int i = 0; i < values.length; i++) {
            values[i] *= (float) factor;
        }
        return Tensor.of(noise.shape(), values);
    }

    private Writer teacher(GenerationConfig generation) {
        SamplingLoop loop = new SamplingLoop(
                backend, model, parameters, options.batch(), generation.rounding(), generation.guidance());
        List<Sampler.Step> plan =
                SamplingPlan.of(Plugins.sampler(generation.sampler()), model.schedule(), generation.steps());
        return read((batch, noise, draws, progress) -> loop.sample(
                plan,
                batch.ids(),
                batch.target(),
                noise,
                stepNoise(draws, generation.topP()),
                step -> progress.accept(callsPerStep * step)));
    }

    /** A sampling loop for a batch. */
    private interface Sampling {
        SamplingLoop.Result sample(Batch batch, Tensor noise, List<Draw> draws, IntConsumer progress);
    }

    /** The tokens of a sampling loop's result: its own, or with n-grams those that are read off its embeddings. */
    private Writer read(Sampling sampling) {
        if (reader.decoder().isEmpty()) {
            return (batch, noise, draws, progress) ->
                    sampling.sample(batch, noise, draws, progress).tokens();
        }
        Graph g = new Graph("reading");
        Value x = g.input("x", DType.FLOAT32, options.batch(), model.length(), model.width());
        reader.record(g, model.bind(parameters.in(g), Dropout.NONE).logits(x));
        Program reading = backend.compile(g);
        return (batch, noise, draws, progress) -> {
            Tensor embeddings = sampling.sample(batch, noise, draws, progress).embeddings();
            return reader.read(reading.run(Map.of("x", embeddings)), batch);
        };
    }

    /** Noise for the steps of a sampler: each row has its own, whatever stands beside it. */
    private NoiseSource stepNoise(List<Draw> draws, double topP) {
        CounterRandom random = CounterRandom.of(options.seed(), "generate/steps");
        int row = model.length() * model.width();
        return step -> {
            float[] noise = new float[draws.size() * row];
            for (int i = 0; i < draws.size(); i++) {
                long key = draws.get(i).key() * model.schedule().steps() + step;
                float[] own = topP > 0 ? random.gaussians(key, row, topP) : random.gaussians(key, row);
                System.arraycopy(own, 0, noise, i * row, row);
            }
            return Tensor.of(Shape.of(draws.size(), model.length(), model.width()), noise);
        };
    }

    /** Network calls for each sentence. */
    public int callsPerSentence() {
        return calls;
    }

    /** One text for each source. */
    public List<String> generate(List<String> sources) {
        return generate(sources, 0, done -> {}).stream().map(Generated::text).toList();
    }

    /**
     * One text for each source.
     *
     * @param sample number of the sample: others have other noise
     * @param progress called with the number of network calls made so far, of {@link #calls}
     */
    public List<Generated> generate(List<String> sources, int sample, IntConsumer progress) {
        List<Draw> draws = IntStream.range(0, sources.size())
                .mapToObj(i -> new Draw(sources.get(i), i, sample))
                .toList();
        return write(draws, progress);
    }

    /**
     * Several texts for each source of a sequence that may come in parts; all of them share the batches. With a noise
     * codebook the texts for a source come from different vectors until all are used.
     *
     * @param first position of the first source in that sequence
     * @param samples how many for each source
     * @param progress called with the number of network calls made so far, of {@link #calls}
     * @return {@code [source][sample]}
     */
    public List<List<Generated>> samples(List<String> sources, int first, int samples, IntConsumer progress) {
        List<Draw> draws = new ArrayList<>();
        for (int i = 0; i < sources.size(); i++) {
            for (int k = 0; k < samples; k++) {
                draws.add(new Draw(sources.get(i), first + i, k));
            }
        }
        List<Generated> all = write(draws, progress);
        return IntStream.range(0, sources.size())
                .mapToObj(i -> List.copyOf(all.subList(i * samples, (i + 1) * samples)))
                .toList();
    }

    /** Network calls that so many texts take. */
    public int calls(int texts) {
        return (texts + options.batch() - 1) / options.batch() * calls;
    }

    private List<Generated> write(List<Draw> draws, IntConsumer progress) {
        List<Generated> all = new ArrayList<>();
        for (int from = 0; from < draws.size(); from += options.batch()) {
            List<Draw> part = draws.subList(from, Math.min(draws.size(), from + options.batch()));
            int done = from / options.batch() * calls;
            all.addAll(writeBatch(part, n -> progress.accept(done + n)));
        }
        return all;
    }

    private List<Generated> writeBatch(List<Draw> draws, IntConsumer progress) {
        List<Draw> full = IntStream.range(0, options.batch())
                .mapToObj(i -> draws.get(Math.min(i, draws.size() - 1)))
                .toList();
        Batch batch = Batch.of(full.stream().map(d -> layout.encode(d.source())).toList());
        Tensor tokens = writer.write(batch, noise(batch, full), full, progress);
        progress.accept(calls);
        List<Generated> out = new ArrayList<>();
        for (int i = 0; i < draws.size(); i++) {
            long[] ids = Batch.row(tokens, i);
            int start = batch.starts()[i];
            out.add(new Generated(draws.get(i).source(), layout.decodeClean(ids, start), layout.decode(ids, start)));
        }
        return out;
    }

    private Tensor noise(Batch batch, List<Draw> draws) {
        CounterRandom random = CounterRandom.of(options.seed(), "generate/noise");
        long[] keys = draws.stream()
                .mapToLong(d -> noise.key(random, d.row(), d.sample()))
                .toArray();
        return noise.noise(random, keys, batch.starts(), model.length(), model.width());
    }

    @Override
    public void close() {
        onClose.forEach(Runnable::run);
        onClose.clear();
    }
}
