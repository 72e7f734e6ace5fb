package io.dlmone.cli;

import io.dlmone.backend.BackendOptions;
import io.dlmone.error.ErrorId;
import io.dlmone.serve.GenerationServer;
import io.dlmone.serve.GenerationServerBuilder;
import io.dlmone.train.Json;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Requests that a server refuses, and servers that cannot begin. */
final class ServeProblems extends Provocations {

    private static final String ONE = "{\"inputs\": \"can you help me ?\"}";
    private static final String POST = "POST /v1/generate HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
            + "Content-Length: " + ONE.length() + "\r\n\r\n" + ONE.substring(0, 5);
    private static final String GET = "GET /health/ready HTTP/1.1\r\nHost: x\r\n\r\n";

    private final HttpClient http = HttpClient.newHttpClient();

    ServeProblems(Path home) {
        super(home);
        provoke(ErrorId.SERVE_1, () -> refused(server().maxBody(20), "/v1/generate", "application/json"));
        provoke(ErrorId.SERVE_2, () -> refused(server().apiKey("secret"), "/v1/generate", "application/json"));
        provoke(ErrorId.SERVE_3, this::noRoom);
        provoke(ErrorId.SERVE_4, () -> refused(lingering(), "/v1/generate", "application/json"));
        provoke(ErrorId.SERVE_5, ServeProblems::closing);
        provoke(ErrorId.SERVE_6, () -> refused(server(), "/v1/generat", "application/json"));
        provoke(ErrorId.SERVE_7, () -> refused(server(), "/v1/generate", "text/plain"));
        provoke(ErrorId.SERVE_8, () -> {
            try (ServerSocket taken = new ServerSocket(0)) {
                String port = String.valueOf(taken.getLocalPort());
                return refusal(() -> server().host("0.0.0.0")
                                .port(Integer.parseInt(port))
                                .start())
                        .replace(port, "8080");
            }
        });
        command(ErrorId.SERVE_9, "serve", "--api-key-file=" + home.resolve("none.key"));
    }

    private static GenerationServerBuilder server() {
        return GenerationServer.builder()
                .port(0)
                .batch(2)
                .engine(BackendOptions.defaults().withThreads(1))
                .model("paraphrase-student", "builtin:paraphrase-student");
    }

    /** A server in which a text waits for another one, for longer than it may. */
    private static GenerationServerBuilder lingering() {
        return server().batch(4).queue(2).maxWait(Duration.ofMinutes(10)).timeLimit(Duration.ofSeconds(1));
    }

    private String refused(GenerationServerBuilder builder, String path, String type) throws IOException {
        try (GenerationServer server = builder.start()) {
            return message(post(server, path, type).join());
        }
    }

    private CompletableFuture<String> post(GenerationServer server, String path, String type) {
        HttpRequest request = HttpRequest.newBuilder(server.uri().resolve(path))
                .header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofString(ONE))
                .build();
        return http.sendAsync(request, BodyHandlers.ofString()).thenApply(reply -> reply.body());
    }

    private String noRoom() throws IOException {
        try (GenerationServer server = lingering().start()) {
            return message((String) CompletableFuture.anyOf(
                            post(server, "/v1/generate", "application/json"),
                            post(server, "/v1/generate", "application/json"),
                            post(server, "/v1/generate", "application/json"))
                    .join());
        }
    }

    /** A connection may be closed just before it is asked: then another server is. */
    private static String closing() throws Exception {
        for (int tries = 1; ; tries++) {
            try {
                return whileClosing();
            } catch (IOException e) {
                if (tries == 20) {
                    throw e;
                }
            }
        }
    }

    private static String whileClosing() throws Exception {
        GenerationServer server = server().start();
        URI at = server.uri();
        try (Socket underWay = new Socket(at.getHost(), at.getPort());
                Socket connected = new Socket(at.getHost(), at.getPort())) {
            connected.setSoTimeout(20_000);
            write(underWay, POST);
            Thread.sleep(500); // or the server might stop before it has seen this request
            String answer = ask(connected);
            CompletableFuture<Void> closing = CompletableFuture.runAsync(server::close);
            while (answer.contains("\"ready\"")) {
                answer = ask(connected);
            }
            write(underWay, ONE.substring(5));
            closing.join();
            return message(answer.substring(answer.indexOf('{')));
        }
    }

    /** The answer to a request, whose body ends with the outermost brace. */
    private static String ask(Socket socket) throws IOException {
        write(socket, GET);
        InputStream in = socket.getInputStream();
        StringBuilder answer = new StringBuilder();
        int depth = 0;
        do {
            int c = in.read();
            if (c < 0) {
                throw new EOFException("the server closed the connection");
            }
            answer.append((char) c);
            depth += c == '{' ? 1 : c == '}' ? -1 : 0;
        } while (depth > 0 || answer.indexOf("{") < 0);
        return answer.toString();
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String message(String body) throws IOException {
        return (String) ((Map<?, ?>) Json.parse(body).get("error")).get("message");
    }
}
