package io.dlmone.serve;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Promise;

/**
 * Takes the requests: finds who answers, checks the key and the body's kind and size, reads the body and sends the
 * answer. No thread is kept while a body comes or a text is written.
 */
final class Front extends Handler.Abstract {

    private final List<Endpoint> endpoints;
    private final ApiKey key;
    private final ServerOptions options;
    private final Metrics metrics;
    private final Executor executor;

    Front(List<Endpoint> endpoints, ServerOptions options, Metrics metrics, Executor executor) {
        this.metrics = metrics;
        this.endpoints = List.copyOf(endpoints);
        this.key = options.apiKey();
        this.options = options;
        this.executor = executor;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        long begun = request.getHeadersNanoTime();
        String path = Request.getPathInContext(request);
        Optional<Endpoint> endpoint = Endpoint.at(endpoints, path);
        CompletableFuture<Answer> answer;
        try {
            answer = answer(request, path, begun, endpoint.orElseThrow(() -> Refusal.noSuchPath(path)));
        } catch (RuntimeException e) {
            answer = CompletableFuture.failedFuture(e);
        }
        answer.handle((given, failure) -> {
            Answer sent = failure == null ? given : Answer.of(failure);
            String label = endpoint.map(Endpoint::path).orElse("other");
            Runnable count = () -> metrics.request(label, sent.status(), System.nanoTime() - begun);
            if (sent.events().isEmpty()) {
                count.run();
            }
            send(sent, response, sent.events().isEmpty() ? callback : Callback.from(count, callback));
            return null;
        });
        return true;
    }

    private CompletableFuture<Answer> answer(Request request, String path, long begun, Endpoint endpoint) {
        endpoint.requireMethod(request.getMethod());
        if (!endpoint.open()) {
            key.require(request.getHeaders().get(HttpHeader.AUTHORIZATION));
        }
        if (!endpoint.hasBody()) {
            return endpoint.route().answer(new Route.Call(path, new byte[0], left(begun), executor));
        }
        requireJson(request.getHeaders().get(HttpHeader.CONTENT_TYPE));
        return body(request, left(begun))
                .thenCompose(body -> endpoint.route().answer(new Route.Call(path, body, left(begun), executor)));
    }

    private Duration left(long begun) {
        return options.timeLimit().minusNanos(System.nanoTime() - begun);
    }

    /** Pages of other sites can send forms from a browser, but no JSON. */
    private static void requireJson(String type) {
        if (type == null
                || !type.toLowerCase(Locale.ROOT).split(";", 2)[0].strip().equals(Answer.JSON)) {
            throw Refusal.notJson(type == null ? "none" : type.length() > 60 ? "another" : "'" + type + "'");
        }
    }

    private CompletableFuture<byte[]> body(Request request, Duration limit) {
        int most = options.bodyLimit();
        if (request.getLength() > most) {
            throw Refusal.tooLarge(most);
        }
        Promise.Completable<byte[]> body = new Promise.Completable<>();
        Content.Source.asByteArrayAsync(request, most, Promise.Invocable.toPromise(body));
        request.addIdleTimeoutListener(timeout -> !body.isDone());
        return body.orTimeout(Math.max(1, limit.toNanos()), TimeUnit.NANOSECONDS)
                .exceptionally(failure -> {
                    if (failure instanceof IllegalStateException) { // how it tells of too much
                        throw Refusal.tooLarge(most);
                    }
                    if (failure instanceof TimeoutException) {
                        request.fail(failure);
                        throw Refusal.bodyTooSlow(options.timeLimit());
                    }
                    throw Refusal.halfABody(); // which nobody may read: mostly the client is gone
                });
    }

    private static void send(Answer answer, Response response, Callback callback) {
        response.setStatus(answer.status());
        answer.headers().forEach((name, value) -> response.getHeaders().put(name, value));
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, answer.type());
        if (answer.events().isPresent()) {
            answer.events().get().to(response, callback);
            return;
        }
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, answer.body().length);
        response.write(true, ByteBuffer.wrap(answer.body()), callback);
    }

    /** Sends one answer to whatever comes: to requests that are no HTTP, or come while the server shuts down. */
    static boolean refuse(Answer answer, Response response, Callback callback) {
        send(answer, response, callback);
        return true;
    }
}
