package io.dlmone.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.dlmone.train.Json;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real process serves what {@code dlm generate} writes, to who has the key, until it is told to end. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class ServeCommandTest {

    private static final List<String> SOURCES =
            List.of("can my parrot travel with me by taxi ?", "", "where can i buy a cheap bike ?");
    private static final Pattern LISTENING = Pattern.compile("Listening at (\\S+)");

    @TempDir
    Path home;

    @Test
    void servesWhatGenerateWritesUntilItIsToldToEnd() throws Exception {
        assumeThat(Path.of("/bin/kill")).exists();
        Path key = Files.writeString(home.resolve("key"), "s3cret\n");
        Path err = home.resolve("err.txt");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "serve",
                        "--model=student=builtin:paraphrase-student",
                        "--model=teacher=builtin:paraphrase-teacher@ddim:2",
                        "--port=0",
                        "--batch=8",
                        "--api-key-file=" + key)
                .redirectError(err.toFile())
                .start();
        try {
            URI server = URI.create(awaitAddress(process, err));
            assertThat(post(server, "{\"inputs\": \"hello\"}", "wrong").statusCode())
                    .isEqualTo(401);
            for (String model : List.of("student", "teacher")) {
                String request = Json.line(Map.of("model", model, "inputs", SOURCES, "samples", 2, "seed", 5));
                HttpResponse<String> reply = post(server, request, "s3cret");
                assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
                List<String> lines = new ArrayList<>();
                for (Object result : (List<?>) Json.parse(reply.body()).get("results")) {
                    ((List<?>) ((Map<?, ?>) result).get("texts")).forEach(text -> lines.add((String) text));
                }
                String way = model.equals("student") ? "" : "@ddim:2";
                Dlm.Result generated = Dlm.runWith(
                        String.join("\n", SOURCES) + "\n",
                        "generate",
                        "--model=builtin:paraphrase-" + model + way,
                        "--samples=2",
                        "--seed=5");
                assertThat(lines).hasSize(6).isEqualTo(generated.out().lines().toList());
            }
            assertThat(new ProcessBuilder("/bin/kill", "-TERM", Long.toString(process.pid()))
                            .start()
                            .waitFor())
                    .isZero();
            assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
            String talk = Files.readString(err);
            assertThat(process.exitValue()).as(talk).isZero();
            assertThat(talk).contains("Answering the requests under way").doesNotContain("parrot", "s3cret", "WARN");
            assertThat(process.inputReader().readLine()).isNull();
        } finally {
            process.destroyForcibly();
        }
    }

    private static String awaitAddress(Process process, Path err) throws Exception {
        while (true) {
            Matcher listening = LISTENING.matcher(Files.readString(err));
            if (listening.find()) {
                return listening.group(1);
            }
            assertThat(process.isAlive()).as(Files.readString(err)).isTrue();
            Thread.sleep(20);
        }
    }

    private static HttpResponse<String> post(URI server, String json, String key) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(server.resolve("/v1/generate"))
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + key)
                .POST(HttpRequest.BodyPublishers.ofString(json))
                .build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
    }

    @Test
    void otherVerbsLoadNothingOfTheServer() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Xlog:class+load",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "generate",
                        "--help")
                .start();
        String loaded = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        assertThat(loaded)
                .contains("io.dlmone.cli.ServeCommand")
                .doesNotContain("io.dlmone.serve.", "org.eclipse.jetty.", "io.micrometer.");
    }

    @Test
    void everythingThatIsWrongIsToldAtOnce() {
        Dlm.Result limits = Dlm.run(
                "serve",
                "--port=70000",
                "--batch=0",
                "--queue=0",
                "--max-wait=-1",
                "--time-limit=0",
                "--max-body=0",
                "--drain-limit=-1");
        assertThat(limits.code()).isEqualTo(2);
        assertThat(limits.err().lines()).hasSize(7).allMatch(line -> line.startsWith("dlm: [DLM-SETTING-2] --"));
        Dlm.Result models = Dlm.run(
                "serve",
                "--model=a=builtin:paraphrase-studnt",
                "--model=b=" + home.resolve("none"),
                "--model=x y=builtin:paraphrase-student");
        assertThat(models.code()).isEqualTo(2);
        assertThat(models.err().lines()).hasSize(3);
    }
}
