package io.dlmone.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dlmone.serve.Client.Reply;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a server refuses: strangers, too much, too slow, too late; and what it still answers then. */
@Timeout(180)
class LimitsTest {

    private static final Duration LONG = Duration.ofMinutes(10);
    private static final String ONE = "{\"inputs\": \"a b c\"}";
    private static final String FOUR = "{\"inputs\": \"a b c\", \"samples\": 4}";

    private static Socket connect(URI server) throws IOException {
        return new Socket(server.getHost(), server.getPort());
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String head(int length) {
        return "POST /v1/generate HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: " + length
                + "\r\n\r\n";
    }

    /** Up to the end of an answer's body, which is one line of JSON. */
    private static String read(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        StringBuilder text = new StringBuilder();
        for (int c = in.read(); c >= 0; c = in.read()) {
            text.append((char) c);
            int body = text.indexOf("\r\n\r\n");
            String length = "content-length: ";
            int at = text.toString().toLowerCase(java.util.Locale.ROOT).indexOf(length);
            if (body > 0 && at > 0) {
                int bytes = Integer.parseInt(text.substring(at + length.length(), text.indexOf("\r\n", at)));
                if (text.length() == body + 4 + bytes) {
                    return text.toString();
                }
            }
        }
        return text.toString();
    }

    @Test
    void onlyWhoHasTheKeyComesIn() {
        try (GenerationServer server = Tiny.server().apiKey("s3cret").start()) {
            Client client = new Client(server);
            for (String path : List.of("/v1/generate", "/v1/models", "/v1/models/tiny")) {
                HttpRequest.Builder request = client.request(path).header("Content-Type", "application/json");
                if (path.endsWith("generate")) {
                    request.POST(HttpRequest.BodyPublishers.ofString(ONE));
                }
                Reply none = client.send(request.build());
                assertThat(none.status()).isEqualTo(401);
                assertThat(none.header("WWW-Authenticate")).isEqualTo("Bearer");
                assertThat(none.problems()).containsExactly("DLM-SERVE-2 header Authorization");
                for (String wrong : List.of("Bearer s3cre", "Bearer s3cret2", "Bearer", "Basic s3cret", "s3cret")) {
                    HttpRequest other =
                            request.copy().header("Authorization", wrong).build();
                    assertThat(client.send(other).status()).as(wrong).isEqualTo(401);
                }
                HttpRequest right =
                        request.copy().header("Authorization", "bearer s3cret").build();
                assertThat(client.send(right).status()).isEqualTo(200);
            }
            assertThat(client.get("/health/live").status()).isEqualTo(200);
        }
    }

    @Test
    void bodiesThatAreTooLargeOrOfAnotherKindAreRefused() throws IOException {
        try (GenerationServer server = Tiny.server().maxBody(1000).start()) {
            Client client = new Client(server);
            Reply large = client.generate("{\"inputs\": \"" + "a ".repeat(1000) + "\"}");
            assertThat(large.status()).isEqualTo(413);
            assertThat(large.problems()).containsExactly("DLM-SERVE-1 request body");
            try (Socket chunked = connect(server.uri())) {
                write(
                        chunked,
                        "POST /v1/generate HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                                + "Transfer-Encoding: chunked\r\n\r\n");
                write(chunked, "1f4\r\n" + "a".repeat(500) + "\r\n");
                write(chunked, "1f5\r\n" + "a".repeat(501) + "\r\n");
                assertThat(read(chunked)).startsWith("HTTP/1.1 413 ").contains("DLM-SERVE-1");
            }
            for (String type : List.of("text/plain", "application/x-www-form-urlencoded", "application/jsonx")) {
                Reply other = client.send(client.request("/v1/generate")
                        .header("Content-Type", type)
                        .POST(HttpRequest.BodyPublishers.ofString(ONE))
                        .build());
                assertThat(other.status()).as(type).isEqualTo(415);
                assertThat(other.problems()).containsExactly("DLM-SERVE-7 header Content-Type");
            }
            Reply withCharset = client.send(client.request("/v1/generate")
                    .header("Content-Type", "Application/JSON; charset=utf-8")
                    .POST(HttpRequest.BodyPublishers.ofString(ONE))
                    .build());
            assertThat(withCharset.status()).isEqualTo(200);
            assertThat(client.generate(ONE).status()).isEqualTo(200);
        }
    }

    @Test
    void slowAndBrokenClientsKeepNobody() throws Exception {
        try (GenerationServer server =
                Tiny.server().timeLimit(Duration.ofMillis(700)).start()) {
            Client client = new Client(server);
            List<Socket> slow = new ArrayList<>();
            for (int i = 0; i < 100; i++) { // more than there are threads
                Socket socket = connect(server.uri());
                write(socket, head(ONE.length()) + ONE.substring(0, 5));
                slow.add(socket);
            }
            assertThat(client.generate(ONE).status()).isEqualTo(200);
            String late = read(slow.get(0));
            assertThat(late).startsWith("HTTP/1.1 408 ").contains("DLM-SERVE-4");
            for (Socket socket : slow) {
                socket.close();
            }
            try (Socket killed = connect(server.uri())) {
                write(killed, head(ONE.length()) + ONE);
                killed.setSoLinger(true, 0); // a reset, as after kill -9
            }
            try (Socket half = connect(server.uri())) {
                write(half, head(ONE.length()) + ONE.substring(0, 5));
                half.setSoLinger(true, 0);
            }
            try (Socket noHttp = connect(server.uri())) {
                write(noHttp, "hello\r\n\r\n");
                assertThat(read(noHttp)).startsWith("HTTP/1.1 400 ").contains("\"error\"");
            }
            try (Socket pieces = connect(server.uri())) {
                for (char c : (head(ONE.length()) + ONE).toCharArray()) {
                    write(pieces, String.valueOf(c));
                }
                assertThat(read(pieces)).startsWith("HTTP/1.1 200 ");
            }
            assertThat(client.generate(ONE).status()).isEqualTo(200);
        }
    }

    @Test
    void whatIsNotWrittenInTimeIsRefusedAndNotWritten() throws Exception {
        try (GenerationServer server = Tiny.server()
                .batch(8)
                .queue(8)
                .maxWait(LONG)
                .timeLimit(Duration.ofMillis(200))
                .start()) {
            Client client = new Client(server);
            Reply late = client.generate(FOUR);
            assertThat(late.status()).isEqualTo(504);
            assertThat(late.problems()).containsExactly("DLM-SERVE-4 request");
            assertThat(late.json().at("/error/type").asText()).isEqualTo("server_error");
            // eight wait only if the four from before have gone
            assertThat(client.generate("{\"inputs\": \"a b c\", \"samples\": 8}")
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void whoFindsNoRoomIsToldWhenToComeAgain() throws Exception {
        try (GenerationServer server =
                Tiny.server().batch(8).queue(10).maxWait(LONG).start()) {
            Client client = new Client(server);
            String seven = "{\"inputs\": \"a b c\", \"samples\": 7}";
            CompletableFuture<Reply> one = client.postLater("/v1/generate", seven);
            CompletableFuture<Reply> other = client.postLater("/v1/generate", seven);
            Reply full = (Reply) CompletableFuture.anyOf(one, other).get(20, TimeUnit.SECONDS);
            assertThat(full.status()).isEqualTo(429);
            assertThat(full.problems()).containsExactly("DLM-SERVE-3 request");
            assertThat(Integer.parseInt(full.header("Retry-After"))).isPositive();
            assertThat(full.json().at("/error/type").asText()).isEqualTo("rate_limit_error");
            assertThat(client.generate(ONE).texts()).hasSize(1); // the eighth, which makes the batch full
            assertThat((one.get().status() == 200 ? one : other).get().texts()).hasSize(7);
        }
    }

    @Test
    void closingAnswersWhatIsUnderWayAndRefusesWhatIsNew() throws Exception {
        GenerationServer server = Tiny.server().start();
        Client client = new Client(server);
        String expected = client.generate(ONE).body();
        try (Socket underWay = connect(server.uri());
                Socket connected = connect(server.uri())) {
            write(connected, "GET /health/ready HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(read(connected)).startsWith("HTTP/1.1 200 ");
            write(underWay, head(ONE.length()) + ONE.substring(0, 5));
            CompletableFuture<Void> closing = CompletableFuture.runAsync(server::close);
            awaitRefusal(server.uri());
            write(connected, "GET /health/ready HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(read(connected)).startsWith("HTTP/1.1 503 ").contains("DLM-SERVE-5");
            assertThat(closing).isNotDone();
            write(underWay, ONE.substring(5));
            assertThat(read(underWay)).startsWith("HTTP/1.1 200 ").endsWith(expected);
            closing.get(30, TimeUnit.SECONDS);
        }
        URI listened = server.uri();
        server.close();
        assertThat(server.uri()).isEqualTo(listened);
        assertThatThrownBy(() -> client.generate(ONE)).hasCauseInstanceOf(ConnectException.class);
    }

    /** Jetty ends connections that are idle for a second when it stops, but not those whose texts are waited for. */
    @Test
    void closingWaitsForTextsThatAreQueued() throws Exception {
        GenerationServer server = Tiny.server().maxWait(Duration.ofMillis(1500)).start();
        CompletableFuture<Reply> queued = new Client(server).postLater("/v1/generate", ONE);
        while (server.waiting() == 0 && !queued.isDone()) {
            Thread.sleep(1);
        }
        server.close();
        assertThat(queued.get(20, TimeUnit.SECONDS).status()).isEqualTo(200);
    }

    private static void awaitRefusal(URI server) throws Exception {
        for (int i = 0; i < 2000; i++) {
            try {
                connect(server).close();
                Thread.sleep(5);
            } catch (ConnectException e) {
                return;
            }
        }
        throw new AssertionError("new connections are still taken");
    }
}
