package io.dlmone.elf;

import static io.dlmone.graph.Ops.*;

import io.dlmone.graph.Value;
import io.dlmone.nn.Layers;
import io.dlmone.nn.Rotary;
import io.dlmone.nn.Weights;
import io.dlmone.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * ELF's network: a trunk over prefix tokens and text, and two heads, of which one predicts clean latents and the other
 * logits of tokens. Graphs hold only the heads that are asked for.
 */
final class ElfNetwork {

    private final ElfConfig config;
    private final Weights w;

    ElfNetwork(ElfConfig config, Weights weights) {
        this.config = config;
        this.w = weights;
    }

    /**
     * What the trunk came through.
     *
     * @param tokens prefix and text as they enter the blocks {@code [batch, prefix + length, hidden]}
     * @param blocks the blocks, first to last
     * @param text the last states without the prefix {@code [batch, length, hidden]}, which both heads read
     */
    record Trunk(Value tokens, List<ElfBlock> blocks, Value text) {}

    /**
     * Runs the trunk.
     *
     * @param z noisy latents {@code [batch, length, width]}; the length is that of the configuration
     * @param previous an earlier prediction of the clean latents, of the same shape; zeros for none
     * @param t times {@code [batch]}, FLOAT32 in [0, 1]
     * @param guidance guidance scales {@code [batch]}, FLOAT32
     * @param gate FLOAT32 {@code [batch]}: 0 to denoise, 1 to decode
     */
    Trunk trunk(Value z, Value previous, Value t, Value guidance, Value gate) {
        Value joined = Layers.linear(w.below("self_cond_proj"), concat(2, z, previous));
        return trunk(joined, t, guidance, gate);
    }

    /** From what was made of noisy latents and an earlier prediction, {@code [batch, length, width]}. */
    Trunk trunk(Value joined, Value t, Value guidance, Value gate) {
        int batch = joined.shape().dim(0);
        int length = joined.shape().dim(1);
        if (length != config.length()) {
            throw new IllegalArgumentException("ELF takes " + config.length() + " positions, got " + length);
        }
        Value narrow = Layers.project(w.below("text_proj.proj1"), joined);
        Value text = Layers.linear(w.below("text_proj.proj2"), narrow);
        Value mode = mul(w.get("mode_tokens"), reshape(gate, batch, 1, 1));
        Value tokens = concat(
                1,
                saying(t, "t_emb_tokens", "t_embedder"),
                saying(guidance, "self_cond_cfg_tokens", "self_cond_cfg_embedder"),
                mode,
                text);
        int prefix = config.prefix().tokens();
        Rotary rotary = Rotary.of(prefix, length, config.hidden() / config.heads());
        List<ElfBlock> blocks = new ArrayList<>();
        Value h = tokens;
        for (int i = 0; i < config.layers(); i++) {
            blocks.add(ElfBlock.apply(w.below("blocks." + i), h, config.heads(), rotary));
            h = blocks.get(i).output();
        }
        return new Trunk(tokens, blocks, slice(h, 1, prefix, prefix + length));
    }

    /** The tokens that say a number, {@code [batch, tokens, hidden]}. */
    private Value saying(Value number, String tokens, String embedder) {
        Value embedded = embedded(embedder, number);
        return add(w.get(tokens), reshape(embedded, embedded.shape().dim(0), 1, config.hidden()));
    }

    /** A number for each row as {@code [batch, hidden]}. */
    Value embedded(String name, Value number) {
        Weights mlp = w.below(name);
        Value s = Layers.timestepEmbedding(number, ElfParameters.SINUSOID);
        return Layers.linear(mlp.below("mlp_2"), silu(Layers.linear(mlp.below("mlp_0"), s)));
    }

    /** The clean latents {@code [batch, length, width]}, predicted at every position. */
    Value clean(Value text) {
        Weights head = w.below("final_layer");
        return Layers.linear(head.below("linear"), ElfBlock.normalised(head.below("norm_final"), text));
    }

    /** What the decoder head makes of the trunk before it names tokens, {@code [batch, length, width]}. */
    Value decoded(Value text) {
        return geluTanh(add(matmul(text, w.get("proj_kernel")), w.get("proj_bias")));
    }

    /** The logits of all tokens {@code [batch, length, vocabulary]}. */
    Value logits(Value text) {
        return add(matmul(decoded(text), w.get("unembed_kernel")), w.get("unembed_bias"));
    }

    /** A number for every row. */
    static Value all(Value like, double number) {
        return expand(like.graph().constant(number), Shape.of(like.shape().dim(0)));
    }
}
