package io.dlmone.serve;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Asks a server. */
record Client(URI server, HttpClient http) {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    Client(GenerationServer server) {
        this(server.uri(), HttpClient.newHttpClient());
    }

    /** What came back. */
    record Reply(int status, String body, HttpResponse<String> response) {

        JsonNode json() {
            try {
                return MAPPER.readTree(body);
            } catch (IOException e) {
                throw new UncheckedIOException(body, e);
            }
        }

        /** Of the first result. */
        List<String> texts() {
            return strings(json().at("/results/0/texts"));
        }

        String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }

        /** Ids and places of an error's problems. */
        List<String> problems() {
            List<String> problems = new ArrayList<>();
            json().at("/error/problems")
                    .forEach(p -> problems.add(
                            p.get("id").asText() + " " + p.get("where").asText()));
            return problems;
        }
    }

    static List<String> strings(JsonNode list) {
        List<String> strings = new ArrayList<>();
        list.forEach(one -> strings.add(one.asText()));
        return strings;
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(server.resolve(path));
    }

    CompletableFuture<Reply> sendLater(HttpRequest request) {
        return http.sendAsync(request, HttpResponse.BodyHandlers.ofString())
                .thenApply(r -> new Reply(r.statusCode(), r.body(), r));
    }

    Reply send(HttpRequest request) {
        return sendLater(request).join();
    }

    Reply get(String path) {
        return send(request(path).build());
    }

    CompletableFuture<Reply> postLater(String path, String json) {
        return sendLater(request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json))
                .build());
    }

    Reply post(String path, String json) {
        return postLater(path, json).join();
    }

    /** One of an answer in events. */
    record Event(String name, JsonNode data) {

        static List<Event> of(String body) {
            List<Event> events = new ArrayList<>();
            for (String event : body.split("\n\n")) {
                String[] lines = event.split("\n");
                try {
                    events.add(new Event(
                            lines[0].substring("event: ".length()),
                            MAPPER.readTree(lines[1].substring("data: ".length()))));
                } catch (IOException e) {
                    throw new UncheckedIOException(event, e);
                }
            }
            return events;
        }
    }

    /** All events of an answer to {@code /v1/steps}. */
    List<Event> steps(String json) {
        Reply reply = post("/v1/steps", json);
        if (reply.status() != 200) {
            throw new AssertionError(reply.status() + " " + reply.body());
        }
        return Event.of(reply.body());
    }

    Reply generate(String json) {
        return post("/v1/generate", json);
    }
}
