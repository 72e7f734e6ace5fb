package io.dlmone.flowseq;

import static io.dlmone.contract.Closeness.assertClose;
import static io.dlmone.graph.Ops.*;
import static org.assertj.core.api.Assertions.assertThat;

import io.dlmone.golden.Golden;
import io.dlmone.graph.Graph;
import io.dlmone.graph.Value;
import io.dlmone.nn.BertLayer;
import io.dlmone.nn.Dropout;
import io.dlmone.nn.Layers;
import io.dlmone.nn.Weights;
import io.dlmone.tensor.Tensor;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The network's forward pass against the official code's, at eight times from 0 to 0.999. */
abstract class FlowSeqForwardContract extends FlowSeqGoldenContract {

    private final Golden golden = Golden.of("flowseq_forward");

    @Test
    void noisesAndPredictsAsTheOfficialNetwork() {
        Graph g = new Graph("forward");
        FlowSeqNetwork net = TINY.network(parameters.in(g), Dropout.NONE);
        Value tau = input(g, golden, "tau");
        Value target = input(g, golden, "input_mask");
        Value start = net.embed(input(g, golden, "input_ids"), target);
        Value at = reshape(tau, 8, 1, 1);
        Value straight = add(mul(start, at), mul(input(g, golden, "noise"), add(mul(at, -1), 1)));
        Value noisy = where(target, straight, start);
        Value velocity = net.velocity(noisy, tau).output();
        Value clean = net.clean(noisy, tau, velocity);
        g.output("x_embed", start);
        g.output("x_tau", noisy);
        g.output("velocity", velocity);
        g.output("x1_pred", clean);
        g.output("logits", net.logits(clean));
        g.output("logits_argmax", argMax(net.logits(clean)));
        Map<String, Tensor> out = run(g, golden);
        for (String name : List.of("x_embed", "x_tau", "velocity", "x1_pred", "logits")) {
            assertClose(name, out.get(name), golden.tensor(name), FORWARD);
        }
        for (String name : List.of("velocity", "x1_pred")) {
            assertClose(name + " in float64", out.get(name), golden.tensor(name + "_float64"), FORWARD);
        }
        assertThat(out.get("logits_argmax")).isEqualTo(golden.tensor("logits_argmax"));
    }

    @Test
    void everyPartGivesTheOfficialActivations() {
        Graph g = new Graph("parts");
        Weights w = parameters.in(g);
        Value s = Layers.timestepEmbedding(input(g, golden, "tau"), TINY.sizes().timeWidth());
        g.output("timestep_embedding", s);
        Value time = silu(Layers.linear(w.below("time_embed.0"), s));
        g.output("act_time_embed", Layers.linear(w.below("time_embed.2"), time));
        Value up = tanh(Layers.linear(w.below("input_up_proj.0"), input(g, golden, "x_tau")));
        g.output("act_input_up_proj", Layers.linear(w.below("input_up_proj.2"), up));
        Value h = input(g, golden, "act_embed_layernorm");
        for (int i = 0; i < 2; i++) {
            h = BertLayer.apply(w.below("input_transformers.layer." + i), h, 2, Dropout.NONE)
                    .output();
            g.output("act_layer0" + i, h);
        }
        run(g, golden).forEach((name, value) -> assertClose(name, value, golden.tensor(name), FORWARD));
    }

    /**
     * The whole network's blocks, which a discriminator judges by, and the normalisation that the part before lacks.
     */
    @Test
    void theWholeNetworkComesThroughTheOfficialActivations() {
        Graph g = new Graph("states");
        FlowSeqNetwork net = TINY.network(parameters.in(g), Dropout.NONE);
        var states =
                net.velocity(input(g, golden, "x_tau"), input(g, golden, "tau")).states();
        for (int i = 0; i < 2; i++) {
            g.output("act_layer0" + i, states.get(i).output());
        }
        Value sum = add(
                add(
                        slice(parameters.in(g).get("position_embeddings.weight"), 0, 0, 16),
                        input(g, golden, "act_input_up_proj")),
                reshape(input(g, golden, "act_time_embed"), 8, 1, 32));
        g.output("act_embed_layernorm", Layers.layerNorm(parameters.in(g).below("LayerNorm"), sum, 1e-12));
        run(g, golden).forEach((name, value) -> assertClose(name, value, golden.tensor(name), FORWARD));
    }
}
