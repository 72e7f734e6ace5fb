package io.dlmone.serve;

import static org.assertj.core.api.Assertions.assertThat;

import io.dlmone.serve.Client.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** More is asked for than can wait: what does not fit is refused, what fits is right. */
@Timeout(180)
class OverloadTest {

    private static final int CLIENTS = 24;
    private static final int REQUESTS = 15;
    private static final List<String> SOURCES = List.of("a b c", "b", "c c a", "a", "b c b a");

    @Test
    void whatDoesNotFitIsRefusedAndWhatFitsIsRight() throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        try (GenerationServer server = Tiny.server().queue(16).start()) {
            Client client = new Client(server);
            Map<String, List<String>> alone = new TreeMap<>();
            for (int i = 0; i < CLIENTS; i++) {
                alone.put(request(i), client.generate(request(i)).texts());
            }
            List<Callable<Map<Integer, Integer>>> tasks = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                String request = request(i);
                tasks.add(() -> ask(client, request, alone.get(request)));
            }
            Map<Integer, Integer> statuses = new TreeMap<>();
            for (Future<Map<Integer, Integer>> task : clients.invokeAll(tasks)) {
                task.get().forEach((status, n) -> statuses.merge(status, n, Integer::sum));
            }
            assertThat(statuses).containsOnlyKeys(200, 429);
            assertThat(statuses.get(200) + statuses.get(429)).isEqualTo(CLIENTS * REQUESTS);
            assertThat(server.waiting()).isZero();
            assertThat(client.generate(request(0)).texts()).isEqualTo(alone.get(request(0)));
        } finally {
            clients.shutdownNow();
        }
    }

    private static String request(int i) {
        return "{\"inputs\": \"" + SOURCES.get(i % SOURCES.size()) + "\", \"samples\": 8, \"seed\": " + i % 3 + "}";
    }

    private static Map<Integer, Integer> ask(Client client, String request, List<String> right) {
        Map<Integer, Integer> statuses = new TreeMap<>();
        for (int i = 0; i < REQUESTS; i++) {
            Reply reply = client.generate(request);
            statuses.merge(reply.status(), 1, Integer::sum);
            if (reply.status() == 200) {
                assertThat(reply.texts()).isEqualTo(right);
            } else {
                assertThat(Integer.parseInt(reply.header("Retry-After"))).isPositive();
            }
        }
        return statuses;
    }
}
