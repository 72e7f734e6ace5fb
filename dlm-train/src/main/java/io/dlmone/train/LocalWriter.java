package io.dlmone.train;

import io.dlmone.student.TextGenerator;
import io.dlmone.student.TextGenerator.Generated;
import java.util.List;
import java.util.stream.IntStream;

/** Writes with the engine of the evaluation, warm if the model is quick. */
final class LocalWriter implements SampleWriter {

    /**
     * A system of at most this many calls is warmed up, because its first batches would be much of what is measured.
     */
    private static final int FEW_CALLS = 20;

    /** For how long at most: by then the JVM has compiled what is between the calls. */
    private static final double WARM_UP_MILLIS = 2000;

    private static final double NANOS_PER_MILLI = 1e6;

    @Override
    public Written write(Order order, RunContext context) {
        List<String> sources = order.sources();
        int all = sources.size() * order.samples();
        try (TextGenerator generator = new TextGenerator(
                order.bundle(), context.backend(), new TextGenerator.Options(order.batch(), order.seed()))) {
            if (generator.callsPerSentence() <= FEW_CALLS) {
                warmUp(generator, order);
            }
            long before = System.nanoTime();
            try (ProgressListener.Stage shown =
                    context.progress().begin(order.name(), "network calls", generator.calls(all))) {
                List<List<Generated>> texts =
                        generator.samples(sources, 0, order.samples(), done -> shown.at(done, ""));
                return new Written(
                        texts, generator.callsPerSentence(), (System.nanoTime() - before) / NANOS_PER_MILLI / all);
            }
        }
    }

    /**
     * Runs the programs that the measured time needs, of whole batches and of the rest, until they are warm, but writes
     * no more than will be measured.
     */
    private static void warmUp(TextGenerator generator, Order order) {
        int all = order.sources().size() * order.samples();
        List<String> whole = repeated(order.sources(), Math.min(order.batch(), all));
        long before = System.nanoTime();
        int written = 0;
        do {
            generator.generate(whole, order.samples(), done -> {});
            written += whole.size();
        } while (written < all && (System.nanoTime() - before) / NANOS_PER_MILLI < WARM_UP_MILLIS);
        generator.generate(repeated(order.sources(), all % order.batch()), order.samples(), done -> {});
    }

    private static List<String> repeated(List<String> sources, int size) {
        return IntStream.range(0, size)
                .mapToObj(i -> sources.get(i % sources.size()))
                .toList();
    }
}
