package io.dlmone.serve;

import static org.assertj.core.api.Assertions.assertThat;

import io.dlmone.backend.Backend;
import io.dlmone.backend.Backends;
import io.dlmone.bundle.ModelBundle;
import io.dlmone.serve.Client.Event;
import io.dlmone.serve.Client.Reply;
import io.dlmone.student.TextGenerator;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code POST /v1/steps}: a teacher is watched while it writes what {@link TextGenerator} writes. */
@Timeout(180)
class StepsTest {

    private static final String ASKED = "{\"input\": \"a b c\", \"seed\": 7}";

    private static final int STEPS = 8000;
    private static final ModelBundle SLOW = Tiny.teacher(STEPS, STEPS);

    private static GenerationServerBuilder serverOf(ModelBundle model) {
        return GenerationServer.builder()
                .port(0)
                .batch(8)
                .engine(Tiny.oneThread())
                .model("tiny", model);
    }

    private static List<String> names(List<Event> events) {
        return events.stream().map(Event::name).toList();
    }

    private static String generated(ModelBundle model) {
        try (Backend backend = Backends.preferred().open(Tiny.oneThread());
                TextGenerator alone = new TextGenerator(model, backend, new TextGenerator.Options(1, 7))) {
            return alone.generate(List.of("a b c")).get(0);
        }
    }

    @Test
    void eachStepIsToldAndTheLastIsTheText() {
        try (GenerationServer server = serverOf(Tiny.teacher()).start()) {
            List<Event> events = new Client(server).steps(ASKED);
            assertThat(names(events)).containsExactly("step", "step", "step", "step", "done");
            double before = 0;
            for (int i = 0; i < 4; i++) {
                var step = events.get(i).data();
                assertThat(step.get("step").asInt()).isEqualTo(i + 1);
                assertThat(step.get("of").asInt()).isEqualTo(4);
                assertThat(step.get("ms").asDouble()).isGreaterThanOrEqualTo(before);
                before = step.get("ms").asDouble();
            }
            var done = events.get(4).data();
            assertThat(done.get("text").asText())
                    .isEqualTo(generated(Tiny.teacher()))
                    .isEqualTo(events.get(3).data().get("text").asText());
            assertThat(done.get("calls").asInt()).isEqualTo(4);
            assertThat(done.get("ms").asDouble()).isGreaterThanOrEqualTo(before);
            assertThat(done.get("seed").asInt()).isEqualTo(7);
        }
    }

    @Test
    void whoWatchesSharesTheCallsOfOthers() {
        try (GenerationServer server =
                serverOf(Tiny.teacher()).maxWait(Duration.ofMillis(300)).start()) {
            Client client = new Client(server);
            CompletableFuture<Reply> first = client.postLater("/v1/steps", ASKED);
            CompletableFuture<Reply> other = client.postLater("/v1/steps", ASKED.replace("7", "8"));
            Reply unwatched = client.generate("{\"inputs\": \"a b c\", \"seed\": 7}");
            List<Event> events = Event.of(first.join().body());
            assertThat(unwatched.texts())
                    .containsExactly(events.get(4).data().get("text").asText());
            assertThat(names(Event.of(other.join().body()))).isEqualTo(names(events));
            assertThat(client.get("/metrics").body())
                    .contains("dlm_requests_seconds_count{path=\"/v1/steps\",status=\"200\"} 2");
        }
    }

    @Test
    void aStudentOfOneCallHasNoSteps() {
        try (GenerationServer server = Tiny.server().start()) {
            Client client = new Client(server);
            assertThat(names(client.steps(ASKED))).containsExactly("done");
            List<Event> blank = client.steps("{\"input\": \" \"}");
            assertThat(names(blank)).containsExactly("done");
            assertThat(blank.get(0).data().get("text").asText()).isEmpty();
            Reply reply = client.post("/v1/steps", ASKED);
            assertThat(reply.header("Content-Type")).isEqualTo("text/event-stream");
            assertThat(reply.header("X-Accel-Buffering")).isEqualTo("no");
        }
    }

