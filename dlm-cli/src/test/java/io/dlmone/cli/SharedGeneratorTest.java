package io.dlmone.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dlmone.backend.Backend;
import io.dlmone.backend.BackendOptions;
import io.dlmone.backend.Backends;
import io.dlmone.bundle.ModelBundle;
import io.dlmone.bundle.ModelDirectory;
import io.dlmone.data.Split;
import io.dlmone.paraphrase.ParaphraseTask;
import io.dlmone.student.TextGenerator;
import io.dlmone.student.TextGenerator.Generated;
import io.dlmone.student.TextGenerator.Options;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * One generator over the shipped student, many threads, every engine. The system property {@code dlmone.threads.calls}
 * sets how many calls are made; from 10,000 on, every batch size is tried, otherwise those at the edges.
 */
class SharedGeneratorTest {

    private static final int CALLS = Integer.getInteger("dlmone.threads.calls", 240);
    private static final int CLOSINGS = Math.max(3, CALLS / 200);
    private static final int THREADS = 8;
    private static final IntConsumer QUIET = done -> {};
    private static final List<String> SOURCES = ParaphraseTask.builtin().meanings(Split.TEST).stream()
            .limit(66)
            .map(m -> ParaphraseTask.builtin().grammar().sentences(m).get(0))
            .toList();
    private static final ModelBundle STUDENT = ModelDirectory.load("builtin:paraphrase-student");

    /** A step of a test, in a thread of its own. */
    private interface Body {
        void run(int thread) throws Exception;
    }

    private static void inThreads(Body body) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                int thread = i;
                all.add(pool.submit(() -> {
                    body.run(thread);
                    return null;
                }));
            }
            for (Future<?> each : all) {
                each.get();
            }
        } finally {
            pool.shutdownNow();
        }
    }

    private static Backend open(String engine) {
        return Backends.named(engine).open(BackendOptions.defaults().withThreads(1));
    }

    private static List<List<Generated>> ask(TextGenerator generator, int from, int to) {
        return generator.samples(SOURCES.subList(from, to), from, 1, QUIET);
    }

    @ParameterizedTest
    @ValueSource(strings = {"onnx", "djl", "tf"})
    void eightThreadsGetTheSentencesOfOne(String engine) throws Exception {
        try (Backend backend = open(engine);
                TextGenerator generator = new TextGenerator(STUDENT, backend, new Options(32, 1))) {
            List<List<Generated>> expected = new ArrayList<>();
            for (int i = 0; i < SOURCES.size(); i++) {
                expected.addAll(ask(generator, i, i + 1));
            }
            inThreads(thread -> {
                SplittableRandom random = new SplittableRandom(thread);
                for (int i = 0; i < CALLS / THREADS; i++) {
                    int from = random.nextInt(SOURCES.size());
                    int to = Math.min(SOURCES.size(), from + 1 + (i % 4 == 0 ? random.nextInt(6) : 0));
                    assertThat(ask(generator, from, to)).isEqualTo(expected.subList(from, to));
                }
            });
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"onnx", "djl", "tf"})
    void aGeneratorIsClosedUnderCalls(String engine) throws Exception {
        List<List<Generated>> expected;
        try (Backend backend = open(engine);
                TextGenerator generator = new TextGenerator(STUDENT, backend, new Options(4, 1))) {
            expected = ask(generator, 0, 40);
        }
        for (int i = 0; i < CLOSINGS; i++) {
            TextGenerator generator = TextGenerator.builder("builtin:paraphrase-student")
                    .backend(engine)
                    .threads(1)
                    .batch(4)
                    .seed(1)
                    .open();
            CountDownLatch begun = new CountDownLatch(THREADS - 1);
            inThreads(thread -> {
                if (thread == 0) {
                    begun.await();
                    generator.close();
                    assertThatThrownBy(() -> ask(generator, 0, 1))
                            .isInstanceOf(IllegalStateException.class)
                            .hasMessageContaining("closed");
                    return;
                }
                try {
                    for (int from = thread; ; from = (from + 1) % 40) {
                        assertThat(ask(generator, from, from + 1)).isEqualTo(expected.subList(from, from + 1));
                        begun.countDown();
                    }
                } catch (IllegalStateException refused) {
                    assertThat(refused).hasMessageContaining("closed");
                }
            });
        }
    }

    private static int[] sizes() {
        return CALLS >= 10_000 ? IntStream.rangeClosed(1, 33).toArray() : new int[] {1, 3, 8, 17, 33};
    }

    /** Sizes of batches, and of calls, change nothing: neither within an engine nor from one to another. */
    @ParameterizedTest
    @ValueSource(strings = {"onnx", "djl", "tf"})
    void noBatchSizeChangesASentence(String engine) {
        Map<String, List<List<Generated>>> written = new LinkedHashMap<>();
        try (Backend reference = open("onnx");
                TextGenerator generator = new TextGenerator(STUDENT, reference, new Options(50, 1))) {
            written.put("reference", ask(generator, 0, SOURCES.size()));
        }
        try (Backend backend = open(engine)) {
            for (int batch : sizes()) {
                try (TextGenerator generator = new TextGenerator(STUDENT, backend, new Options(batch, 1))) {
                    written.put("batches of " + batch, ask(generator, 0, SOURCES.size()));
                }
            }
            try (TextGenerator generator = new TextGenerator(STUDENT, backend, new Options(33, 1))) {
                for (int size : sizes()) {
                    int from = size % 33;
                    assertThat(ask(generator, from, from + size))
                            .isEqualTo(written.get("reference").subList(from, from + size));
                }
            }
        }
        written.forEach((how, sentences) ->
                assertThat(sentences).as(engine + ", " + how).isEqualTo(written.get("reference")));
    }
}
