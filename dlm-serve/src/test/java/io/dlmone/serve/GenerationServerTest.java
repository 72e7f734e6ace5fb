package io.dlmone.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.dlmone.backend.Backend;
import io.dlmone.backend.Backends;
import io.dlmone.bundle.ModelBundle;
import io.dlmone.error.UserException;
import io.dlmone.eval.MinimumBayesRisk;
import io.dlmone.serve.Client.Reply;
import io.dlmone.student.TextGenerator;
import io.dlmone.student.TextGenerator.Generated;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server of two models: what it writes is what {@link TextGenerator} writes. */
@Timeout(180)
class GenerationServerTest {

    private static final List<String> SOURCES = List.of("a b c", "b", "c c a", "a", "b c b a");

    private static GenerationServer server;
    private static Client client;

    @BeforeAll
    static void start() {
        server = Tiny.server().model("teacher", Tiny.teacher()).start();
        client = new Client(server);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static List<List<String>> expected(ModelBundle model, List<String> sources, int samples, long seed) {
        try (Backend backend = Backends.preferred().open(Tiny.oneThread());
                TextGenerator alone = new TextGenerator(model, backend, new TextGenerator.Options(3, seed))) {
            return alone.samples(sources, 0, samples, done -> {}).stream()
                    .map(row -> row.stream().map(Generated::text).toList())
                    .toList();
        }
    }

    private static String request(Object... keysAndValues) {
        Map<String, Object> request = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            request.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return Answer.line(request);
    }

    private static List<List<String>> texts(Reply reply) {
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        List<List<String>> texts = new ArrayList<>();
        reply.json().get("results").forEach(result -> texts.add(Client.strings(result.get("texts"))));
        return texts;
    }

    @Test
    void manyAtOnceGetWhatEachWouldGetAlone() {
        Map<Long, List<List<String>>> expected = new LinkedHashMap<>();
        for (long seed = 1; seed <= 5; seed++) {
            expected.put(seed, expected(Tiny.student(), SOURCES, 2, seed));
        }
        assertThat(expected.values()).doesNotHaveDuplicates();
        List<CompletableFuture<Reply>> replies = IntStream.range(0, 100)
                .mapToObj(i ->
                        client.postLater("/v1/generate", request("inputs", SOURCES, "samples", 2, "seed", 1 + i % 5)))
                .toList();
        for (int i = 0; i < replies.size(); i++) {
            assertThat(texts(replies.get(i).join())).isEqualTo(expected.get(1L + i % 5));
        }
    }

    @Test
    void eachModelWritesUnderItsName() {
        Reply teacher = client.generate(request("model", "teacher", "inputs", SOURCES, "seed", 7));
        assertThat(texts(teacher)).isEqualTo(expected(Tiny.teacher(), SOURCES, 1, 7));
        assertThat(teacher.json().get("model").asText()).isEqualTo("teacher");
        Reply first = client.generate(request("inputs", "a b c"));
        assertThat(texts(first)).isEqualTo(expected(Tiny.student(), List.of("a b c"), 1, 1));
        assertThat(first.json().get("model").asText()).isEqualTo("tiny");
        assertThat(first.json().get("seed").asLong()).isEqualTo(1);
    }

    @Test
    void blankSourcesAreBlankAndCountForNothing() {
        List<List<String>> expected = expected(Tiny.student(), List.of("a b", "c"), 2, 3);
        Reply reply = client.generate(request("inputs", List.of(" a b ", "", "  ", "c"), "samples", 2, "seed", 3));
        assertThat(texts(reply)).containsExactly(expected.get(0), List.of("", ""), List.of("", ""), expected.get(1));
        assertThat(reply.json().at("/results/0/source").asText()).isEqualTo("a b");
        assertThat(texts(client.generate(request("inputs", " ")))).containsExactly(List.of(""));
    }

    @Test
    void candidatesAreChosenByMinimumBayesRisk() {
        List<String> all = expected(Tiny.student(), List.of("a b c"), 6, 1).get(0);
        Reply reply = client.generate(request("inputs", "a b c", "samples", 2, "candidates", 3));
        assertThat(texts(reply))
                .containsExactly(List.of(
                        MinimumBayesRisk.select(all.subList(0, 3)), MinimumBayesRisk.select(all.subList(3, 6))));
    }

    @Test
    void whatOfASourceIsNotReadIsTold() {
        JsonNode result = client.generate(request("inputs", "a dublin b c a b c a b c a b"))
                .json()
                .at("/results/0");
        assertThat(Client.strings(result.get("unknown_words"))).containsExactly("dublin");
        assertThat(result.get("cut_tokens").asInt()).isEqualTo(3);
    }

    @Test
    void everyFaultOfARequestIsToldAtOnce() {
        Reply reply = client.generate(
                "{\"inputs\": [1], \"samples\": 0, \"candidates\": \"x\", \"seed\": 1.5, \"model\": \"teachr\","
                        + " \"sampels\": 2}");
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.problems())
                .containsExactly(
                        "DLM-MODEL-1 setting model",
                        "DLM-SETTING-2 setting inputs",
                        "DLM-SETTING-2 setting samples",
                        "DLM-SETTING-2 setting candidates",
                        "DLM-SETTING-2 setting seed",
                        "DLM-SETTING-1 'sampels'");
        assertThat(reply.json().at("/error/message").asText())
                .contains("Did you mean 'teacher'?")
                .contains("[DLM-SETTING-2] setting samples: expected a whole number from 1 to 1024, found 0.")
                .contains("Did you mean 'samples'?");
        assertThat(reply.json().at("/error/type").asText()).isEqualTo("invalid_request_error");
        assertThat(reply.json().at("/error/param").asText()).isEqualTo("model");
    }

