package io.dlmone.serve;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dlmone.error.Problem;
import io.dlmone.error.UserException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is sent back.
 *
 * @param status of HTTP
 * @param type of the body
 * @param body the bytes
 * @param headers beside those of the body
 * @param events instead of a body
 */
record Answer(int status, String type, byte[] body, Map<String, String> headers, Optional<Events> events) {

    static final String JSON = "application/json";
    static final String EVENTS = "text/event-stream";

    private static final Logger LOG = LoggerFactory.getLogger(GenerationServer.class);
    private static final ObjectMapper MAPPER = new ObjectMapper();

    Answer(int status, String type, byte[] body, Map<String, String> headers) {
        this(status, type, body, headers, Optional.empty());
    }

    /** Events, sent as they come; a proxy is told to keep none of them back. */
    static Answer of(Events events) {
        Map<String, String> headers = Map.of("Cache-Control", "no-store", "X-Accel-Buffering", "no");
        return new Answer(200, EVENTS, new byte[0], headers, Optional.of(events));
    }

    /** This answer with a header of the milliseconds in which its texts were written. */
    Answer taking(double milliseconds) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put("Server-Timing", "write;dur=" + Math.round(milliseconds * 1000) / 1000.0);
        return new Answer(status, type, body, more, events);
    }

    /** An object, as JSON. */
    static Answer json(int status, Object value) {
        return new Answer(status, JSON, line(value).getBytes(StandardCharsets.UTF_8), Map.of());
    }

    /** Text of another type. */
    static Answer text(String type, String text) {
        return new Answer(200, type, text.getBytes(StandardCharsets.UTF_8), Map.of());
    }

    /** A value as JSON, on one line. */
    static String line(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("a value that is not JSON", e);
        }
    }

    /** What is answered instead of texts: in the form of OpenAI's errors, with all problems beside. */
    static Answer of(Throwable failure) {
        if (failure instanceof CompletionException wrapped && wrapped.getCause() != null) {
            return of(wrapped.getCause());
        }
        if (failure instanceof UserException user) {
            return of(Refusal.of(user));
        }
        if (failure instanceof Refusal refusal) {
            return refused(refusal);
        }
        LOG.error("A request failed.", withoutMessages(failure));
        return json(
                500,
                Map.of(
                        "error",
                        error(500, "this should not have happened; the server's log has more", null, List.of())));
    }

    /** Texts of clients may be in the message of an exception; they have no place in a log. */
    private static Throwable withoutMessages(Throwable failure) {
        Throwable copy = new IllegalStateException(failure.getClass().getName());
        copy.setStackTrace(failure.getStackTrace());
        return copy;
    }

    private static Answer refused(Refusal refusal) {
        List<Problem> problems = refusal.problems();
        String message = problems.stream().map(Problem::toString).collect(Collectors.joining("\n"));
        Map<String, Object> error = error(refusal.status(), message, problems.get(0), problems);
        return new Answer(
                refusal.status(),
                JSON,
                line(Map.of("error", error)).getBytes(StandardCharsets.UTF_8),
                refusal.headers());
    }

    /** An error without a problem, such as of a request that is no HTTP. */
    static Answer error(int status, String message) {
        return json(status, Map.of("error", error(status, message, null, List.of())));
    }

    private static Map<String, Object> error(int status, String message, Problem first, List<Problem> problems) {
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("message", message);
        error.put("type", status == 429 ? "rate_limit_error" : status < 500 ? "invalid_request_error" : "server_error");
        error.put("param", first == null ? null : setting(first));
        error.put("code", first == null ? null : first.id());
        List<Map<String, String>> all = new ArrayList<>();
        for (Problem p : problems) {
            Map<String, String> one = new LinkedHashMap<>();
            one.put("id", p.id());
            one.put("where", p.where());
            one.put("expected", p.expected());
            one.put("found", p.found());
            one.put("remedy", p.remedy());
            all.add(one);
        }
        error.put("problems", all);
        return error;
    }

    private static String setting(Problem problem) {
        boolean isSetting = problem.where().startsWith(Fields.SETTING);
        return isSetting ? problem.where().substring(Fields.SETTING.length()).split(" ", 2)[0] : null;
    }
}
