package io.dlmone.student;

import io.dlmone.backend.Backend;
import io.dlmone.bundle.GenerationConfig;
import io.dlmone.bundle.ModelBundle;
import io.dlmone.bundle.Role;
import io.dlmone.model.TeacherModel;
import io.dlmone.ngrams.NgramModel;
import io.dlmone.nn.Parameters;
import io.dlmone.student.decoding.SentenceDecoder;
import io.dlmone.text.Placeholders;
import io.dlmone.text.SequenceLayout;
import io.dlmone.text.ShortLength;
import io.dlmone.text.SourceReading;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/**
 * Writes text with a model: a student in one network call or few, a teacher in as many as its sampler takes. What is
 * written for a source depends on seed, position and sample, not on what else is in the batch or which thread asks.
 * Sequences have the length of the model, or with a teacher of {@linkplain TeacherModel#shortLengths several} that of
 * the source; nothing is gained by sorting sources.
 *
 * <p>Thread-safe: many threads may call a generator at once. Those that find it busy are served together in the next
 * network calls. A call costs what its sentences cost: batches of 1, 2, 4, … up to the largest have programs of their
 * own, each with its own packed weights, compiled when it is first needed.
 *
 * <p>{@link #close} waits for calls under way, frees the model's memory, and the backend if {@link #open} or a builder
 * opened it; later calls are {@link IllegalStateException}s. From within the progress of a call nothing can be called.
 */
public final class TextGenerator implements AutoCloseable {

    private final SequenceLayout layout;
    private final Options options;
    private final WritersByLength writers;
    private final Runnable release;
    private boolean closed;

    /**
     * How to write.
     *
     * @param batch sequences in one network call
     * @param seed of all noise
     * @param strict whether sources are refused that the model cannot read whole
     */
    public record Options(int batch, long seed, boolean strict) {

        /**
         * Writes for every source, as well as it is read.
         *
         * @param batch most sentences in one network call
         * @param seed of all noise
         */
        public Options(int batch, long seed) {
            this(batch, seed, false);
        }

        public Options {
            if (batch < 1) {
                throw new IllegalArgumentException("batch must be at least 1, got " + batch);
            }
        }
    }

    /**
     * One text that is asked for. Its noise follows from seed, row and sample alone, so that it is the same text
     * whatever else is written with it: that of {@link TextGenerator#samples} for the source at this position, under
     * this seed.
     *
     * @param source any text
     * @param seed of its noise
     * @param row position of the source among those that belong together, from 0
     * @param sample number of the sample: others have other noise
     */
    public record Request(String source, long seed, int row, int sample) {}

    /**
     * One text.
     *
     * @param source what it was written for
     * @param text for people: without special tokens
     * @param official as official sampling scripts decode it, for evaluation
     * @param reading what of the source is unknown, or cut: then the text may mean nothing
     */
    public record Generated(String source, String text, String official, SourceReading reading) {}

    /**
     * Writes with a model that was loaded. The backend stays the caller's.
     *
     * @param bundle the model
     * @param backend where it runs
     * @param options batch, seed, strictness
     */
    public TextGenerator(ModelBundle bundle, Backend backend, Options options) {
        this(bundle, backend, options, () -> {});
    }

    /** @param after what closing does last */
    TextGenerator(ModelBundle bundle, Backend backend, Options options, Runnable after) {
        this(bundle, load(bundle, backend), backend, options, after);
    }

    private TextGenerator(ModelBundle bundle, Parameters parameters, Backend backend, Options options, Runnable after) {
        this(
                bundle.architecture(),
                bundle.layout(),
                parameters,
                bundle.role(),
                bundle.generation(),
                bundle.ngrams(),
                backend,
                options,
                () -> {
                    parameters.release(backend);
                    after.run();
                });
    }

    /**
     * Writes with parameters that live on the backend and may change: during training. They stay the caller's.
     *
     * @param model the network
     * @param layout how a source becomes a sequence
     * @param parameters its weights
     * @param role what it is
     * @param generation how it writes
     * @param backend where it runs
     * @param options batch, seed, strictness
     */
    public TextGenerator(
            TeacherModel model,
            SequenceLayout layout,
            Parameters parameters,
            Role role,
            GenerationConfig generation,
            Backend backend,
            Options options) {
        this(model, layout, parameters, role, generation, Optional.empty(), backend, options, () -> {});
    }

    private TextGenerator(
            TeacherModel model,
            SequenceLayout layout,
            Parameters parameters,
            Role role,
            GenerationConfig generation,
            Optional<NgramModel> ngrams,
            Backend backend,
            Options options,
            Runnable release) {
        if (generation.ngramWeight() + generation.slotWeight() > 0 && ngrams.isEmpty()) {
            throw new IllegalArgumentException("a weight of n-grams or slots and no n-grams");
        }
        generation.requireFit(model, role);
        this.layout = layout;
        this.options = options;
        TokenReader reader = generation.ngramWeight() == 0 && generation.slotWeight() == 0
                ? TokenReader.LIKELIEST
                : new TokenReader(Optional.of(new SentenceDecoder(
                        ngrams.orElseThrow(),
                        generation.ngramWeight(),
                        generation.slotWeight(),
                        Placeholders.of(layout.tokenizer().vocabulary()))));
        List<ShortLength> lengths = role == Role.TEACHER ? model.shortLengths() : List.of();
        this.writers = new WritersByLength(
                layout,
                lengths,
                options.batch(),
                length -> new BatchWriter(
                        backend, model.withLength(length), parameters, role, generation, reader, options));
        this.release = release;
    }

    /**
     * Opens a model on the preferred backend.
     *
     * @param location a model directory, or a name such as {@code builtin:paraphrase-student}
     * @return the generator, which the caller closes
     */
    public static TextGenerator open(String location) {
        return builder(location).open();
    }

