package io.dlmone.elf;

import static io.dlmone.contract.Closeness.assertClose;
import static io.dlmone.graph.Ops.*;
import static org.assertj.core.api.Assertions.assertThat;

import io.dlmone.golden.Golden;
import io.dlmone.graph.Graph;
import io.dlmone.graph.Value;
import io.dlmone.model.DenoiserInput;
import io.dlmone.nn.Dropout;
import io.dlmone.nn.Layers;
import io.dlmone.nn.Weights;
import io.dlmone.tensor.DType;
import io.dlmone.tensor.Shape;
import io.dlmone.tensor.Tensor;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Encoder and network against the official code's. */
abstract class ElfForwardContract extends ElfGoldenContract {

    private final Golden encoded = Golden.of("elf_encoder");
    private final Golden golden = Golden.of("elf_forward");

    private T5Encoder t5(Graph g) {
        Weights all = weights(g);
        return new T5Encoder(TINY.encoder(), name -> all.get(ElfParameters.ENCODER + name));
    }

    @Test
    void latentsAreTheOfficialOnes() {
        Graph g = new Graph("latents");
        Value ids = input(g, encoded, "input_ids");
        Value target = target(g, encoded);
        ElfLatents latents = new ElfLatents(TINY, weights(g));
        g.output("latents", latents.of(ids, target));
        Value all = expand(equal(g.constant(0), g.constant(0)), Shape.of(4, 1, 1));
        g.output("latents_dropped", latents.of(ids, target, all));
        Map<String, Tensor> out = run(g, encoded, Map.of());
        compare(out, encoded, FORWARD);
        assertClose("in float64", out.get("latents"), encoded.tensor("latents_float64"), FORWARD);
    }

    @Test
    void everyStateOfTheEncoderIsTheOfficialOne() {
        Graph g = new Graph("encoder");
        Value ids = input(g, encoded, "input_ids");
        Value seen = cast(input(g, encoded, "encoder_attention_mask"), DType.BOOL);
        var states = t5(g).states(ids, seen);
        g.output("act_embed", states.get(0));
        g.output("act_block00", states.get(1));
        g.output("act_block01", states.get(2));
        g.output("last_hidden_state", t5(g).encode(ids, seen));
        g.output("position_bias", t5(g).positionBias(g, 16));
        Value plain = reshape(cast(input(g, encoded, "attention_mask"), DType.BOOL), 4, 1, 16);
        g.output("plain_last_hidden_state", t5(g).encode(ids, plain));
        compare(run(g, encoded, Map.of()), encoded, FORWARD);
    }

    @Test
    void aSourceAloneHasTheSameLatents() {
        Graph g = new Graph("alone");
        Value ids = slice(input(g, encoded, "input_ids"), 1, 0, 8);
        Value target = slice(target(g, encoded), 1, 0, 8);
        Value latents = new ElfLatents(TINY, weights(g)).of(ids, target);
        g.output("latents_source_alone", where(target, g.constant(0), latents));
        compare(run(g, encoded, Map.of()), encoded, FORWARD);
    }

    @Test
    void positionsFallIntoTheOfficialBuckets() {
        double[] distances = encoded.doubles("relative_position");
        for (int i = 0; i < distances.length; i++) {
            assertThat((double) T5Encoder.bucket((int) distances[i], 32, 128))
                    .as("bucket of %s", distances[i])
                    .isEqualTo(encoded.doubles("bucket_t5_small")[i])
                    .isEqualTo(encoded.doubles("bucket_this_model")[i]);
        }
    }

    private record Call(Value previous, Value t, Value gate) {}

    private ElfNetwork.Trunk trunk(Graph g, Value z, Call call) {
        Value scale = input(g, golden, "self_cond_cfg_scale");
        return new ElfNetwork(TINY, weights(g)).trunk(z, call.previous(), call.t(), scale, call.gate());
    }

    @Test
    void everyPartOfADenoisingCallIsTheOfficialOne() {
        Graph g = new Graph("denoise");
        Value z = input(g, golden, "z");
        Value t = input(g, golden, "t");
        Value previous = input(g, golden, "x_prev");
        Weights w = weights(g);
        ElfNetwork net = new ElfNetwork(TINY, w);
        Value scale = input(g, golden, "self_cond_cfg_scale");
        ElfNetwork.Trunk trunk = net.trunk(z, previous, t, scale, ElfNetwork.all(t, 0));
        Value joined = Layers.linear(w.below("self_cond_proj"), concat(2, z, previous));
        Value narrow = Layers.project(w.below("text_proj.proj1"), joined);
        g.output("sc_self_cond_proj", joined);
        g.output("sc_text_proj1", narrow);
        g.output("sc_text_proj", Layers.linear(w.below("text_proj.proj2"), narrow));
        g.output("t_sinusoid", Layers.timestepEmbedding(t, 256));
        g.output("scale_sinusoid", Layers.timestepEmbedding(scale, 256));
        g.output("sc_t_embedder", net.embedded("t_embedder", t));
        g.output("sc_self_cond_cfg_embedder", net.embedded("self_cond_cfg_embedder", scale));
        g.output("sc_tokens_in", trunk.tokens());
        ElfBlock block = trunk.blocks().get(0);
        g.output("sc_block00_attn", block.attended());
        g.output("sc_block00_mlp", block.fed());
        g.output("sc_block00_q_rope", block.q());
        g.output("sc_block00_k_rope", block.k());
        g.output("sc_block00", block.output());
        g.output("sc_block01", trunk.blocks().get(1).output());
        g.output("sc_norm_final", Layers.rmsNorm(w.below("final_layer.norm_final"), trunk.text(), 1e-6));
        g.output("sc_x_pred", net.clean(trunk.text()));
        Value gap = max(add(neg(reshape(t, 4, 1, 1)), 1), 0.05);
        g.output("sc_v", div(sub(net.clean(trunk.text()), z), gap));
        Map<String, Tensor> out = run(g, golden, Map.of());
        compare(out, golden, FORWARD);
        assertClose("in float64", out.get("sc_x_pred"), golden.tensor("sc_x_pred_float64"), FORWARD);
    }

