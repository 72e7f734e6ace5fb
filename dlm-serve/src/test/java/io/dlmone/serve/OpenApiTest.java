package io.dlmone.serve;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.dlmone.serve.Client.Reply;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The description of the server is that of the paths and fields it has, and its answers are as described. */
@Timeout(180)
class OpenApiTest {

    private static final Pattern KNOWN = Pattern.compile("expected one of ([a-z_, ]+), found no such field");
    private static final Map<String, String> REQUESTS = Map.of(
            "/v1/generate", "{\"inputs\": \"a\"}",
            "/v1/steps", "{\"input\": \"a\"}",
            "/v1/completions", "{\"prompt\": \"a\"}",
            "/v1/chat/completions", "{\"messages\": [{\"role\": \"user\", \"content\": \"a\"}]}");

    private static GenerationServer server;
    private static Client client;
    private static JsonNode description;

    @BeforeAll
    static void start() {
        server = Tiny.server().model("teacher", Tiny.teacher()).start();
        client = new Client(server);
        description = client.get("/openapi.json").json();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void hasEveryPathAndNoOther() {
        List<String> described = new ArrayList<>();
        description.get("paths").properties().forEach(path -> path.getValue()
                .properties()
                .forEach(method -> {
                    if (!method.getKey().equals("parameters")) {
                        String open = method.getValue().has("security") ? "" : " open";
                        described.add(method.getKey() + " " + path.getKey() + open);
                    }
                }));
        assertThat(described)
                .containsExactlyInAnyOrderElementsOf(server.endpoints().stream()
                        .map(e -> e.method().toLowerCase(Locale.ROOT) + " " + e.path() + (e.open() ? " open" : ""))
                        .toList());
    }

    @Test
    void hasEveryFieldOfARequestAndNoOther() {
        REQUESTS.forEach((path, request) -> {
            String message = client.post(path, request.replaceFirst("\\{", "{\"?\": 1, "))
                    .json()
                    .at("/error/message")
                    .asText();
            Matcher known = KNOWN.matcher(message);
            assertThat(known.find()).as(message).isTrue();
            Set<String> described = new TreeSet<>();
            String schema = description
                    .get("paths")
                    .get(path)
                    .at("/post/requestBody/content")
                    .get("application/json")
                    .at("/schema/$ref")
                    .asText();
            description.at(schema.substring(1)).get("properties").fieldNames().forEachRemaining(described::add);
            assertThat(described)
                    .isEqualTo(new TreeSet<>(Arrays.asList(known.group(1).split(", "))));
        });
    }

    @Test
    void answersHaveTheFieldsThatAreDescribed() {
        REQUESTS.forEach((path, request) -> {
            Reply reply = client.post(path, request);
            assertThat(reply.status()).isEqualTo(200);
            if (!path.equals("/v1/steps")) {
                conform(path, reply.json(), schema(path, "post", "200"));
            }
            conform(path, client.post(path, "{}").json(), schema(path, "post", "400"));
        });
        conform("models", client.get("/v1/models").json(), schema("/v1/models", "get", "200"));
        conform("model", client.get("/v1/models/tiny").json(), schema("/v1/models/{name}", "get", "200"));
        conform("live", client.get("/health/live").json(), schema("/health/live", "get", "200"));
    }

    @Test
    void eventsHaveTheFieldsThatAreDescribed() {
        JsonNode schemas = description.at("/components/schemas");
        List<Client.Event> events = client.steps("{\"input\": \"a\", \"model\": \"teacher\"}");
        conform("step", events.get(0).data(), schemas.get("Step"));
        conform("done", events.get(events.size() - 1).data(), schemas.get("WatchedText"));
    }

    private static JsonNode schema(String path, String method, String status) {
        return description
                .get("paths")
                .get(path)
                .get(method)
                .get("responses")
                .get(status)
                .get("content")
                .get("application/json")
                .get("schema");
    }

    /** Objects have the properties that are described and no others, all the way down. */
    private static void conform(String where, JsonNode value, JsonNode schema) {
        if (schema.has("$ref")) {
            conform(where, value, description.at(schema.get("$ref").asText().substring(1)));
        } else if (schema.has("properties")) {
            Set<String> described = new TreeSet<>();
            schema.get("properties").fieldNames().forEachRemaining(described::add);
            Set<String> found = new TreeSet<>();
            value.fieldNames().forEachRemaining(found::add);
            assertThat(found).as(where).isEqualTo(described);
            found.forEach(name -> conform(
                    where + "." + name,
                    value.get(name),
                    schema.get("properties").get(name)));
        } else if (schema.has("items")) {
            value.forEach(item -> conform(where + "[]", item, schema.get("items")));
        } else {
            List<String> types = new ArrayList<>();
            (schema.get("type").isArray() ? schema.get("type") : List.of(schema.get("type")))
                    .forEach(t -> types.add(t.asText()));
            String type = value.isNull()
                    ? "null"
                    : value.isIntegralNumber()
                            ? "integer"
                            : value.isDouble() ? "number" : value.isTextual() ? "string" : "?";
            assertThat(types).as(where).contains(type);
        }
    }
}
