package io.dlmone.serve;

import io.dlmone.error.ErrorId;
import io.dlmone.error.Problem;
import io.dlmone.error.UserException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A request that is not served, with the status of HTTP that says why. */
final class Refusal extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final transient List<Problem> problems;
    private final transient Map<String, String> headers;

    Refusal(int status, List<Problem> problems, Map<String, String> headers) {
        super("refused with " + status, null, false, false);
        this.status = status;
        this.problems = List.copyOf(problems);
        this.headers = Map.copyOf(headers);
    }

    private Refusal(int status, Problem problem) {
        this(status, List.of(problem), Map.of());
    }

    int status() {
        return status;
    }

    List<Problem> problems() {
        return problems;
    }

    Map<String, String> headers() {
        return headers;
    }

    /** What the library refuses is the client's fault; a model that is not there is not found. */
    static Refusal of(UserException e) {
        boolean noModel = e.problems().stream().allMatch(p -> p.id().equals(ErrorId.MODEL_1.toString()));
        return new Refusal(noModel ? 404 : 400, e.problems(), Map.of());
    }

    static Refusal wrongKey(boolean given) {
        return new Refusal(
                401,
                List.of(new Problem(
                        ErrorId.SERVE_2,
                        "header Authorization",
                        "'Bearer ' and the key of this server",
                        given ? "another key" : "no key",
                        "Give the key that the server was started with.")),
                Map.of("WWW-Authenticate", "Bearer"));
    }

    static Refusal noSuchPath(String path) {
        return new Refusal(
                404,
                new Problem(
                        ErrorId.SERVE_6,
                        shown(path),
                        "a path of this server",
                        "none",
                        "docs/serving.md has all of them."));
    }

    static Refusal noSuchMethod(String path, String method, String allowed) {
        return new Refusal(
                405,
                List.of(new Problem(
                        ErrorId.SERVE_6,
                        path,
                        "method " + allowed,
                        "method " + shown(method),
                        "Use method " + allowed + ".")),
                Map.of("Allow", allowed));
    }

    static Refusal notJson(String found) {
        return new Refusal(
                415,
                new Problem(
                        ErrorId.SERVE_7,
                        "header Content-Type",
                        "application/json",
                        found,
                        "Send the request's body as JSON, and say so."));
    }

    static Refusal tooLarge(int most) {
        return new Refusal(
                413,
                List.of(new Problem(
                        ErrorId.SERVE_1,
                        "request body",
                        "at most " + most + " bytes",
                        "more",
                        "Send fewer or shorter sources at a time.")),
                Map.of("Connection", "close"));
    }

    static Refusal bodyTooSlow(Duration limit) {
        return new Refusal(
                408,
                List.of(new Problem(
                        ErrorId.SERVE_4,
                        "request body",
                        "the whole of it within " + seconds(limit),
                        "a part of it",
                        "Send the whole body.")),
                Map.of("Connection", "close"));
    }

    static Refusal halfABody() {
        return new Refusal(
                400,
                List.of(new Problem(
                        ErrorId.JSON_1, "request body", "a JSON object", "a part of it", "Send the whole body.")),
                Map.of("Connection", "close"));
    }

    static Refusal answerTooSlow(Duration limit) {
        return new Refusal(
                504,
                new Problem(
                        ErrorId.SERVE_4,
                        "request",
                        "texts within " + seconds(limit),
                        "none so far",
                        "Ask for fewer texts, or again when the server has less to do."));
    }

    static Refusal busy(int most, long retryAfter) {
        return new Refusal(
                429,
                List.of(new Problem(
                        ErrorId.SERVE_3,
                        "request",
                        "room in the queue, which holds " + most + " texts",
                        "too little",
                        "Ask again after the seconds that header Retry-After says.")),
                Map.of("Retry-After", Long.toString(retryAfter)));
    }

    static Refusal shuttingDown() {
        return new Refusal(
                503,
                List.of(new Problem(
                        ErrorId.SERVE_5,
                        "request",
                        "a server that takes requests",
                        "one that is shutting down",
                        "Ask another server, or again later.")),
                Map.of("Connection", "close", "Retry-After", "1"));
    }

    private static String shown(String text) {
        return text.length() <= 60 ? text : text.substring(0, 59) + "…";
    }

    private static String seconds(Duration limit) {
        return limit.toMillis() / 1000.0 + " s";
    }
}
