package io.dlmone.flowseq;

import static io.dlmone.contract.Closeness.assertClose;
import static io.dlmone.graph.Ops.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.dlmone.golden.Golden;
import io.dlmone.graph.Gradients;
import io.dlmone.graph.Graph;
import io.dlmone.graph.Value;
import io.dlmone.nn.Dropout;
import io.dlmone.nn.Parameters;
import io.dlmone.optim.AdamW;
import io.dlmone.optim.Ema;
import io.dlmone.optim.GradientNorms;
import io.dlmone.tensor.DType;
import io.dlmone.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Loss, gradients, optimiser and moving average against the official code's. */
abstract class FlowSeqTrainingContract extends FlowSeqGoldenContract {

    private static final double RATE = 1e-4;
    private static final String OUTPUT = "output_down_proj.2.bias";

    /** Adam divides by |gradient|: where that is nothing but rounding, the direction of a step is open. */
    private static final double NO_GRADIENT = 1e-6;

    private final Golden golden = Golden.of("flowseq_train");

    /** The loss of some rows of the golden batch. */
    private FlowSeqLoss record(Graph g, int from, int to) {
        FlowSeqNetwork net = TINY.network(parameters.in(g), Dropout.NONE);
        Value t = FlowSeqLoss.times(rows(g, "u", from, to));
        g.output("tau", t);
        Value target = cast(rows(g, "input_mask", from, to), DType.BOOL);
        return FlowSeqLoss.of(
                net, rows(g, "input_ids", from, to), target, t, rows(g, "noise", from, to), Optional.empty(), false);
    }

    private Value rows(Graph g, String name, int from, int to) {
        Value all = input(g, golden, name);
        return slice(all.type() == DType.BOOL ? cast(all, DType.FLOAT32) : all, 0, from, to);
    }

    @Test
    void everyTermOfTheLossIsTheOfficialOne() {
        Graph g = new Graph("loss");
        FlowSeqLoss loss = record(g, 0, 6);
        g.output("mse", loss.mse());
        g.output("nll_masked", loss.anchor());
        g.output("loss", mean(loss.total()));
        g.output("x_tau", loss.noisy());
        g.output("model_output", loss.velocity());
        g.output("x1_pred", loss.clean());
        run(g, golden).forEach((name, value) -> assertClose(name, value, golden.tensor(name), FORWARD));
    }

    @Test
    void everyGradientIsTheOfficialOne() {
        Graph g = new Graph("gradients");
        Value total = mean(record(g, 0, 6).total());
        List<Value> gradients =
                Gradients.of(total, parameters.trainable().stream().map(g::read).toList());
        List<String> names = List.copyOf(parameters.asMap().keySet());
        for (int i = 0; i < names.size(); i++) {
            g.output("grad." + names.get(i), gradients.get(i));
        }
        g.output("grad_norm", GradientNorms.of(gradients).global());
        Map<String, Tensor> out = run(g, golden);
        assertThat(golden.namesAfter("grad.")).containsExactlyInAnyOrderElementsOf(names);
        double norm = golden.tensor("grad_norm").item();
        // the gradient of a key bias is 0 in exact arithmetic: softmax does not see a shift of all scores
        out.forEach((name, value) -> assertClose(name, value, golden.tensor(name), GRADIENT, 1e-4 * norm));
    }

    /** The official code adds the gradients of its microbatches; here they are averaged, so the sum is taken twice. */
    @Test
    void twoMicrobatchesAreTheOfficialOnes() {
        Graph g = new Graph("microbatches");
        Value first = mean(record(g, 0, 3).total());
        Graph h = new Graph("second");
        Value second = mean(record(h, 3, 6).total());
        g.output("loss", first);
        h.output("loss", second);
        g.output(
                "gradient",
                Gradients.of(first, List.of(g.read(parameters.get(OUTPUT)))).get(0));
        h.output(
                "gradient",
                Gradients.of(second, List.of(h.read(parameters.get(OUTPUT)))).get(0));
        Map<String, Tensor> one = run(g, golden);
        Map<String, Tensor> two = run(h, golden);
        Tensor expected = golden.tensor("micro3_loss");
        assertThat(one.get("loss").item()).isCloseTo(expected.floats()[0], within(1e-5f * expected.floats()[0]));
        assertThat(two.get("loss").item()).isCloseTo(expected.floats()[1], within(1e-5f * expected.floats()[1]));
        float[] sum = one.get("gradient").floats().clone();
        for (int i = 0; i < sum.length; i++) {
            sum[i] += two.get("gradient").floats()[i];
        }
        Tensor added = golden.tensor("micro3_grad." + OUTPUT);
        assertClose("sum of the gradients", Tensor.of(added.shape(), sum), added, GRADIENT);
    }

    @Test
    void anUpdateOfAdamWAndTheAverageAreTheOfficialOnes() {
        AdamW adam = new AdamW(new AdamW.Settings(0.9, 0.999, 1e-8, 0), parameters.trainable());
        adam.reset(backend);
        Parameters averages = Parameters.trained("ema", TINY.parameters());
        averages.write(backend, weights());
        Graph g = new Graph("update");
        Value total = mean(record(g, 0, 6).total());
        List<Value> read = parameters.trainable().stream().map(g::read).toList();
        List<Value> updated = adam.update(g, Gradients.of(total, read), g.constant(RATE), g.constant(1.0));
        Ema.update(g, averages, updated, g.constant(0.9999));
        run(g, golden);
        int compared = 0;
        int all = 0;
        for (Map.Entry<String, Tensor> each : parameters.read(backend).entrySet()) {
            float[] actual = each.getValue().floats();
            float[] expected = golden.tensor("adamw_step1." + each.getKey()).floats();
            float[] gradient = golden.tensor("grad." + each.getKey()).floats();
            all += actual.length;
            for (int i = 0; i < actual.length; i++) {
                if (gradient[i] == 0 || Math.abs(gradient[i]) > NO_GRADIENT) {
                    // a hundredth of the step's length, and the rounding of the parameter itself
                    assertThat(actual[i]).as("%s[%d]", each.getKey(), i).isCloseTo(expected[i], within((float)
                            (1e-2 * RATE + 2 * Math.ulp(expected[i]))));
                    compared++;
                }
            }
        }
        assertThat(compared).isGreaterThan(all * 95 / 100);
        String table = "word_embedding.weight";
        assertClose("EMA", averages.read(backend).get(table), golden.tensor("ema_step1." + table), 1e-6);
    }
}
