package io.dlmone.diffuseq;

import static io.dlmone.graph.Ops.*;

import io.dlmone.graph.Value;
import io.dlmone.model.Denoiser;
import io.dlmone.model.NoiseSchedule;
import io.dlmone.nn.Dropout;
import io.dlmone.nn.Weights;
import io.dlmone.tensor.DType;
import java.util.Optional;

/** DiffuSeq's denoiser: the output of the {@link DiffuSeqTransformer} is the prediction of x_0 at every position. */
final class DiffuSeqNetwork implements Denoiser {

    /** The network sees times scaled to 0..1000, whatever T is. */
    private static final double TIME_RANGE = 1000;

    private final DiffuSeqConfig config;
    private final NoiseSchedule schedule;
    private final DiffuSeqTransformer transformer;

    DiffuSeqNetwork(DiffuSeqConfig config, NoiseSchedule schedule, Weights weights, Dropout dropout) {
        this.config = config;
        this.schedule = schedule;
        this.transformer = new DiffuSeqTransformer(config.sizes(), weights, dropout);
    }

    @Override
    public NoiseSchedule schedule() {
        return schedule;
    }

    @Override
    public Value embed(Value ids, Value target) {
        return gather(transformer.embeddings(), ids);
    }

    @Override
    public Optional<Value> embeddings() {
        return Optional.of(transformer.embeddings());
    }

    @Override
    public Value logits(Value clean) {
        return transformer.logits(clean);
    }

    @Override
    public Trace trace(Value noisy, Value t) {
        Value scaled = mul(cast(t, DType.FLOAT32), TIME_RANGE / config.steps());
        DiffuSeqTransformer.Result result = transformer.call(noisy, scaled);
        return new Trace(result.output(), result.states());
    }
}
