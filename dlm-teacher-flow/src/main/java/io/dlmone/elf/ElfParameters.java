package io.dlmone.elf;

import io.dlmone.nn.Layers;
import io.dlmone.nn.ParameterSpec;
import io.dlmone.nn.ParameterSpec.Init;
import io.dlmone.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/** ELF's parameters, with the names of the official checkpoints and the values that official training begins with. */
final class ElfParameters {

    /** Begins the names of the text encoder's parameters, which official checkpoints do not hold. */
    static final String ENCODER = "t5.";

    /** Width of the sinusoids that times and scales become. */
    static final int SINUSOID = 256;

    private static final Init SMALL = new Init.Normal(0.02);
    private static final Init ZERO = new Init.Constant(0);

    private ElfParameters() {}

    /** The network's own, without the encoder's. */
    static List<ParameterSpec> network(ElfConfig c) {
        int h = c.hidden();
        int d = c.width();
        List<ParameterSpec> all = new ArrayList<>();
        all.add(tokens("t_emb_tokens", c.prefix().time(), h));
        all.add(tokens("self_cond_cfg_tokens", c.prefix().guidance(), h));
        all.add(tokens("mode_tokens", c.prefix().mode(), h));
        all.add(new ParameterSpec("proj_kernel", Shape.of(h, d), xavier(h, d)));
        all.add(new ParameterSpec("proj_bias", Shape.of(d), ZERO));
        all.add(new ParameterSpec("unembed_kernel", Shape.of(d, c.vocabulary()), xavier(d, c.vocabulary())));
        all.add(new ParameterSpec("unembed_bias", Shape.of(c.vocabulary()), ZERO));
        all.addAll(linear("self_cond_proj", 2 * d, d));
        all.add(new ParameterSpec("text_proj.proj1.weight", Shape.of(c.bottleneck(), d), xavier(d, c.bottleneck())));
        all.addAll(linear("text_proj.proj2", c.bottleneck(), h));
        for (String embedder : List.of("t_embedder", "self_cond_cfg_embedder")) {
            all.addAll(linear(embedder + ".mlp_0", SINUSOID, h, SMALL));
            all.addAll(linear(embedder + ".mlp_2", h, h, SMALL));
        }
        for (int i = 0; i < c.layers(); i++) {
            all.addAll(ElfBlock.spec("blocks." + i, c));
        }
        all.add(Layers.rmsNormSpec("final_layer.norm_final", h));
        all.addAll(linear("final_layer.linear", h, d, ZERO));
        return all;
    }

    /** The encoder's. */
    static List<ParameterSpec> encoder(ElfConfig c) {
        return T5Encoder.spec(ENCODER, c.encoder());
    }

    /** Weight and bias of a linear layer: Xavier's uniform law, zeros. */
    static List<ParameterSpec> linear(String name, int in, int out) {
        return linear(name, in, out, xavier(in, out));
    }

    private static List<ParameterSpec> linear(String name, int in, int out, Init weight) {
        return List.of(
                new ParameterSpec(name + ".weight", Shape.of(out, in), weight),
                new ParameterSpec(name + ".bias", Shape.of(out), ZERO));
    }

    private static ParameterSpec tokens(String name, int count, int hidden) {
        return new ParameterSpec(name, Shape.of(1, count, hidden), SMALL);
    }

    private static Init xavier(int in, int out) {
        return new Init.Uniform(Math.sqrt(6.0 / (in + out)));
    }
}
