package io.dlmone.serve;

import io.dlmone.backend.Backend;
import io.dlmone.bundle.ModelBundle;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Serves models over HTTP: a page at {@code /}, {@code /v1/generate}, {@code /v1/steps}, OpenAI's
 * {@code /v1/completions}, {@code /v1/chat/completions} and {@code /v1/models}, {@code /health/live} and
 * {@code /health/ready}, {@code /metrics} and {@code /openapi.json}. Requests that come while a network call is under
 * way are put together in the next one; each is answered with the same texts as if it were alone.
 * {@code docs/serving.md} describes the requests and answers.
 *
 * <p>Thread-safe. It has its own threads; {@link #close} stops them.
 */
public final class GenerationServer implements AutoCloseable {

    private final Backend backend;
    private final List<ServedModel> models = new ArrayList<>();
    private final List<Endpoint> endpoints;
    private final HttpServer http;
    private boolean closed;

    /** Loads the models onto the backend, which becomes this server's, and begins to listen. */
    GenerationServer(Map<String, ModelBundle> bundles, Backend backend, ServerOptions options) {
        this.backend = backend;
        Metrics metrics = new Metrics();
        try {
            Map<String, ServedModel> byName = new LinkedHashMap<>();
            bundles.forEach((name, bundle) -> {
                ServedModel model = new ServedModel(name, bundle, backend, options, metrics);
                models.add(model);
                byName.put(name, model);
            });
            this.endpoints = endpoints(new Models(byName), options, metrics);
            this.http = new HttpServer(endpoints, options, metrics);
            http.start();
        } catch (RuntimeException e) {
            release();
            throw e;
        }
    }

    private static List<Endpoint> endpoints(Models models, ServerOptions options, Metrics metrics) {
        int most = options.queue();
        ModelsRoute list = new ModelsRoute(models, System.currentTimeMillis() / 1000);
        PageRoute page = PageRoute.of(models);
        return List.of(
                new Endpoint("POST", "/v1/generate", false, new GenerateRoute(models, most)),
                new Endpoint("POST", "/v1/steps", false, new StepsRoute(models)),
                new Endpoint("POST", "/v1/completions", false, new OpenAiRoute(models, most, OpenAiForm.TEXT)),
                new Endpoint("POST", "/v1/chat/completions", false, new OpenAiRoute(models, most, OpenAiForm.CHAT)),
                new Endpoint("GET", "/", true, page),
                new Endpoint("GET", PageRoute.ASSETS, true, page),
                new Endpoint("GET", ModelsRoute.PATH, false, list),
                new Endpoint("GET", ModelsRoute.PATH + "/{name}", false, list),
                new Endpoint("GET", "/metrics", false, metrics),
                new Endpoint("GET", "/openapi.json", true, fixed(description())),
                new Endpoint("GET", "/health/live", true, fixed(status("live"))),
                new Endpoint("GET", "/health/ready", true, fixed(status("ready"))));
    }

    private static Route fixed(Answer answer) {
        return call -> CompletableFuture.completedFuture(answer);
    }

    /** Models are there before the server listens: who is answered is answered by a server that is ready. */
    private static Answer status(String status) {
        return Answer.json(200, Map.of("status", status));
    }

    private static Answer description() {
        try (InputStream in = GenerationServer.class.getResourceAsStream("openapi.json")) {
            return new Answer(200, Answer.JSON, in.readAllBytes(), Map.of());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What answers. */
    List<Endpoint> endpoints() {
        return endpoints;
    }

    /** {@return a builder for a server} */
    public static GenerationServerBuilder builder() {
        return new GenerationServerBuilder();
    }

    /** {@return where it listens, or listened before it was closed, such as {@code http://127.0.0.1:8080}} */
    public URI uri() {
        return http.uri();
    }

    /** Texts that wait. */
    int waiting() {
        return models.stream().mapToInt(ServedModel::waiting).sum();
    }

    /** {@return whether only programs on this machine reach it} */
    public boolean isLocal() {
        return http.isLocal();
    }

    /**
     * Refuses new connections, answers the requests under way, then frees the models and the engine. Closing twice does
     * nothing.
     */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            http.stop();
            release();
        }
    }

    private void release() {
        models.forEach(ServedModel::close);
        backend.close();
    }
}
