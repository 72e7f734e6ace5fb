package io.dlmone.elf;

import static io.dlmone.contract.Closeness.assertClose;
import static io.dlmone.graph.Ops.*;
import static org.assertj.core.api.Assertions.assertThat;

import io.dlmone.contract.Closeness;
import io.dlmone.golden.Golden;
import io.dlmone.graph.Gradients;
import io.dlmone.graph.Graph;
import io.dlmone.graph.Value;
import io.dlmone.graph.Variable;
import io.dlmone.optim.Clipping;
import io.dlmone.optim.GradientNorms;
import io.dlmone.optim.Muon;
import io.dlmone.tensor.DType;
import io.dlmone.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Loss and gradients against the official code's: rows that denoise, rows that decode, and both in one batch. */
abstract class ElfTrainingContract extends ElfGoldenContract {

    private static final int BATCH = 6;
    private static final double RATE = 0.002;

    /** Of the rounding of a gradient, what five steps make that divide by its size. */
    private static final double DIRECTION = 2e-3;

    static ElfLoss record(Graph g, Golden golden, ElfGoldenContract at) {
        Value dropped = truth(input(g, golden, "label_drop"));
        Value decodes = less(half(g), reshape(input(g, golden, "decoder_active"), BATCH, 1, 1));
        Value conditioned = less(reshape(input(g, golden, "self_cond_uniform"), BATCH, 1, 1), half(g));
        ElfLaws laws = ElfLaws.OFFICIAL;
        Value share = laws.share(input(g, golden, "lambda_normal"));
        ElfLoss.Draws draws = new ElfLoss.Draws(
                dropped,
                decodes,
                conditioned,
                laws.time(input(g, golden, "t_normal")),
                laws.guidance(input(g, golden, "scale_uniform")),
                input(g, golden, "noise"),
                reshape(share, BATCH, 16, 1),
                input(g, golden, "decoder_noise"));
        g.output("t", draws.t());
        g.output("self_cond_cfg_scale", draws.guidance());
        g.output("decoder_lambda", share);
        return ElfLoss.of(TINY, at.weights(g), input(g, golden, "input_ids"), target(g, golden), draws);
    }

    private static Value half(Graph g) {
        return g.constant(0.5);
    }

    private static Value truth(Value integers) {
        return reshape(cast(integers, DType.BOOL), BATCH, 1, 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"elf_train_denoise", "elf_train_decode", "elf_train_mixed"})
    void everyTermOfTheLossIsTheOfficialOne(String group) {
        Golden golden = Golden.of(group);
        Graph g = new Graph("loss");
        ElfLoss loss = record(g, golden, this);
        g.output("x0", loss.clean());
        g.output("denoiser_z", loss.noisy());
        g.output("model_input", loss.input());
        g.output("v_final_target", loss.goal());
        g.output("net_out", loss.prediction());
        g.output("v_pred", loss.velocity());
        g.output("decoder_logits", loss.logits());
        g.output("ce_per_token", loss.crossEntropy());
        g.output("l2_per_token", loss.squaredError());
        g.output("loss", mean(loss.losses()));
        compare(run(g, golden, Map.of()), golden, FORWARD);
    }

    @ParameterizedTest
    @ValueSource(strings = {"elf_train_denoise", "elf_train_decode", "elf_train_mixed"})
    void everyGradientIsTheOfficialOne(String group) {
        Golden golden = Golden.of(group);
        Graph g = new Graph("gradients");
        Value loss = mean(record(g, golden, this).losses());
        List<String> names = List.copyOf(parameters.asMap().keySet());
        List<Value> gradients =
                Gradients.of(loss, parameters.trainable().stream().map(g::read).toList());
        for (int i = 0; i < names.size(); i++) {
            g.output("grad." + names.get(i), gradients.get(i));
        }
        g.output("grad_norm", GradientNorms.of(gradients).global());
        Map<String, Tensor> out = run(g, golden, Map.of());
        assertThat(golden.namesAfter("grad.")).containsExactlyInAnyOrderElementsOf(names);
        double norm = golden.tensor("grad_norm").item();
        // the gradient of a key bias is small against its parts: softmax hardly sees a shift of all scores
        out.forEach((name, value) -> assertClose(name, value, golden.tensor(name), GRADIENT, 1e-4 * norm));
    }

    /** Orthogonalised directions are as long as the rate, whatever their gradients: they are compared on that scale. */
    @Test
    void oneUpdateOfMuonIsTheOfficialOne() {
        Golden golden = Golden.of("elf_train_mixed");
        Set<Variable> kernels = Set.of(parameters.get("proj_kernel"), parameters.get("unembed_kernel"));
        Muon muon = new Muon(parameters.trainable(), kernels);
        muon.reset(backend);
        Graph g = new Graph("muon");
        Value loss = mean(record(g, golden, this).losses());
        List<Value> gradients =
                Gradients.of(loss, parameters.trainable().stream().map(g::read).toList());
        Value norm = GradientNorms.of(gradients).global();
        muon.update(g, Clipping.byNorm(gradients, norm, 1), g.constant(RATE), g.constant(1));
        run(g, golden, Map.of());
        Map<String, Tensor> start = Golden.of("elf_weights").after("");
        parameters.read(backend).forEach((name, value) -> {
            float[] from = start.get(name).floats();
            float[] moved = value.floats().clone();
            float[] official = golden.tensor("muon_step1." + name).floats();
            for (int i = 0; i < from.length; i++) {
                moved[i] -= from[i];
                official[i] -= from[i];
            }
            assertThat(Closeness.error(moved, official, RATE)).as(name).isLessThan(DIRECTION);
        });
    }
}
