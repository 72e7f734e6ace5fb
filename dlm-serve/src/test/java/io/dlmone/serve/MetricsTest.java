package io.dlmone.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class MetricsTest {

    @Test
    void requestsBatchesQueuesAndRejectionsAreCounted() throws Exception {
        try (GenerationServer server = Tiny.server()
                .queue(4)
                .maxWait(Duration.ofMinutes(10))
                .timeLimit(Duration.ofSeconds(2))
                .batch(4)
                .start()) {
            Client client = new Client(server);
            assertThat(client.generate("{\"inputs\": \"a\", \"samples\": 4}").status())
                    .isEqualTo(200);
            assertThat(client.generate("{\"inputs\": \"a\", \"samples\": 5}").status())
                    .isEqualTo(400);
            CompletableFuture<Client.Reply> three =
                    client.postLater("/v1/generate", "{\"inputs\": \"a\", \"samples\": 3}");
            while (server.waiting() < 3 && !three.isDone()) {
                Thread.onSpinWait();
            }
            assertThat(client.get("/metrics").body()).contains("dlm_queue_texts{model=\"tiny\"} 3.0");
            assertThat(client.generate("{\"inputs\": \"a\", \"samples\": 2}").status())
                    .isEqualTo(429);
            assertThat(three.get(30, TimeUnit.SECONDS).status()).isEqualTo(504);
            assertThat(client.get("/nothing/private").status()).isEqualTo(404);
            String metrics = client.get("/metrics").body();
            assertThat(metrics)
                    .contains("dlm_requests_seconds_count{path=\"/v1/generate\",status=\"200\"} 1")
                    .contains("dlm_requests_seconds_count{path=\"/v1/generate\",status=\"400\"} 1")
                    .contains("dlm_requests_seconds_count{path=\"/v1/generate\",status=\"429\"} 1")
                    .contains("dlm_requests_seconds_count{path=\"/v1/generate\",status=\"504\"} 1")
                    .contains("dlm_requests_seconds_count{path=\"other\",status=\"404\"} 1")
                    .contains("dlm_requests_seconds_bucket{path=\"/v1/generate\",status=\"200\",le=\"50.0\"} 1")
                    .contains("dlm_batch_texts_count{model=\"tiny\"} 1")
                    .contains("dlm_batch_texts_sum{model=\"tiny\"} 4.0")
                    .contains("dlm_rejected_total{model=\"tiny\",reason=\"queue\"} 1.0")
                    .contains("dlm_rejected_total{model=\"tiny\",reason=\"time\"} 1.0")
                    .contains("dlm_queue_texts{model=\"tiny\"} 0.0")
                    .contains("jvm_memory_used_bytes")
                    .doesNotContain("private");
        }
    }
}
