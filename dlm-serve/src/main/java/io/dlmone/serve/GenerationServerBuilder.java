package io.dlmone.serve;

import io.dlmone.backend.Backend;
import io.dlmone.backend.BackendOptions;
import io.dlmone.backend.Backends;
import io.dlmone.bundle.ModelBundle;
import io.dlmone.bundle.ModelDirectory;
import io.dlmone.error.ErrorId;
import io.dlmone.error.Problem;
import io.dlmone.error.UserException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How a {@link GenerationServer} is to serve. What is not set: port 8080 of 127.0.0.1, the preferred backend with a
 * thread for each processor, batches of up to 32 texts that are not waited for, a queue of 1,024 texts, 30 seconds and
 * 1 MiB for a request, no key. Not thread-safe.
 */
public final class GenerationServerBuilder {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:@+-]{0,99}");

    private final Map<String, ModelBundle> models = new LinkedHashMap<>();
    private Optional<String> backend = Optional.empty();
    private BackendOptions engine = BackendOptions.defaults();
    private String host = "127.0.0.1";
    private int port = 8080;
    private int batch = 32;
    private Duration wait = Duration.ZERO;
    private int queue = 1024;
    private Duration timeLimit = Duration.ofSeconds(30);
    private int bodyLimit = 1 << 20;
    private Duration drainLimit = Duration.ofSeconds(30);
    private Optional<String> apiKey = Optional.empty();

    GenerationServerBuilder() {}

    /**
     * Adds a model. Requests that name no model get the one that was added first.
     *
     * @param name in requests: letters, digits and {@code . _ : @ + -}
     * @param location a model directory, or a name such as {@code builtin:paraphrase-student}
     * @return this
     * @throws UserException if there is no such model, or the name is taken or cannot be one
     */
    public GenerationServerBuilder model(String name, String location) {
        requireName(name);
        return model(name, ModelDirectory.load(location));
    }

    /**
     * Adds a model that was loaded, and writes as its configuration says.
     *
     * @param name in requests: letters, digits and {@code . _ : @ + -}
     * @param bundle the model
     * @return this
     * @throws UserException if the name is taken or cannot be one
     */
    public GenerationServerBuilder model(String name, ModelBundle bundle) {
        requireName(name);
        models.put(name, bundle);
        return this;
    }

    private void requireName(String name) {
        if (!NAME.matcher(name).matches() || models.containsKey(name)) {
            throw new UserException(new Problem(
                    ErrorId.SETTING_2,
                    "setting model",
                    "a name of its own of up to 100 letters, digits and . _ : @ + -",
                    "'" + name + "'" + (models.containsKey(name) ? " twice" : ""),
                    "Name it otherwise."));
        }
    }

    /**
     * Chooses the backend of this name, such as {@code onnx}.
     *
     * @param name its stable name
     * @return this
     */
    public GenerationServerBuilder backend(String name) {
        backend = Optional.of(name);
        return this;
    }

    /**
     * Sets how the backend is opened.
     *
     * @param options device, threads, precision
     * @return this
     */
    public GenerationServerBuilder engine(BackendOptions options) {
        engine = options;
        return this;
    }

    /**
     * Sets the address to listen at. Others than this machine reach the server only at an address that is not a
     * loopback's.
     *
     * @param address name or number of an address of this machine
     * @return this
     */
    public GenerationServerBuilder host(String address) {
        host = address;
        return this;
    }

    /**
     * Sets the port to listen at.
     *
     * @param number of the port; 0: a free one
     * @return this
     */
    public GenerationServerBuilder port(int number) {
        port = number;
        return this;
    }

    /**
     * Sets the most texts in one network call.
     *
     * @param texts at least 1
     * @return this
     */
    public GenerationServerBuilder batch(int texts) {
        batch = texts;
        return this;
    }

    /**
     * Sets how long a text may be kept for a batch to become full. At zero a network call begins as soon as the engine
     * is free, with what has come by then.
     *
     * @param longest zero or more
     * @return this
     */
    public GenerationServerBuilder maxWait(Duration longest) {
        wait = longest;
        return this;
    }

    /**
     * Sets how many texts may wait for a model; a request that finds no room is refused with 429. It is also the most
     * that one request may ask for.
     *
     * @param texts at least 1
     * @return this
     */
    public GenerationServerBuilder queue(int texts) {
        queue = texts;
        return this;
    }

    /**
     * Sets how long a request may take, from its first byte to its texts.
     *
     * @param limit after which it is refused with 408 if its body is not there, otherwise with 504
     * @return this
     */
    public GenerationServerBuilder timeLimit(Duration limit) {
        timeLimit = limit;
        return this;
    }

    /**
     * Sets the most bytes of a request's body; larger ones are refused with 413.
     *
     * @param bytes at least 1
     * @return this
     */
    public GenerationServerBuilder maxBody(int bytes) {
        bodyLimit = bytes;
        return this;
    }

    /**
     * Sets how long closing waits for the requests under way.
     *
     * @param limit zero or more
     * @return this
     */
    public GenerationServerBuilder drainLimit(Duration limit) {
        drainLimit = limit;
        return this;
    }

    /**
     * Sets the key that requests under {@code /v1} and of {@code /metrics} have to give as {@code Authorization: Bearer
     * KEY}.
     *
     * @param key visible characters of ASCII
     * @return this
     */
    public GenerationServerBuilder apiKey(String key) {
        apiKey = Optional.of(key);
        return this;
    }

    /**
     * Opens the engine, makes the models ready and begins to listen.
     *
     * @return the server, which the caller closes
     * @throws UserException if a setting is out of its range, there is no model or no such backend, or the address
     *     cannot be listened at
     */
    public GenerationServer start() {
        ServerOptions options =
                new ServerOptions(host, port, batch, wait, queue, timeLimit, bodyLimit, drainLimit, new ApiKey(apiKey));
        if (models.isEmpty()) {
            throw new UserException(new Problem(
                    ErrorId.SETTING_2, "setting model", "at least one model", "none", "Name the models to serve."));
        }
        Backend opened =
                backend.map(Backends::named).orElseGet(Backends::preferred).open(engine);
        return new GenerationServer(models, opened, options);
    }
}
