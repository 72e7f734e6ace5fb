package io.dlmone.diffuseq;

import static io.dlmone.contract.Closeness.assertClose;
import static io.dlmone.graph.Ops.*;
import static org.assertj.core.api.Assertions.assertThat;

import io.dlmone.golden.Golden;
import io.dlmone.graph.Graph;
import io.dlmone.graph.Value;
import io.dlmone.model.Denoiser;
import io.dlmone.model.Noising;
import io.dlmone.nn.BertLayer;
import io.dlmone.nn.Dropout;
import io.dlmone.nn.Layers;
import io.dlmone.nn.Weights;
import io.dlmone.sampling.Rounding;
import io.dlmone.tensor.DType;
import io.dlmone.tensor.Tensor;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The network's forward pass against the official code's. */
abstract class GoldenForwardContract extends GoldenContract {

    /** Below this gap between the best and the second squared distance the choice of the nearest token is open. */
    private static final double TIE = 1e-4;

    private final Golden golden = Golden.of("forward");

    private Value input(Graph g, String name) {
        Tensor t = golden.tensor(name);
        return g.input(name, t.type(), t.shape().dims());
    }

    private Map<String, Tensor> run(Graph g) {
        Map<String, Tensor> in = new java.util.HashMap<>();
        g.inputs().keySet().forEach(n -> in.put(n, golden.tensor(n)));
        return backend.compile(g).run(in);
    }

    @Test
    void noisesAndPredictsAsTheOfficialNetwork() {
        Graph g = new Graph("forward");
        Denoiser net = TINY.bind(parameters.in(g), Dropout.NONE);
        Value t = input(g, "t");
        Value target = cast(reshape(input(g, "input_mask"), 4, 16, 1), DType.BOOL);
        Value start = net.embed(input(g, "input_ids"), target);
        Value noisy = where(target, new Noising(net.schedule()).noise(start, t, input(g, "noise")), start);
        Value p = net.denoise(noisy, t);
        g.output("x_start", start);
        g.output("x_t", noisy);
        g.output("x0_pred", p);
        g.output("logits", net.logits(p));
        g.output("logits_argmax", argMax(net.logits(p)));
        Map<String, Tensor> out = run(g);
        for (String name : new String[] {"x_start", "x_t", "x0_pred", "logits"}) {
            assertClose(name, out.get(name), golden.tensor(name), FORWARD);
        }
        assertClose("x0_pred in float64", out.get("x0_pred"), golden.tensor("x0_pred_float64"), FORWARD);
        assertThat(out.get("logits_argmax")).isEqualTo(golden.tensor("logits_argmax"));
    }

    @Test
    void everyPartGivesTheOfficialActivations() {
        Graph g = new Graph("parts");
        Weights w = parameters.in(g);
        Value s = Layers.timestepEmbedding(input(g, "t_scaled"), 24);
        g.output("timestep_embedding", s);
        Value time = silu(Layers.linear(w.below("time_embed.0"), s));
        g.output("act_time_embed", Layers.linear(w.below("time_embed.2"), time));
        Value up = tanh(Layers.linear(w.below("input_up_proj.0"), input(g, "x_t")));
        g.output("act_input_up_proj", Layers.linear(w.below("input_up_proj.2"), up));
        Value h = input(g, "act_embed_layernorm");
        for (int i = 0; i < 2; i++) {
            h = BertLayer.apply(w.below("input_transformers.layer." + i), h, 2, Dropout.NONE)
                    .output();
            g.output("act_layer0" + i, h);
        }
        run(g).forEach((name, value) -> assertClose(name, value, golden.tensor(name), FORWARD));
    }

    @Test
    void roundsToTheOfficialNearestTokens() {
        Graph g = new Graph("rounding");
        Value table = TINY.bind(parameters.in(g), Dropout.NONE).embeddings().orElseThrow();
        Value x = input(g, "x0_pred");
        g.output("token", Rounding.nearestToken(x, table));
        g.output("rounded", Rounding.nearest(x, table));
        Map<String, Tensor> out = run(g);
        float[] margin = golden.tensor("nearest_margin").floats();
        int compared = 0;
        for (int i = 0; i < margin.length; i++) {
            if (margin[i] > TIE) {
                assertThat(out.get("token").longs()[i])
                        .as("token %d", i)
                        .isEqualTo(golden.tensor("nearest_token").longs()[i]);
                compared++;
            }
        }
        assertThat(compared).isGreaterThan(margin.length * 9 / 10);
        if (compared == margin.length) {
            assertThat(out.get("rounded")).isEqualTo(golden.tensor("rounded"));
        }
    }
}
