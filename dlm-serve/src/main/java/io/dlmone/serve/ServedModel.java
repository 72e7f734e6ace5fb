package io.dlmone.serve;

import io.dlmone.backend.Backend;
import io.dlmone.bundle.ModelBundle;
import io.dlmone.bundle.Role;
import io.dlmone.eval.MinimumBayesRisk;
import io.dlmone.student.StepListener;
import io.dlmone.student.StepListener.Step;
import io.dlmone.student.TextGenerator;
import io.dlmone.student.TextGenerator.Generated;
import io.dlmone.student.TextGenerator.Request;
import io.dlmone.text.SequenceLayout;
import io.dlmone.text.SourceReading;
import io.dlmone.unicode.WhiteSpace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntConsumer;
import java.util.stream.Stream;

/** A model under a name, its queue, and the thread that writes for all who wait. */
final class ServedModel implements AutoCloseable {

    /** A model of more calls begins with the smallest batch compiled only. */
    private static final int FEW_CALLS = 2;

    private static final SourceReading NOTHING = new SourceReading(0, List.of(), 0, 0);

    private final String name;
    private final Role role;
    private final SequenceLayout layout;
    private final ServerOptions options;
    private final TextGenerator generator;
    private final Batcher<Item, Done> batcher;
    private final Runnable noRoom;
    private final Runnable tooLate;

    /**
     * What is asked for.
     *
     * @param sources texts; blank ones are answered by blank ones
     * @param samples texts for each
     * @param candidates from how many each is chosen
     * @param seed of all noise
     */
    record Wanted(List<String> sources, int samples, int candidates, long seed) {

        int texts() {
            return (int) Math.min(Integer.MAX_VALUE, (long) sources.size() * samples * candidates);
        }
    }

    /**
     * Texts for one source.
     *
     * @param source as it was given, without white space around it
     * @param texts one for each sample
     * @param reading what of the source is unknown, or cut
     */
    record Written(String source, List<String> texts, SourceReading reading) {}

    /**
     * All that was asked for.
     *
     * @param written texts for each source
     * @param milliseconds from the beginning of their first batch to the end of their last: the wait before is not in
     *     it
     */
    record Answered(List<Written> written, double milliseconds) {}

    /** Watches its text being written. */
    interface Watcher {

        /** Takes what there is of it, and the milliseconds since its batch began. */
        void step(Step step, double milliseconds);

        /** Whether nobody watches any more. */
        boolean isGone();
    }

    private record Item(Request request, Optional<Watcher> watcher) {

        boolean isGone() {
            return watcher.filter(Watcher::isGone).isPresent();
        }
    }

    /** A text, and when its batch began and ended. */
    private record Done(Generated generated, long begun, long ended) {}

    /** Loads a model and makes ready what its first requests need. */
    ServedModel(String name, ModelBundle bundle, Backend backend, ServerOptions options, Metrics metrics) {
        this.name = name;
        this.role = bundle.role();
        this.layout = bundle.layout();
        this.options = options;
        this.generator = new TextGenerator(bundle, backend, new TextGenerator.Options(options.batch(), 0));
        warmUp();
        IntConsumer batches = metrics.batches(name, options.batch());
        this.batcher =
                new Batcher<>("dlm-serve-" + name, options.batch(), options.maxWait(), options.queue(), items -> {
                    batches.accept(items.size());
                    return write(items);
                });
        this.noRoom = metrics.rejected(name, "queue");
        this.tooLate = metrics.rejected(name, "time");
        metrics.queue(name, batcher::waiting);
    }

    private void warmUp() {
        int largest = generator.callsPerSentence() <= FEW_CALLS ? options.batch() : 1;
        for (int size = 1; size < 2 * largest; size *= 2) {
            generator.write(Collections.nCopies(Math.min(size, largest), new Request("", 0, 0, 0)));
        }
    }

