package io.dlmone.elf;

import static io.dlmone.graph.Ops.expand;
import static io.dlmone.graph.Ops.slice;
import static io.dlmone.graph.Ops.where;

import io.dlmone.graph.Value;
import io.dlmone.model.Denoiser;
import io.dlmone.model.DenoiserInput;
import io.dlmone.model.NoiseSchedule;
import io.dlmone.nn.Weights;
import java.util.List;
import java.util.Optional;

/**
 * ELF in a graph: embeds by the T5 encoder, denoises by one call of the network, and reads tokens by another, in which
 * the same network decodes, or if it has learned that within the first.
 */
final class ElfDenoiser implements Denoiser {

    private final ElfConfig config;
    private final NoiseSchedule schedule;
    private final Weights weights;
    private final double usualGuidance;
    private final ElfNetwork network;

    /** @param usualGuidance the scale that the network is told unless a caller says another */
    ElfDenoiser(ElfConfig config, NoiseSchedule schedule, Weights weights, double usualGuidance) {
        this.config = config;
        this.schedule = schedule;
        this.weights = weights;
        this.usualGuidance = usualGuidance;
        this.network = new ElfNetwork(config, weights);
    }

    ElfConfig config() {
        return config;
    }

    Weights weights() {
        return weights;
    }

    @Override
    public NoiseSchedule schedule() {
        return schedule;
    }

    @Override
    public Trace trace(Value noisy, Value t) {
        return trace(DenoiserInput.of(noisy, t));
    }

    @Override
    public Trace trace(DenoiserInput in) {
        ElfNetwork.Trunk trunk = trunk(in);
        int prefix = config.prefix().tokens();
        List<HiddenState> states = trunk.blocks().stream()
                .map(block -> slice(block.output(), 1, prefix, prefix + config.length()))
                .map(text -> new HiddenState(text, text))
                .toList();
        return new Trace(network.clean(trunk.text()), states);
    }

    private ElfNetwork.Trunk trunk(DenoiserInput in) {
        Value z = in.noisy();
        Value blank = in.target()
                .map(target -> where(target, z.graph().constant(0), z))
                .orElseGet(() -> zeros(z));
        Value guidance = in.guidanceScale().orElseGet(() -> ElfNetwork.all(z, usualGuidance));
        return network.trunk(z, in.previous().orElse(blank), in.t(), guidance, ElfNetwork.all(z, 0));
    }

    @Override
    public Value embed(Value ids, Value target) {
        return new ElfLatents(config, weights).of(ids, target);
    }

    @Override
    public Optional<Value> embeddings() {
        return Optional.empty();
    }

    @Override
    public Value logits(Value clean) {
        Value one = ElfNetwork.all(clean, 1);
        Value guidance = ElfNetwork.all(clean, usualGuidance);
        return network.logits(
                network.trunk(clean, zeros(clean), one, guidance, one).text());
    }

    /** {@inheritDoc} The decoder head reads the trunk of the denoising call. */
    @Override
    public Value fusedLogits(DenoiserInput in) {
        return network.logits(trunk(in).text());
    }

    private static Value zeros(Value like) {
        return expand(like.graph().constant(0), like.shape());
    }
}
