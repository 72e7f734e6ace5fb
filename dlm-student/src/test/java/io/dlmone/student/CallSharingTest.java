package io.dlmone.student;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CallSharingTest {

    private static final LongConsumer QUIET = done -> {};

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<List<Integer>> batches = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch inFirst = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);
    private final CallSharing<Integer, String> sharing = new CallSharing<>(8, 2, this::serve);

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    /** The first batch waits for the test; an item below 0 fails. */
    private List<String> serve(List<Integer> items, LongConsumer done) {
        batches.add(items);
        if (batches.size() == 1) {
            inFirst.countDown();
            await(goOn);
        }
        done.accept(1);
        if (items.stream().anyMatch(i -> i < 0)) {
            throw new IllegalArgumentException("below 0");
        }
        done.accept(2);
        return items.stream().map(i -> "<" + i + ">").toList();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private CompletableFuture<List<String>> ask(Integer... items) {
        return CompletableFuture.supplyAsync(() -> sharing.serve(List.of(items), QUIET), threads);
    }

    /** Asks, and comes back when the caller waits for the batch under way. */
    private CompletableFuture<List<String>> askAndWait(Integer... items) throws InterruptedException {
        Thread[] caller = new Thread[1];
        CountDownLatch started = new CountDownLatch(1);
        CompletableFuture<List<String>> answer = CompletableFuture.supplyAsync(
                () -> {
                    caller[0] = Thread.currentThread();
                    started.countDown();
                    return sharing.serve(List.of(items), QUIET);
                },
                threads);
        started.await();
        while (caller[0].getState() != Thread.State.WAITING) {
            Thread.sleep(1);
        }
        return answer;
    }

    @Test
    void onesWhoFindItBusyAreServedTogether() throws Exception {
        CompletableFuture<List<String>> first = ask(0);
        await(inFirst);
        List<CompletableFuture<List<String>>> waiting = new ArrayList<>();
        for (int i = 1; i <= 5; i++) {
            waiting.add(askAndWait(i));
        }
        goOn.countDown();
        assertThat(first.join()).containsExactly("<0>");
        for (int i = 1; i <= 5; i++) {
            assertThat(waiting.get(i - 1).join()).containsExactly("<" + i + ">");
        }
        assertThat(batches).containsExactly(List.of(0), List.of(1, 2, 3, 4, 5));
    }

    @Test
    void aCallerOfOneItemIsNotKeptByOneOfMany() throws Exception {
        CompletableFuture<List<String>> first = ask(0);
        await(inFirst);
        CompletableFuture<List<String>> many =
                askAndWait(IntStream.range(100, 130).boxed().toArray(Integer[]::new));
        CompletableFuture<List<String>> one = askAndWait(1);
        goOn.countDown();
        assertThat(one.join()).containsExactly("<1>");
        assertThat(many.join()).hasSize(30).startsWith("<100>", "<101>").endsWith("<129>");
        first.join();
        assertThat(batches.get(1)).containsExactly(100, 1, 101, 102, 103, 104, 105, 106);
        assertThat(batches).allSatisfy(batch -> assertThat(batch).hasSizeLessThanOrEqualTo(8));
    }

    @Test
    void aFailedBatchKeepsNobodyWaiting() throws Exception {
        CompletableFuture<List<String>> first = ask(0);
        await(inFirst);
        CompletableFuture<List<String>> bad = askAndWait(-1);
        CompletableFuture<List<String>> good = askAndWait(1, 2);
        goOn.countDown();
        first.join();
        assertThatThrownBy(bad::join)
                .isInstanceOf(CompletionException.class)
                .hasRootCauseInstanceOf(IllegalArgumentException.class);
        // Whoever of the two made the failing batch: the other is served, or fails in its own thread.
        good.handle((texts, e) ->
                        assertThat(e == null ? texts : List.of("<1>", "<2>")).containsExactly("<1>", "<2>"))
                .join();
        assertThat(ask(3).join()).containsExactly("<3>");
    }

    @Test
    void aCallerStoppedByItsProgressHarmsNoOther() throws Exception {
        CompletableFuture<List<String>> stopped = CompletableFuture.supplyAsync(
                () -> sharing.serve(List.of(0, 10), done -> {
                    throw new IllegalArgumentException("stop");
                }),
                threads);
        await(inFirst);
        CompletableFuture<List<String>> good = askAndWait(1, 2);
        goOn.countDown();
        assertThatThrownBy(stopped::join).hasRootCauseMessage("stop");
        assertThat(good.join()).containsExactly("<1>", "<2>");
    }

    @Test
    void progressCountsTheCallersOwnItems() {
        goOn.countDown();
        List<Long> seen = new ArrayList<>();
        sharing.serve(IntStream.range(0, 12).boxed().toList(), seen::add);
        assertThat(seen).containsExactly(8L, 16L, 16L, 20L, 24L, 24L);
    }

    @Test
    void closingWaitsAndRefuses() throws Exception {
        CompletableFuture<List<String>> first = ask(0);
        await(inFirst);
        CompletableFuture<List<String>> second = askAndWait(1);
        CompletableFuture<Void> closing = CompletableFuture.runAsync(sharing::close, threads);
        assertThat(closing).isNotDone();
        goOn.countDown();
        closing.join();
        assertThat(first).isDone();
        assertThat(second.join()).containsExactly("<1>");
        assertThatThrownBy(() -> sharing.serve(List.of(2), QUIET))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
        assertThatThrownBy(() -> sharing.serve(List.of(), QUIET)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void nothingCanBeCalledFromWithinAProgress() {
        goOn.countDown();
        assertThatThrownBy(() -> sharing.serve(List.of(1), done -> sharing.close()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("within");
        assertThatThrownBy(() -> sharing.serve(List.of(1), done -> sharing.serve(List.of(2), QUIET)))
                .isInstanceOf(IllegalStateException.class);
        assertThat(sharing.serve(List.of(3), QUIET)).containsExactly("<3>");
    }
}