    @Test
    void withoutAnEarlierPrediction() {
        Graph g = new Graph("first");
        Value z = input(g, golden, "z");
        Value t = input(g, golden, "t");
        Value blank = where(target(g, golden), g.constant(0), z);
        ElfNetwork net = new ElfNetwork(TINY, weights(g));
        ElfNetwork.Trunk trunk = trunk(g, z, new Call(blank, t, ElfNetwork.all(t, 0)));
        g.output("nosc_tokens_in", trunk.tokens());
        g.output("nosc_norm_final", Layers.rmsNorm(weights(g).below("final_layer.norm_final"), trunk.text(), 1e-6));
        g.output("nosc_x_pred", net.clean(trunk.text()));
        compare(run(g, golden, Map.of()), golden, FORWARD);
    }

    @Test
    void everyPartOfADecodingCallIsTheOfficialOne() {
        Graph g = new Graph("decode");
        Value z = input(g, golden, "dec_z");
        Value zeros = mul(z, 0);
        Value one = ElfNetwork.all(z, 1);
        ElfNetwork net = new ElfNetwork(TINY, weights(g));
        ElfNetwork.Trunk trunk = trunk(g, z, new Call(zeros, one, one));
        g.output("dec_tokens_in", trunk.tokens());
        g.output("dec_block00", trunk.blocks().get(0).output());
        g.output("dec_block01", trunk.blocks().get(1).output());
        g.output("dec_hidden", net.decoded(trunk.text()));
        g.output("dec_logits", net.logits(trunk.text()));
        g.output("dec_x_pred", net.clean(trunk.text()));
        Map<String, Tensor> out = run(g, golden, Map.of());
        compare(out, golden, FORWARD);
        assertClose("in float64", out.get("dec_logits"), golden.tensor("dec_logits_float64"), FORWARD);
    }

    @Test
    void rowsOfACallMayHaveGatesOfTheirOwn() {
        Graph g = new Graph("mixed");
        Value t = input(g, golden, "t");
        ElfNetwork net = new ElfNetwork(TINY, weights(g));
        Value gate = input(g, golden, "mixed_gate");
        Value previous = mul(input(g, golden, "x_prev"), reshape(add(neg(gate), 1), 4, 1, 1));
        Call call = new Call(previous, t, gate);
        Value text = trunk(g, input(g, golden, "z"), call).text();
        g.output("mixed_x_pred", net.clean(text));
        g.output("mixed_logits", net.logits(text));
        compare(run(g, golden, Map.of()), golden, FORWARD);
    }

    @Test
    void latentsAloneAreTakenAsWhatTheirProjectionGives() {
        Graph g = new Graph("alone");
        Value t = input(g, golden, "t");
        ElfNetwork net = new ElfNetwork(TINY, weights(g));
        Value scale = input(g, golden, "self_cond_cfg_scale");
        Value text =
                net.trunk(input(g, golden, "z"), t, scale, ElfNetwork.all(t, 0)).text();
        g.output("noconcat_x_pred", net.clean(text));
        compare(run(g, golden, Map.of()), golden, FORWARD);
    }

    /** The decoder head's formula over the official states of the denoising call, in plain Java. */
    @Test
    void tokensCanBeReadWithinADenoisingCall() {
        Graph g = new Graph("fused");
        DenoiserInput in = DenoiserInput.of(input(g, golden, "z"), input(g, golden, "t"))
                .withPrevious(input(g, golden, "x_prev"))
                .withGuidanceScale(input(g, golden, "self_cond_cfg_scale"));
        g.output("logits", new ElfModel(TINY).bind(weights(g), Dropout.NONE).fusedLogits(in));
        double[] states = golden.doubles("sc_block01");
        Golden head = Golden.of("elf_weights");
        int prefix = TINY.prefix().tokens();
        int all = prefix + TINY.length();
        float[] logits = new float[4 * TINY.length() * TINY.vocabulary()];
        for (int row = 0; row < 4 * TINY.length(); row++) {
            int at = (row / TINY.length() * all + prefix + row % TINY.length()) * TINY.hidden();
            double[] h = Arrays.copyOfRange(states, at, at + TINY.hidden());
            double[] decoded = affine(h, head.doubles("proj_kernel"), head.doubles("proj_bias"));
            for (int i = 0; i < decoded.length; i++) {
                double u = decoded[i];
                decoded[i] = u / 2 * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (u + 0.044715 * u * u * u)));
            }
            double[] each = affine(decoded, head.doubles("unembed_kernel"), head.doubles("unembed_bias"));
            for (int i = 0; i < each.length; i++) {
                logits[row * each.length + i] = (float) each[i];
            }
        }
        Tensor expected = Tensor.of(Shape.of(4, TINY.length(), TINY.vocabulary()), logits);
        assertClose("logits", run(g, golden, Map.of()).get("logits"), expected, FORWARD);
    }

    private static double[] affine(double[] x, double[] kernel, double[] bias) {
        double[] y = bias.clone();
        for (int i = 0; i < x.length; i++) {
            for (int j = 0; j < y.length; j++) {
                y[j] += x[i] * kernel[i * y.length + j];
            }
        }
        return y;
    }
}