    /**
     * Opens a model as is told.
     *
     * @param location a model directory, or a name such as {@code builtin:paraphrase-student}
     * @return a builder for it
     */
    public static TextGeneratorBuilder builder(String location) {
        return new TextGeneratorBuilder(location);
    }

    private static Parameters load(ModelBundle bundle, Backend backend) {
        Parameters p = Parameters.frozen("model", bundle.architecture().parameters(), bundle.weights());
        p.write(backend, bundle.weights());
        return p;
    }

    /** {@return network calls for each sentence} */
    public int callsPerSentence() {
        return writers.calls();
    }

    /**
     * {@return one text for each source}
     *
     * @param sources any texts
     */
    public List<String> generate(List<String> sources) {
        return generate(sources, 0, done -> {}).stream().map(Generated::text).toList();
    }

    /**
     * {@return one text for each source}
     *
     * @param sources any texts
     * @param sample number of the sample: others have other noise
     * @param progress called with the number of network calls made so far, of {@link #calls}
     * @throws io.dlmone.error.UserException if the generator is strict and the model cannot read a source whole
     */
    public List<Generated> generate(List<String> sources, int sample, IntConsumer progress) {
        List<Draw> draws = draws(sources, 0, sample, 1);
        return writeDraws(draws, progress);
    }

    /**
     * Several texts for each source of a sequence that may come in parts; all of them share the batches. With a noise
     * codebook the texts for a source come from different vectors until all are used.
     *
     * @param sources any texts
     * @param first position of the first source in that sequence
     * @param samples how many for each source
     * @param progress called with the number of network calls made so far, of {@link #calls}
     * @return {@code [source][sample]}
     */
    public List<List<Generated>> samples(List<String> sources, int first, int samples, IntConsumer progress) {
        List<Draw> draws = draws(sources, first, 0, samples);
        List<Generated> all = writeDraws(draws, progress);
        return IntStream.range(0, sources.size())
                .mapToObj(i -> List.copyOf(all.subList(i * samples, (i + 1) * samples)))
                .toList();
    }

    /**
     * {@return network calls that so many texts take, if no other thread asks for any}
     *
     * @param texts how many
     */
    public int calls(int texts) {
        return (texts + options.batch() - 1) / options.batch() * writers.calls();
    }

    /**
     * Writes texts with seeds and positions of their own, such as those that many clients ask for, in common network
     * calls.
     *
     * @param requests what is asked for
     * @return one text for each
     * @throws io.dlmone.error.UserException if the generator is strict and the model cannot read a source whole
     */
    public List<Generated> write(List<Request> requests) {
        return write(requests, Optional.empty(), done -> {});
    }

    /**
     * As the other, and tells what there is of each text after each step of a model of more than one call.
     *
     * @param requests what is asked for
     * @param listener told of each step
     * @param progress called with the number of network calls made so far; what it throws ends the writing
     * @return one text for each
     * @throws io.dlmone.error.UserException if the generator is strict and the model cannot read a source whole
     */
    public List<Generated> write(List<Request> requests, StepListener listener, IntConsumer progress) {
        return write(requests, Optional.of(listener), progress);
    }

    private List<Generated> write(List<Request> requests, Optional<StepListener> listener, IntConsumer progress) {
        List<String> sources = requests.stream().map(Request::source).distinct().toList();
        List<Source> read = read(sources);
        Map<String, Source> byText = new HashMap<>();
        for (int i = 0; i < sources.size(); i++) {
            byText.put(sources.get(i), read.get(i));
        }
        List<Draw> draws = new ArrayList<>();
        for (Request asked : requests) {
            int index = draws.size();
            draws.add(byText.get(asked.source()).draw(asked, listener.map(l -> step -> l.step(index, step))));
        }
        return writeDraws(draws, progress);
    }

    /** A source as the network reads it. */
    private record Source(SequenceLayout.Encoded encoded, SourceReading reading) {

        Draw draw(Request asked, Optional<Consumer<StepListener.Step>> watcher) {
            return new Draw(asked, encoded, reading, watcher);
        }
    }

    /** How the model reads a source. */
    SourceReading reading(String source) {
        return SourceReading.of(layout, source);
    }

    /**
     * Refuses a source that the model cannot read whole, strict or not.
     *
     * @throws io.dlmone.error.UserException that says what it cannot read
     */
    void requireReadable(String source) {
        UnreadableSources.refuse(List.of(source), List.of(reading(source)), layout.capacity());
    }

    private List<Source> read(List<String> sources) {
        List<SourceReading> readings = sources.stream().map(this::reading).toList();
        if (options.strict()) {
            UnreadableSources.refuse(sources, readings, layout.capacity());
        }
        return IntStream.range(0, sources.size())
                .mapToObj(i -> new Source(writers.encode(sources.get(i)), readings.get(i)))
                .toList();
    }

    private List<Draw> draws(List<String> sources, int first, int sample, int samples) {
        List<Source> read = read(sources);
        List<Draw> draws = new ArrayList<>();
        for (int i = 0; i < sources.size(); i++) {
            for (int k = sample; k < sample + samples; k++) {
                draws.add(
                        read.get(i).draw(new Request(sources.get(i), options.seed(), first + i, k), Optional.empty()));
            }
        }
        return draws;
    }

    private List<Generated> writeDraws(List<Draw> draws, IntConsumer progress) {
        long all = (long) draws.size() * writers.calls();
        return writers.write(draws, done -> progress.accept((int) (calls(draws.size()) * done / all)));
    }

    @Override
    public synchronized void close() {
        writers.close();
        if (!closed) {
            closed = true;
            release.run();
        }
    }
}
