package io.dlmone.student;

import io.dlmone.student.TextGenerator.Generated;
import io.dlmone.tensor.Tensor;
import io.dlmone.text.Batch;
import io.dlmone.text.SequenceLayout;
import io.dlmone.text.ShortLength;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Writes texts, each in a sequence as long as its source asks for; those of one length share network calls. Thread-safe
 * as {@link TextGenerator} is.
 */
final class WritersByLength {

    private final SequenceLayout layout;
    private final List<ShortLength> lengths;
    private final int calls;
    private final Map<Integer, CallSharing<Draw, Generated>> sharing = new TreeMap<>();

    /**
     * Prepares writing.
     *
     * @param layout of the model's own length
     * @param lengths shorter ones; none: all texts have that one
     * @param batch most texts in one network call
     * @param writers makes the writer of a length
     */
    WritersByLength(SequenceLayout layout, List<ShortLength> lengths, int batch, IntFunction<BatchWriter> writers) {
        this.layout = layout;
        this.lengths = lengths;
        BatchWriter own = writers.apply(layout.length());
        this.calls = own.calls();
        share(layout.length(), own, batch);
        lengths.forEach(shorter -> share(shorter.length(), writers.apply(shorter.length()), batch));
    }

    private void share(int length, BatchWriter by, int batch) {
        sharing.put(length, new CallSharing<>(batch, calls, (draws, done) -> writeBatch(by, draws, done)));
    }

    /** Network calls for each text. */
    int calls() {
        return calls;
    }

    /** The sequence of a source, in the length in which it is written for. */
    SequenceLayout.Encoded encode(String source) {
        SequenceLayout.Encoded whole = layout.encode(source);
        int length = ShortLength.of(lengths, layout.length(), whole.start());
        return new SequenceLayout.Encoded(Arrays.copyOf(whole.ids(), length), whole.start());
    }

    /**
     * Writes texts.
     *
     * @param progress told of the network calls so far, counted for each text
     */
    List<Generated> write(List<Draw> draws, LongConsumer progress) {
        if (lengths.isEmpty() || draws.isEmpty()) {
            return sharing.get(layout.length()).serve(draws, progress);
        }
        List<Generated> written = new ArrayList<>(Collections.nCopies(draws.size(), null));
        long before = 0;
        for (Map.Entry<Integer, CallSharing<Draw, Generated>> each : sharing.entrySet()) {
            int[] places = IntStream.range(0, draws.size())
                    .filter(i -> draws.get(i).encoded().ids().length == each.getKey())
                    .toArray();
            if (places.length > 0) {
                long served = before;
                List<Draw> own = IntStream.of(places).mapToObj(draws::get).toList();
                List<Generated> texts = each.getValue().serve(own, done -> progress.accept(served + done));
                for (int i = 0; i < places.length; i++) {
                    written.set(places[i], texts.get(i));
                }
                before += (long) places.length * calls;
            }
        }
        return List.copyOf(written);
    }

    private List<Generated> writeBatch(BatchWriter by, List<Draw> draws, LongConsumer done) {
        Tensor tokens = by.write(draws, (step, predicted) -> {
            tell(by, draws, step, predicted);
            done.accept((long) step * by.callsPerStep());
        });
        List<Generated> out = new ArrayList<>();
        for (Draw draw : draws) {
            long[] ids = Batch.row(tokens, out.size());
            int start = draw.encoded().start();
            out.add(new Generated(
                    draw.asked().source(), layout.decodeClean(ids, start), layout.decode(ids, start), draw.reading()));
        }
        return out;
    }

    private void tell(BatchWriter by, List<Draw> draws, int step, Supplier<Tensor> predicted) {
        if (draws.stream().anyMatch(draw -> draw.watcher().isPresent())) {
            Tensor tokens = predicted.get();
            int of = by.calls() / by.callsPerStep();
            for (int i = 0; i < draws.size(); i++) {
                long[] ids = Batch.row(tokens, i);
                int start = draws.get(i).encoded().start();
                draws.get(i)
                        .watcher()
                        .ifPresent(w -> w.accept(new StepListener.Step(step, of, layout.decodeClean(ids, start))));
            }
        }
    }

    /** Waits for calls under way; later ones are refused. */
    void close() {
        sharing.values().forEach(CallSharing::close);
    }
}
