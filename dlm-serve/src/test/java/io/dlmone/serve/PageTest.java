package io.dlmone.serve;

import static org.assertj.core.api.Assertions.assertThat;

import io.dlmone.serve.Client.Reply;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The page's files as a server sends them. What the page does is tested in a browser, with the command line. */
class PageTest {

    private static GenerationServer server;
    private static Client client;

    @BeforeAll
    static void start() {
        server = Tiny.server().apiKey("s3cret").start();
        client = new Client(server);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void isThereWithoutAKeyAndMayLoadNothingFromElsewhere() {
        Reply page = client.get("/");
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.header("Content-Type")).isEqualTo("text/html; charset=utf-8");
        assertThat(page.header("Cache-Control")).isEqualTo("no-cache");
        assertThat(page.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(page.header("Content-Security-Policy"))
                .startsWith("default-src 'none'; script-src 'self';")
                .contains("frame-ancestors 'none'")
                .doesNotContain("unsafe", "http", "*");
    }

    @Test
    void allThatItNamesIsThere() {
        assertNamed("/", client.get("/").body(), "(?:src|href)=\"([^\"]+)\"", "/");
        for (String module : List.of("page.js", "teacher.js")) {
            assertNamed(module, client.get("/page/" + module).body(), "from \"\\./([^\"]+)\"", "/page/");
        }
        assertThat(client.get("/page/examples.json").body()).startsWith("[");
        assertThat(client.get("/page/nothing.js").problems()).containsExactly("DLM-SERVE-6 /page/nothing.js");
        assertThat(client.get("/openapi.json").header("Content-Security-Policy"))
                .isEmpty();
    }

    private static void assertNamed(String where, String text, String pattern, String base) {
        Matcher named = Pattern.compile(pattern).matcher(text);
        int count = 0;
        for (; named.find(); count++) {
            Reply file = client.get(base + named.group(1));
            assertThat(file.status()).as(named.group(1)).isEqualTo(200);
            String type = file.header("Content-Type");
            assertThat(type)
                    .as(named.group(1))
                    .isEqualTo(
                            named.group(1).endsWith(".js")
                                    ? "text/javascript; charset=utf-8"
                                    : named.group(1).endsWith(".css") ? "text/css; charset=utf-8" : "image/svg+xml");
            assertThat(file.body().replace("http://www.w3.org/2000/svg", "")).doesNotContain("http:", "https:");
        }
        assertThat(count).as(where).isPositive();
    }
}
