package io.dlmone.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class BatcherTest {

    private static final Duration LONG = Duration.ofMinutes(10);

    private final List<List<String>> batches = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch engineIsFree = new CountDownLatch(1);

    /** Serves an item by saying it twice; the first batch takes until the engine is free. */
    private List<String> twice(List<String> items) {
        batches.add(items);
        try {
            engineIsFree.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        if (items.contains("bad")) {
            throw new IllegalArgumentException("bad");
        }
        return items.stream().map(i -> i + i).toList();
    }

    private Batcher<String, String> batcher(int largest, Duration wait, int capacity) {
        return new Batcher<>("test", largest, wait, capacity, this::twice);
    }

    private void awaitBatches(int n) throws InterruptedException {
        while (batches.size() < n) {
            Thread.sleep(1);
        }
    }

    @Test
    void itemsThatComeDuringABatchShareTheNextOneInTurn() throws Exception {
        try (Batcher<String, String> batcher = batcher(4, Duration.ZERO, 100)) {
            CompletableFuture<List<String>> first = batcher.submit(List.of("x"));
            awaitBatches(1);
            CompletableFuture<List<String>> many = batcher.submit(List.of("a", "b", "c", "d", "e"));
            CompletableFuture<List<String>> one = batcher.submit(List.of("z"));
            assertThat(batcher.waiting()).isEqualTo(6);
            engineIsFree.countDown();
            assertThat(first.get()).containsExactly("xx");
            assertThat(one.get()).containsExactly("zz");
            assertThat(many.get()).containsExactly("aa", "bb", "cc", "dd", "ee");
            assertThat(batches).containsExactly(List.of("x"), List.of("a", "z", "b", "c"), List.of("d", "e"));
            assertThat(batcher.submit(List.of()).get()).isEmpty();
        }
    }

    @Test
    void aBatchIsWaitedForUntilItIsFullOrTheOldestItemHasWaitedLongEnough() throws Exception {
        engineIsFree.countDown();
        try (Batcher<String, String> patient = batcher(3, LONG, 100)) {
            CompletableFuture<List<String>> first = patient.submit(List.of("a"));
            CompletableFuture<List<String>> second = patient.submit(List.of("b"));
            assertThatThrownBy(() -> first.get(50, TimeUnit.MILLISECONDS))
                    .isInstanceOf(java.util.concurrent.TimeoutException.class);
            patient.submit(List.of("c")).get();
            assertThat(first.get()).containsExactly("aa");
            assertThat(second.get()).containsExactly("bb");
            assertThat(batches).containsExactly(List.of("a", "b", "c"));
        }
        try (Batcher<String, String> hasty = batcher(3, Duration.ofMillis(20), 100)) {
            long begun = System.nanoTime();
            assertThat(hasty.submit(List.of("a")).get()).containsExactly("aa");
            assertThat(System.nanoTime() - begun).isGreaterThanOrEqualTo(20_000_000L);
        }
    }

    @Test
    void whatFindsNoRoomIsRefusedAndWhatIsNoLongerWantedMakesRoom() throws Exception {
        try (Batcher<String, String> batcher = batcher(2, LONG, 3)) {
            batcher.submit(List.of("x", "y"));
            awaitBatches(1);
            CompletableFuture<List<String>> dropped = batcher.submit(List.of("a", "b"));
            CompletableFuture<List<String>> kept = batcher.submit(List.of("c"));
            assertThatThrownBy(() -> batcher.submit(List.of("d")))
                    .isInstanceOfSatisfying(Batcher.Full.class, full -> assertThat(full.retryAfter())
                            .isEqualTo(1));
            dropped.cancel(false);
            assertThat(batcher.waiting()).isEqualTo(1);
            CompletableFuture<List<String>> next = batcher.submit(List.of("d", "e"));
            engineIsFree.countDown();
            assertThat(kept.get()).containsExactly("cc");
            assertThat(next.orTimeout(20, TimeUnit.SECONDS).isCancelled()).isFalse();
        }
        assertThat(batches).doesNotContain(List.of("a", "b"));
        assertThat(batches.stream().flatMap(List::stream)).containsExactlyInAnyOrder("x", "y", "c", "d", "e");
    }

    @Test
    void aFailureIsToldToThoseOfTheBatchAndTheNextOneIsServed() throws Exception {
        engineIsFree.countDown();
        try (Batcher<String, String> batcher = batcher(1, Duration.ZERO, 10)) {
            CompletableFuture<List<String>> bad = batcher.submit(List.of("bad"));
            CompletableFuture<List<String>> good = batcher.submit(List.of("good"));
            assertThatThrownBy(bad::get)
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(IllegalArgumentException.class);
            assertThat(good.get()).containsExactly("goodgood");
        }
    }

    @Test
    void closingServesWhatWaitsAndRefusesWhatComesLater() {
        engineIsFree.countDown();
        Batcher<String, String> batcher = batcher(4, LONG, 1000);
        List<CompletableFuture<List<String>>> all = IntStream.range(0, 99)
                .mapToObj(i -> batcher.submit(List.of("i" + i)))
                .toList();
        batcher.close();
        assertThat(all).allMatch(CompletableFuture::isDone);
        assertThat(all.get(98).join()).containsExactly("i98i98");
        assertThatThrownBy(() -> batcher.submit(List.of("late"))).isInstanceOf(IllegalStateException.class);
        batcher.close();
    }
}