    @Test
    void whatIsWrongIsRefusedBeforeAnyEvent() {
        try (GenerationServer server = serverOf(Tiny.teacher()).apiKey("s3cret").start()) {
            Client client = new Client(server);
            assertThat(client.post("/v1/steps", ASKED).status()).isEqualTo(401);
        }
        try (GenerationServer server = serverOf(Tiny.teacher())
                .maxWait(Duration.ofMinutes(10))
                .timeLimit(Duration.ofMillis(200))
                .start()) {
            Client client = new Client(server);
            assertThat(client.post("/v1/steps", "{\"inputs\": \"a\", \"seed\": 0.5}")
                            .problems())
                    .containsExactly(
                            "DLM-SETTING-2 setting input", "DLM-SETTING-2 setting seed", "DLM-SETTING-1 'inputs'");
            assertThat(client.post("/v1/steps", ASKED).status()).isEqualTo(504);
        }
    }

    @Test
    void whoFindsNoRoomIsRefused() {
        try (GenerationServer server = serverOf(Tiny.teacher())
                .queue(1)
                .maxWait(Duration.ofMillis(1500))
                .start()) {
            Client client = new Client(server);
            CompletableFuture<Reply> one = client.postLater("/v1/steps", ASKED);
            CompletableFuture<Reply> other = client.postLater("/v1/steps", ASKED);
            assertThat(List.of(one.join().status(), other.join().status())).containsExactlyInAnyOrder(200, 429);
        }
    }

    @Test
    void theTimeLimitEndsTheEventsAndTheWriting() {
        try (GenerationServer server =
                serverOf(SLOW).timeLimit(Duration.ofMillis(500)).start()) {
            Client client = new Client(server);
            Reply reply = client.post("/v1/steps", ASKED);
            while (reply.status() == 504) { // a machine so busy that there was no step in time
                reply = client.post("/v1/steps", ASKED);
            }
            List<Event> events = Event.of(reply.body());
            assertThat(events.size()).isBetween(2, STEPS);
            Event last = events.get(events.size() - 1);
            assertThat(last.name()).isEqualTo("error");
            assertThat(last.data().at("/error/code").asText()).isEqualTo("DLM-SERVE-4");
        }
    }

    @Test
    void nobodyIsWrittenForWhoHasLeft() throws IOException {
        try (GenerationServer server = serverOf(SLOW).start()) {
            List<Event> whole = new Client(server).steps(ASKED);
            double one = whole.get(whole.size() - 1).data().get("ms").asDouble();
            long begun = System.nanoTime();
            for (int i = 0; i < 4; i++) { // in turn: the next begins only when the one before has ended
                try (Socket socket =
                        new Socket(server.uri().getHost(), server.uri().getPort())) {
                    socket.getOutputStream()
                            .write(("POST /v1/steps HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                                            + "Content-Length: " + ASKED.length() + "\r\n\r\n" + ASKED)
                                    .getBytes(StandardCharsets.UTF_8));
                    BufferedReader lines =
                            new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
                    assertThat(lines.lines()
                                    .filter(line -> line.startsWith("data: "))
                                    .findFirst())
                            .hasValueSatisfying(line -> assertThat(line).contains("\"step\":1,"));
                    socket.setSoLinger(true, 0);
                }
            }
            assertThat((System.nanoTime() - begun) / 1e6).isLessThan(2 * one); // and not more than three times
        }
    }

    @Test
    void aServerThatEndsLetsTheStepsComeToTheirEnd() throws Exception {
        GenerationServer server =
                serverOf(Tiny.teacher()).maxWait(Duration.ofMillis(1500)).start();
        CompletableFuture<Reply> watched = new Client(server).postLater("/v1/steps", ASKED);
        while (server.waiting() == 0 && !watched.isDone()) {
            Thread.sleep(1);
        }
        server.close();
        assertThat(names(Event.of(watched.get(20, TimeUnit.SECONDS).body()))).endsWith("step", "done");
    }
}
