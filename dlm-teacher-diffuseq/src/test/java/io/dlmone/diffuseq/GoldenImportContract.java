package io.dlmone.diffuseq;

import static io.dlmone.contract.Closeness.assertClose;
import static org.assertj.core.api.Assertions.assertThat;

import io.dlmone.diffuseq.official.OfficialModel;
import io.dlmone.golden.Golden;
import io.dlmone.golden.GoldenCheckpoint;
import io.dlmone.graph.Graph;
import io.dlmone.graph.Ops;
import io.dlmone.graph.Value;
import io.dlmone.model.Denoiser;
import io.dlmone.nn.Dropout;
import io.dlmone.nn.Parameters;
import io.dlmone.sampling.AncestralSampler;
import io.dlmone.sampling.Rounding;
import io.dlmone.sampling.Sampler;
import io.dlmone.sampling.SamplingLoop;
import io.dlmone.tensor.Shape;
import io.dlmone.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Imported checkpoints compute what the official code computes with them. (The other contracts use one as well.) */
abstract class GoldenImportContract extends GoldenContract {

    private static final int EVERY = 100;

    @Test
    void aTrainedModelPredictsWithTheEmbeddingsThatOfficialSamplingUses() {
        Golden golden = Golden.of("trained_forward");
        OfficialModel model = imported(GoldenCheckpoint.TRAINED);
        Parameters trained = Parameters.frozen("trained", model.architecture().parameters());
        trained.write(backend, model.weights());
        Graph g = new Graph("trained");
        Denoiser net = model.architecture().bind(trained.in(g), Dropout.NONE);
        Map<String, Tensor> in = Map.of(
                "input_ids", golden.tensor("input_ids"),
                "x_t", golden.tensor("x_t"),
                "t", golden.tensor("t"));
        Value ids = g.input("input_ids", in.get("input_ids").type(), 4, 16);
        Value p = net.denoise(
                g.input("x_t", in.get("x_t").type(), 4, 16, 16),
                g.input("t", in.get("t").type(), 4));
        g.output("x_start", net.embed(ids, g.constant(Tensor.of(Shape.of(1, 1, 1), new boolean[] {true}))));
        g.output("x0_pred", p);
        g.output("logits", net.logits(p));
        g.output("logits_argmax", Ops.argMax(net.logits(p)));
        g.output("nearest_token", Rounding.nearestToken(p, net.embeddings().orElseThrow()));
        Map<String, Tensor> out = backend.compile(g).run(in);
        for (String name : List.of("x_start", "x0_pred", "logits")) {
            assertClose(name, out.get(name), golden.tensor(name), FORWARD);
        }
        assertThat(out.get("logits_argmax")).isEqualTo(golden.tensor("logits_argmax"));
        assertThat(out.get("nearest_token")).isEqualTo(golden.tensor("nearest_token"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theWholeChainIsTheOfficialOne(boolean round) {
        Golden chain = Golden.of("chain");
        Golden whole = Golden.of("chain2000");
        String name = round ? "p2000_r1_" : "p2000_r0_";
        List<Sampler.Step> plan = new AncestralSampler().plan(TINY.schedule(), 2000);
        SamplingLoop loop = new SamplingLoop(backend, TINY, parameters, 1, round);
        float[] noise = whole.tensor("p2000_noise").floats();
        Shape one = Shape.of(1, 16, 16);
        Tensor ids = Tensor.of(
                Shape.of(1, 16), Arrays.copyOf(chain.tensor("input_ids").longs(), 16));
        Tensor mask = Tensor.of(
                Shape.of(1, 16, 1), Arrays.copyOf(chain.mask("input_mask").booleans(), 16));
        Tensor x = chain.tensor("x_T", 0);
        for (int from = 0, row = 0; from < plan.size(); row++) {
            int start = from;
            int end = row == 20 ? plan.size() : row * EVERY + 1;
            SamplingLoop.Result result = loop.sample(
                    plan.subList(start, end),
                    ids,
                    mask,
                    Tensor.of(one, x.floats()),
                    i -> Tensor.of(one, Arrays.copyOfRange(noise, (start + i) * 256, (start + i + 1) * 256)),
                    i -> {});
            x = result.embeddings();
            assertClose(
                    "after step " + end,
                    x,
                    Tensor.of(one, whole.tensor(name + "samples_every100", row).floats()),
                    FORWARD);
            if (end == plan.size()) {
                assertThat(result.tokens()).isEqualTo(whole.tensor(name + "tokens"));
            }
            from = end;
        }
    }
}
