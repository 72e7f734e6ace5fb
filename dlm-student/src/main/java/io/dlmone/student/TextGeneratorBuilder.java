package io.dlmone.student;

import io.dlmone.backend.Backend;
import io.dlmone.backend.BackendOptions;
import io.dlmone.backend.BackendProvider;
import io.dlmone.backend.Backends;
import io.dlmone.backend.Precision;
import io.dlmone.bundle.ModelBundle;
import io.dlmone.bundle.ModelDirectory;
import java.util.Optional;

/**
 * How a {@link TextGenerator} is to be opened, made by {@link TextGenerator#builder}. What is not set: the preferred
 * backend, the CPU, a thread for each processor, float32, batches of up to 32, seed 0. Not thread-safe.
 */
public final class TextGeneratorBuilder {

    private static final int BATCH = 32;

    private final String location;
    private Optional<String> backend = Optional.empty();
    private BackendOptions engine = BackendOptions.defaults();
    private int batch = BATCH;
    private long seed;
    private boolean strict;

    TextGeneratorBuilder(String location) {
        this.location = location;
    }

    /**
     * Chooses the backend of this name, such as {@code onnx}.
     *
     * @param name its stable name
     * @return this
     */
    public TextGeneratorBuilder backend(String name) {
        backend = Optional.of(name);
        return this;
    }

    /**
     * Sets the threads for one network call.
     *
     * @param threads at least 1
     * @return this
     */
    public TextGeneratorBuilder threads(int threads) {
        engine = engine.withThreads(threads);
        return this;
    }

    /**
     * Sets the device.
     *
     * @param device {@code cpu} or {@code cuda[:n]}
     * @return this
     */
    public TextGeneratorBuilder device(String device) {
        engine = new BackendOptions(device, engine.threads(), engine.precision(), engine.profile());
        return this;
    }

    /**
     * Sets the arithmetic of matrix products.
     *
     * @param precision of the operands
     * @return this
     */
    public TextGeneratorBuilder precision(Precision precision) {
        engine = new BackendOptions(engine.device(), engine.threads(), precision, engine.profile());
        return this;
    }

    /**
     * Sets the most sentences in one network call.
     *
     * @param sentences at least 1
     * @return this
     */
    public TextGeneratorBuilder batch(int sentences) {
        batch = sentences;
        return this;
    }

    /**
     * Sets the seed of all noise.
     *
     * @param seedOfNoise any number
     * @return this
     */
    public TextGeneratorBuilder seed(long seedOfNoise) {
        seed = seedOfNoise;
        return this;
    }

    /**
     * Refuses, with a {@link io.dlmone.error.UserException}, sources with words that the model does not know, and such
     * as are too long for it. Otherwise a text is written for what the model reads of a source, and
     * {@link TextGenerator.Generated#reading} tells what that is not.
     *
     * @return this
     */
    public TextGeneratorBuilder strict() {
        strict = true;
        return this;
    }

    /**
     * Loads the model and opens the backend; closing the generator closes both.
     *
     * @return the generator
     * @throws io.dlmone.error.UserException if there is no such model or backend, or it cannot do what is asked
     */
    public TextGenerator open() {
        TextGenerator.Options options = new TextGenerator.Options(batch, seed, strict);
        ModelBundle bundle = ModelDirectory.load(location);
        BackendProvider provider = backend.map(Backends::named).orElseGet(Backends::preferred);
        Backend opened = provider.open(engine);
        try {
            return new TextGenerator(bundle, opened, options, opened::close);
        } catch (RuntimeException e) {
            opened.close();
            throw e;
        }
    }
}
