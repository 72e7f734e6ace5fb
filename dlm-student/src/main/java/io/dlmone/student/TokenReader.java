package io.dlmone.student;

import io.dlmone.graph.Graph;
import io.dlmone.graph.Ops;
import io.dlmone.graph.Value;
import io.dlmone.student.decoding.SentenceDecoder;
import io.dlmone.tensor.Tensor;
import io.dlmone.text.Batch;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/** Reads tokens off a network's logits: the likeliest at each position, or with a decoder the likeliest sentence. */
record TokenReader(Optional<SentenceDecoder> decoder) {

    private static final String TOKENS = "tokens";
    private static final String LOGITS = "logits";

    static final TokenReader LIKELIEST = new TokenReader(Optional.empty());

    /** Adds the output that {@link #read} needs. */
    void record(Graph g, Value logits) {
        if (decoder.isEmpty()) {
            g.output(TOKENS, Ops.argMax(logits));
        } else {
            g.output(LOGITS, logits);
        }
    }

    /** Tokens {@code [batch, length]}; with a decoder the source's are the batch's own. */
    Tensor read(Map<String, Tensor> out, Batch batch) {
        if (decoder.isEmpty()) {
            return out.get(TOKENS);
        }
        float[] logits = out.get(LOGITS).floats();
        long[] tokens = batch.ids().longs().clone();
        int length = batch.ids().shape().dim(1);
        for (int row = 0; row < batch.starts().length; row++) {
            int start = row * length + batch.starts()[row];
            long[] source = Arrays.copyOfRange(tokens, row * length, start);
            long[] written = decoder.get().decode(logits, start, (row + 1) * length, source);
            System.arraycopy(written, 0, tokens, start, written.length);
        }
        return Tensor.of(batch.ids().shape(), tokens);
    }
}
