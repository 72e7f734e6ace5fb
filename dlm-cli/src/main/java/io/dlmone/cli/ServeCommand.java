package io.dlmone.cli;

import com.google.inject.Inject;
import io.dlmone.error.UserException;
import io.dlmone.serve.GenerationServer;
import io.dlmone.train.Checks;
import io.dlmone.train.EngineOptions;
import io.dlmone.train.ProgressListener;
import io.dlmone.train.SystemSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code dlm serve}: writes over HTTP. No member names a type of the server, not even a lambda: the command line reads
 * the members of all verbs at every start, and would load it.
 */
@Command(
        name = "serve",
        description = "Serves models over HTTP, as docs/serving.md describes, until Ctrl-C or SIGTERM; then requests"
                + " under way are answered and new ones refused. Requests that come while a network call is made share"
                + " the next one.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        sortOptions = false,
        abbreviateSynopsis = true)
final class ServeCommand implements Callable<Integer> {

    private static final int MOST_PORT = 65_535;
    private static final int MOST_WAITING = 1_000_000;
    private static final int MOST_SECONDS = 86_400;
    private static final int LARGEST_BODY_KIB = 1 << 15;

    private final ProgressListener progress;

    @Option(
            names = "--model",
            paramLabel = "[NAME=]MODEL",
            defaultValue = "builtin:paraphrase-student",
            description = "A model directory or a built-in model, and the name that requests call it by, which else is"
                    + " the last part of MODEL; MODEL@SAMPLER:STEPS says how it writes. May be repeated: requests that"
                    + " name no model get the first.")
    private List<String> models;

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description = "The address to listen at; 0.0.0.0: all of this machine, for others too.")
    private String host;

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "8080",
            description = "The port to listen at; 0: a free one.")
    private int port;

    @Option(
            names = "--api-key-file",
            paramLabel = "FILE",
            description = "A file with the key that requests have to give. Default: the environment variable "
                    + ServerKey.VARIABLE + "; without it no key is asked for.")
    private Path keyFile;

    @Option(
            names = "--batch",
            paramLabel = "N",
            defaultValue = "32",
            description = "Texts in one network call, from 1.")
    private int batch;

    @Option(
            names = "--max-wait",
            paramLabel = "MS",
            defaultValue = "0",
            description = "Milliseconds that a text may be kept for a batch to become full, from 0.")
    private int maxWait;

    @Option(
            names = "--queue",
            paramLabel = "N",
            defaultValue = "1024",
            description = "Texts that may wait for a model, and that one request may ask for, from 1. A request that"
                    + " finds no room is refused with 429.")
    private int queue;

    @Option(
            names = "--time-limit",
            paramLabel = "S",
            defaultValue = "30",
            description = "Seconds that a request may take, from 1; then it is refused with 504.")
    private int timeLimit;

    @Option(
            names = "--max-body",
            paramLabel = "KIB",
            defaultValue = "1024",
            description = "KiB that a request's body may have, from 1; larger ones are refused with 413.")
    private int maxBody;

    @Option(
            names = "--drain-limit",
            paramLabel = "S",
            defaultValue = "30",
            description = "Seconds that requests under way have to be answered when the server ends, from 0.")
    private int drainLimit;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "A JSON object with the names of these flags as keys.")
    private Path config;

    @Mixin
    private EngineFlags engine;

    @Inject
    ServeCommand(ProgressListener progress) {
        this.progress = progress;
    }

    @Override
    public Integer call() throws InterruptedException {
        new Checks()
                .whole("port", port, 0, MOST_PORT)
                .whole("batch", batch, 1, Checks.MOST_TOGETHER)
                .whole("queue", queue, 1, MOST_WAITING)
                .whole("max-wait", maxWait, 0, MOST_SECONDS)
                .whole("time-limit", timeLimit, 1, MOST_SECONDS)
                .whole("max-body", maxBody, 1, LARGEST_BODY_KIB)
                .whole("drain-limit", drainLimit, 0, MOST_SECONDS)
                .refuse();
        EngineOptions chosen = engine.options();
        var builder = GenerationServer.builder()
                .host(host)
                .port(port)
                .backend(chosen.backend())
                .engine(chosen.toBackendOptions())
                .batch(batch)
                .maxWait(Duration.ofMillis(maxWait))
                .queue(queue)
                .timeLimit(Duration.ofSeconds(timeLimit))
                .maxBody(maxBody << 10)
                .drainLimit(Duration.ofSeconds(drainLimit));
        Optional<String> key = ServerKey.read(keyFile);
        key.ifPresent(builder::apiKey);
        Checks named = new Checks();
        for (String model : models) {
            try {
                builder.model(
                        name(model),
                        SystemSpec.parse(location(model), SystemSpec.asSaved(""))
                                .load());
            } catch (UserException e) {
                named.addAll(e.problems());
            }
        }
        named.refuse();
        try (Interruption interruption = new Interruption();
                GenerationServer server = builder.start()) {
            progress.say("Listening at " + server.uri()
                    + (key.isEmpty() && !server.isLocal()
                            ? ", where anybody who reaches it may ask: no key was given"
                            : ""));
            interruption.await();
            progress.say("Answering the requests under way");
        }
        return 0;
    }

    private static String location(String model) {
        return model.substring(model.indexOf('=') + 1);
    }

    private static String name(String model) {
        int equals = model.indexOf('=');
        return equals < 0 ? lastPart(model) : model.substring(0, equals);
    }

    /** Of a path, or of a name such as {@code builtin:paraphrase-student}. */
    private static String lastPart(String location) {
        List<String> parts = new ArrayList<>(List.of(location.split("[/\\\\:]")));
        parts.removeIf(String::isEmpty);
        return parts.isEmpty() ? location : parts.get(parts.size() - 1);
    }
}