    /** Writes a batch; what all who asked for it have left is not written to its end. */
    private List<Done> write(List<Item> items) {
        long begun = now();
        List<Request> requests = items.stream().map(Item::request).toList();
        List<Generated> generated;
        if (items.stream().allMatch(item -> item.watcher().isEmpty())) {
            generated = generator.write(requests);
        } else {
            StepListener tell = (i, step) ->
                    items.get(i).watcher().ifPresent(watcher -> watcher.step(step, milliseconds(begun, now())));
            generated = generator.write(requests, tell, calls -> {
                if (items.stream().allMatch(Item::isGone)) {
                    throw new CancellationException();
                }
            });
        }
        long ended = now();
        return generated.stream().map(g -> new Done(g, begun, ended)).toList();
    }

    private static long now() {
        return System.nanoTime();
    }

    private static double milliseconds(long begun, long ended) {
        return Math.round((ended - begun) / 1e3) / 1e3;
    }

    String name() {
        return name;
    }

    SequenceLayout layout() {
        return layout;
    }

    Role role() {
        return role;
    }

    int callsPerSentence() {
        return generator.callsPerSentence();
    }

    int waiting() {
        return batcher.waiting();
    }

    int tokens(String text) {
        return layout.tokenizer().encode(text).length;
    }

    /**
     * Writes the sentences that {@code dlm generate} writes for these lines with this seed.
     *
     * @param limit after which nothing is waited for any more
     * @param executor for what is to be done with the texts
     */
    CompletableFuture<Answered> write(Wanted wanted, Duration limit, Executor executor) {
        return write(wanted, Optional.empty(), limit, executor);
    }

    /** As the other, watched. */
    CompletableFuture<Answered> write(Wanted wanted, Optional<Watcher> watcher, Duration limit, Executor executor) {
        List<String> sources = wanted.sources().stream().map(WhiteSpace::strip).toList();
        int each = wanted.samples() * wanted.candidates();
        List<Item> items = new ArrayList<>();
        int row = 0;
        for (String source : sources) {
            for (int k = 0; !WhiteSpace.isAll(source) && k < each; k++) {
                items.add(new Item(new Request(source, wanted.seed(), row, k), watcher));
            }
            row += WhiteSpace.isAll(source) ? 0 : 1;
        }
        return submit(items)
                .orTimeout(limit.toNanos(), TimeUnit.NANOSECONDS)
                .handleAsync(
                        (done, failure) -> {
                            if (failure instanceof TimeoutException) {
                                tooLate.run();
                                throw Refusal.answerTooSlow(options.timeLimit());
                            }
                            if (failure != null) {
                                throw new CompletionException(failure);
                            }
                            return answered(sources, done, wanted);
                        },
                        executor);
    }

    private CompletableFuture<List<Done>> submit(List<Item> items) {
        try {
            return batcher.submit(items);
        } catch (Batcher.Full full) {
            noRoom.run();
            throw Refusal.busy(options.queue(), full.retryAfter());
        }
    }

    private static Answered answered(List<String> sources, List<Done> done, Wanted wanted) {
        long begun = done.stream().mapToLong(Done::begun).min().orElse(0);
        long ended = done.stream().mapToLong(Done::ended).max().orElse(0);
        List<Generated> generated = done.stream().map(Done::generated).toList();
        return new Answered(written(sources, generated, wanted), milliseconds(begun, ended));
    }

    private static List<Written> written(List<String> sources, List<Generated> generated, Wanted wanted) {
        List<Written> all = new ArrayList<>();
        int each = wanted.samples() * wanted.candidates();
        int from = 0;
        for (String source : sources) {
            if (WhiteSpace.isAll(source)) {
                all.add(new Written(source, Collections.nCopies(wanted.samples(), ""), NOTHING));
            } else {
                List<Generated> own = generated.subList(from, from + each);
                all.add(new Written(
                        source, chosen(own, wanted.candidates()), own.get(0).reading()));
                from += each;
            }
        }
        return all;
    }

    private static List<String> chosen(List<Generated> drawn, int candidates) {
        return Stream.iterate(0, from -> from < drawn.size(), from -> from + candidates)
                .map(from -> MinimumBayesRisk.select(drawn.subList(from, from + candidates).stream()
                        .map(Generated::text)
                        .toList()))
                .toList();
    }

    /** Writes what still waits, then frees the model. */
    @Override
    public void close() {
        batcher.close();
        generator.close();
    }
}
