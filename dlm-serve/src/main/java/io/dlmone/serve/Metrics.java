package io.dlmone.serve;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntConsumer;
import java.util.function.IntSupplier;
import java.util.stream.IntStream;

/** What a server counts and measures, for Prometheus: {@code GET /metrics}. Nothing of the texts. */
final class Metrics implements Route {

    private static final String TYPE = "text/plain; version=0.0.4; charset=utf-8";
    private static final Duration[] TIMES = IntStream.of(
                    1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000)
            .mapToObj(Duration::ofMillis)
            .toArray(Duration[]::new);
    private static final double[] SIZES =
            IntStream.rangeClosed(0, 10).mapToDouble(i -> 1 << i).toArray();

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    Metrics() {
        new JvmMemoryMetrics().bindTo(registry);
    }

    /** Counts a request that was answered. */
    void request(String path, int status, long nanos) {
        Timer.builder("dlm.requests")
                .description("Requests by path and status, and how long they took")
                .tag("path", path)
                .tag("status", Integer.toString(status))
                .serviceLevelObjectives(TIMES)
                .register(registry)
                .record(Duration.ofNanos(nanos));
    }

    /** Shows how many texts wait for a model. */
    void queue(String model, IntSupplier waiting) {
        Gauge.builder("dlm.queue.texts", waiting, IntSupplier::getAsInt)
                .description("Texts that wait for a model")
                .tag("model", model)
                .strongReference(true)
                .register(registry);
    }

    /** Takes the sizes of a model's batches. */
    IntConsumer batches(String model, int largest) {
        DistributionSummary sizes = DistributionSummary.builder("dlm.batch.texts")
                .description("Texts in a network call")
                .tag("model", model)
                .serviceLevelObjectives(
                        Arrays.stream(SIZES).filter(size -> size <= largest).toArray())
                .register(registry);
        return sizes::record;
    }

    /** Counts requests of a model that are not served, for a reason. */
    Runnable rejected(String model, String reason) {
        Counter counter = Counter.builder("dlm.rejected")
                .description("Requests that found no room in the queue, or were not written in time")
                .tag("model", model)
                .tag("reason", reason)
                .register(registry);
        return counter::increment;
    }

    @Override
    public CompletableFuture<Answer> answer(Call call) {
        return CompletableFuture.completedFuture(Answer.text(TYPE, registry.scrape(TYPE)));
    }
}