    @Test
    void whatIsNoJsonObjectIsRefused() {
        for (String body :
                List.of("", "{", "[]", "{\"inputs\": \"a\"} {}", "{\"inputs\":\"a\",\"inputs\":\"b\"}", "null")) {
            Reply reply = client.generate(body);
            assertThat(reply.status()).as(body).isEqualTo(400);
            assertThat(reply.problems()).containsExactly("DLM-JSON-1 request body");
        }
        String deep = "{\"inputs\":" + "[".repeat(100_000);
        assertThat(client.generate(deep).status()).isEqualTo(400);
    }

    @Test
    void moreTextsThanCanWaitAreRefused() {
        Reply reply = client.generate(request("inputs", SOURCES, "samples", 100, "candidates", 100));
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.json().at("/error/message").asText())
                .contains("inputs times setting samples times setting candidates: expected at most 1024 texts in a"
                        + " request, found 50000");
    }

    @Test
    void modelsAreListedAndDescribed() {
        JsonNode list = client.get("/v1/models").json();
        assertThat(list.get("object").asText()).isEqualTo("list");
        assertThat(list.at("/data/0/id").asText()).isEqualTo("tiny");
        assertThat(list.at("/data/0/role").asText()).isEqualTo("student");
        assertThat(list.at("/data/1/calls").asInt()).isEqualTo(4);
        assertThat(client.get("/v1/models/teacher").json()).isEqualTo(list.at("/data/1"));
        Reply none = client.get("/v1/models/tyni");
        assertThat(none.status()).isEqualTo(404);
        assertThat(none.problems()).containsExactly("DLM-MODEL-1 setting model");
    }

    @Test
    void healthIsToldAndWhatIsNotThereIsRefused() {
        assertThat(client.get("/health/live").body()).isEqualTo("{\"status\":\"live\"}");
        assertThat(client.get("/health/ready").body()).isEqualTo("{\"status\":\"ready\"}");
        HttpRequest head = client.request("/health/ready")
                .method("HEAD", HttpRequest.BodyPublishers.noBody())
                .build();
        assertThat(client.send(head).status()).isEqualTo(200);
        for (String path : List.of("/v1/generat", "/v1/models/a/b", "/v1/models/", "/page/")) {
            assertThat(client.get(path).status()).as(path).isEqualTo(404);
            assertThat(client.get(path).problems()).containsExactly("DLM-SERVE-6 " + path);
        }
        Reply get = client.get("/v1/generate");
        assertThat(get.status()).isEqualTo(405);
        assertThat(get.header("Allow")).isEqualTo("POST");
    }

    @Test
    void aServerThatCannotBeIsRefused() {
        assertThatThrownBy(() -> GenerationServer.builder().start())
                .isInstanceOf(UserException.class)
                .hasMessageContaining("at least one model");
        assertThatThrownBy(() -> Tiny.server().model("tiny", Tiny.student()))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("'tiny' twice");
        assertThatThrownBy(() -> Tiny.server().model("a/b", Tiny.student())).isInstanceOf(UserException.class);
        assertThatThrownBy(() -> Tiny.server()
                        .port(70_000)
                        .batch(0)
                        .queue(0)
                        .maxBody(0)
                        .maxWait(Duration.ofMillis(-1))
                        .timeLimit(Duration.ZERO)
                        .drainLimit(Duration.ofDays(2))
                        .apiKey("a b")
                        .start())
                .isInstanceOfSatisfying(
                        UserException.class, e -> assertThat(e.problems()).hasSize(8));
        assertThatThrownBy(() -> Tiny.server().port(server.uri().getPort()).start())
                .isInstanceOf(UserException.class)
                .hasMessageContaining("DLM-SERVE-8");
        assertThatThrownBy(() -> Tiny.server().host("no.such.host.invalid").start())
                .isInstanceOf(UserException.class)
                .hasMessageContaining("DLM-SERVE-8");
    }
}
