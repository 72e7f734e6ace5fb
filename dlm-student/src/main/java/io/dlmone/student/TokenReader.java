package io.dlmone.student;

import io.dlmone.graph.Graph;
import io.dlmone.graph.Ops;
import io.dlmone.graph.Value;
import io.dlmone.student.ngram.NgramDecoder;
import io.dlmone.tensor.Tensor;
import io.dlmone.text.Batch;
import java.util.Map;
import java.util.Optional;

/** Reads tokens off a network's logits: the likeliest at each position, or with n-grams the likeliest sentence. */
record TokenReader(Optional<NgramDecoder> decoder) {

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

    /** Tokens {@code [batch, length]}; with n-grams the source's are the batch's own. */
    Tensor read(Map<String, Tensor> out, Batch batch) {
        if (decoder.isEmpty()) {
            return out.get(TOKENS);
        }
        float[] logits = out.get(LOGITS).floats();
        long[] tokens = batch.ids().longs().clone();
        int length = batch.ids().shape().dim(1);
        for (int row = 0; row < batch.starts().length; row++) {
            int start = row * length + batch.starts()[row];
            long[] written = decoder.get().decode(logits, start, (row + 1) * length);
            System.arraycopy(written, 0, tokens, start, written.length);
        }
        return Tensor.of(batch.ids().shape(), tokens);
    }
}
