package io.dlmone.student;

import io.dlmone.backend.Backend;
import io.dlmone.backend.BackendOptions;
import io.dlmone.backend.Backends;
import io.dlmone.model.Plugins;
import io.dlmone.model.TeacherModel;
import io.dlmone.nn.Parameters;
import io.dlmone.random.CounterRandom;
import io.dlmone.sampling.Sampler;
import io.dlmone.sampling.SamplingLoop;
import io.dlmone.tensor.Tensor;
import io.dlmone.text.Batch;
import io.dlmone.text.SequenceLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * Writes text with a model: a student in one network call, a teacher in as many as its sampler takes. What is written
 * for a source depends on seed, position and sample, not on the batch size of a student. Closing frees the model's
 * memory, and the backend if {@link #open} opened it. Not thread-safe.
 */
public final class TextGenerator implements AutoCloseable {

    private static final int DEFAULT_BATCH = 32;

    private final Backend backend;
    private final TeacherModel model;
    private final SequenceLayout layout;
    private final Parameters parameters;
    private final Options options;
    private final NoiseCodebook codebook;
    private final int calls;
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

    /** One batch: tokens for sources, from the starting noise. */
    private interface Writer {
        Tensor write(Batch batch, Tensor noise, long number, IntConsumer progress);
    }

    /** Writes with a model that was loaded. The backend stays the caller's. */
    public TextGenerator(ModelBundle bundle, Backend backend, Options options) {
        this(
                bundle.architecture(),
                bundle.architecture().layout(bundle.tokenizer()),
                load(bundle, backend),
                bundle.role(),
                bundle.generation(),
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
        this.backend = backend;
        this.model = model;
        this.layout = layout;
        this.parameters = parameters;
        this.options = options;
        this.codebook = new NoiseCodebook(role == Role.STUDENT ? generation.noiseCodebook() : 0);
        this.calls = role == Role.STUDENT ? 1 : generation.steps();
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
        StudentProgram program =
                new StudentProgram(backend, model, parameters, generation.initialTime(), options.batch());
        return (batch, noise, number, progress) -> program.run(batch, noise);
    }

    private Writer teacher(GenerationConfig generation) {
        SamplingLoop loop = new SamplingLoop(backend, model, parameters, options.batch(), generation.round());
        List<Sampler.Step> plan = Plugins.sampler(generation.sampler()).plan(model.schedule(), generation.steps());
        CounterRandom steps = CounterRandom.of(options.seed(), "generate/steps");
        return (batch, noise, number, progress) -> loop.sample(
                        plan, batch.ids(), batch.target(), noise, steps, number, progress)
                .tokens();
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
        return generate(sources, 0, sample, progress);
    }

    /**
     * One text for each source of a longer sequence that comes in parts.
     *
     * @param first position of the first source in that sequence
     * @param sample number of the sample: others have other noise
     * @param progress called with the number of network calls made so far, of {@link #calls}
     */
    public List<Generated> generate(List<String> sources, int first, int sample, IntConsumer progress) {
        List<Generated> all = new ArrayList<>();
        for (int from = 0; from < sources.size(); from += options.batch()) {
            List<String> part = sources.subList(from, Math.min(sources.size(), from + options.batch()));
            int done = from / options.batch() * calls;
            all.addAll(batch(part, first + from, sample, n -> progress.accept(done + n)));
        }
        return all;
    }

    /** Network calls that {@link #generate(List, int, IntConsumer)} makes for so many sources. */
    public int calls(int sources) {
        return (sources + options.batch() - 1) / options.batch() * calls;
    }

    private List<Generated> batch(List<String> sources, int from, int sample, IntConsumer progress) {
        List<SequenceLayout.Encoded> rows = new ArrayList<>();
        for (int i = 0; i < options.batch(); i++) {
            rows.add(layout.encode(sources.get(Math.min(i, sources.size() - 1))));
        }
        Batch batch = Batch.of(rows);
        long number = (long) sample << 32 | from / options.batch();
        Tensor tokens = writer.write(batch, noise(batch, from, sample), number, progress);
        progress.accept(calls);
        List<Generated> out = new ArrayList<>();
        for (int i = 0; i < sources.size(); i++) {
            long[] ids = Batch.row(tokens, i);
            int start = batch.starts()[i];
            out.add(new Generated(sources.get(i), layout.decodeClean(ids, start), layout.decode(ids, start)));
        }
        return out;
    }

    private Tensor noise(Batch batch, int from, int sample) {
        CounterRandom random = CounterRandom.of(options.seed(), "generate/noise");
        long[] keys = new long[options.batch()];
        for (int i = 0; i < keys.length; i++) {
            long row = from + i;
            keys[i] = codebook.size() == 0
                    ? (long) sample << 32 | row
                    : random.integers(row, 1, Integer.MAX_VALUE)[0] + sample;
        }
        return codebook.noise(random, keys, batch.starts(), model.length(), model.width());
    }

    @Override
    public void close() {
        onClose.forEach(Runnable::run);
        onClose.clear();
    }
}
