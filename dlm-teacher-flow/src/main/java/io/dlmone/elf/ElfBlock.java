package io.dlmone.elf;

import static io.dlmone.graph.Ops.*;

import io.dlmone.graph.Value;
import io.dlmone.nn.Layers;
import io.dlmone.nn.ParameterSpec;
import io.dlmone.nn.Rotary;
import io.dlmone.nn.Weights;
import io.dlmone.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * A block of ELF's trunk: attention with normalised and rotated queries and keys and no mask, and a SwiGLU feed-forward
 * part, each after an RMS normalisation.
 *
 * @param q queries {@code [batch, heads, positions, width of a head]}, as attention gets them
 * @param k keys likewise
 * @param attended what attention adds to the states {@code [batch, positions, hidden]}
 * @param fed what the feed-forward part adds
 * @param output the states after both
 */
record ElfBlock(Value q, Value k, Value attended, Value fed, Value output) {

    private static final double EPSILON = 1e-6;

    /** The parameters of a block below {@code name}. */
    static List<ParameterSpec> spec(String name, ElfConfig c) {
        int h = c.hidden();
        List<ParameterSpec> all = new ArrayList<>();
        all.add(norm(name + ".norm1", h));
        all.addAll(ElfParameters.linear(name + ".attn.qkv", h, 3 * h));
        all.add(norm(name + ".attn.q_norm", h / c.heads()));
        all.add(norm(name + ".attn.k_norm", h / c.heads()));
        all.addAll(ElfParameters.linear(name + ".attn.proj", h, h));
        all.add(norm(name + ".norm2", h));
        all.addAll(ElfParameters.linear(name + ".mlp.w12", h, 2 * c.feedForward()));
        all.addAll(ElfParameters.linear(name + ".mlp.w3", c.feedForward(), h));
        return all;
    }

    private static ParameterSpec norm(String name, int width) {
        return Layers.rmsNormSpec(name, width);
    }

    /**
     * The block applied to {@code [batch, positions, hidden]}.
     *
     * @param w weights below the block's name
     */
    static ElfBlock apply(Weights w, Value h, int heads, Rotary rotary) {
        int[] d = h.shape().dims();
        Weights attention = w.below("attn");
        Value qkv = Layers.linear(attention.below("qkv"), normalised(w.below("norm1"), h));
        Value q = transpose(rotary.apply(normalised(attention.below("q_norm"), part(qkv, 0, heads))), 0, 2, 1, 3);
        Value k = transpose(rotary.apply(normalised(attention.below("k_norm"), part(qkv, 1, heads))), 0, 2, 1, 3);
        Value v = transpose(part(qkv, 2, heads), 0, 2, 1, 3);
        Value context = reshape(transpose(attention(q, k, v), 0, 2, 1, 3), Shape.of(d));
        Value attended = Layers.linear(attention.below("proj"), context);
        Value sum = add(h, attended);
        Value fed = swiGlu(w.below("mlp"), normalised(w.below("norm2"), sum));
        return new ElfBlock(q, k, attended, fed, add(sum, fed));
    }

    /** Queries (0), keys (1) or values (2) of all heads, {@code [batch, positions, heads, width of a head]}. */
    private static Value part(Value qkv, int index, int heads) {
        int[] d = qkv.shape().dims();
        int hidden = d[2] / 3;
        Value part = slice(qkv, 2, index * hidden, (index + 1) * hidden);
        return reshape(part, d[0], d[1], heads, hidden / heads);
    }

    /** W3 (silu(a) b) with (a, b) the halves of W12 x (Shazeer 2020). */
    private static Value swiGlu(Weights w, Value x) {
        Value ab = Layers.linear(w.below("w12"), x);
        int inner = ab.shape().dim(2) / 2;
        Value gated = mul(silu(slice(ab, 2, 0, inner)), slice(ab, 2, inner, 2 * inner));
        return Layers.linear(w.below("w3"), gated);
    }

    static Value normalised(Weights w, Value x) {
        return Layers.rmsNorm(w, x, EPSILON);
    }
}
