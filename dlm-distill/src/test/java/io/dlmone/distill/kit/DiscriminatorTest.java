package io.dlmone.distill.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.dlmone.backend.Backend;
import io.dlmone.backend.BackendOptions;
import io.dlmone.contract.OracleProvider;
import io.dlmone.graph.Gradients;
import io.dlmone.graph.Graph;
import io.dlmone.graph.Value;
import io.dlmone.model.Denoiser.HiddenState;
import io.dlmone.nn.ParameterSpec;
import io.dlmone.random.CounterRandom;
import io.dlmone.tensor.DType;
import io.dlmone.tensor.Shape;
import io.dlmone.tensor.Tensor;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The adversarial losses and their gradients against the same written in plain Java and differentiated numerically. */
class DiscriminatorTest {

    private static final int B = 2;
    private static final int L = 4;
    private static final int H = 5;
    private static final boolean[] TARGET = {false, true, true, true, false, false, true, true};
    private static final double STEP = 1e-5;

    /** -log D or -log(1 - D), averaged over target tokens, or over sequences for the pooled head. */
    private static double loss(Discriminator kind, Map<String, double[]> v, boolean real) {
        double sum = 0;
        int n = 0;
        for (int b = 0; b < B; b++) {
            double[] pooled = new double[H];
            double weights = 0;
            for (int l = 0; l < L; l++) {
                if (!TARGET[b * L + l]) {
                    continue;
                }
                double[] h = Arrays.copyOfRange(v.get("h"), (b * L + l) * H, (b * L + l + 1) * H);
                if (kind == Discriminator.ATTENTION) {
                    double w = Math.exp(dot(h, v.get("query")) / Math.sqrt(H));
                    weights += w;
                    for (int i = 0; i < H; i++) {
                        pooled[i] += w * h[i];
                    }
                } else {
                    double logit = kind == Discriminator.MEAN
                            ? Arrays.stream(h).sum() / H
                            : dot(h, v.get("head.weight")) + v.get("head.bias")[0];
                    sum += Math.log1p(Math.exp(real ? -logit : logit));
                    n++;
                }
            }
            if (kind == Discriminator.ATTENTION) {
                double logit = dot(pooled, v.get("head.weight")) / weights + v.get("head.bias")[0];
                sum += Math.log1p(Math.exp(real ? -logit : logit));
                n++;
            }
        }
        return sum / n;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    @ParameterizedTest
    @EnumSource(Discriminator.class)
    void lossesAndGradientsAreTheFormulas(Discriminator kind) {
        for (boolean real : new boolean[] {true, false}) {
            Map<String, Tensor> inputs = new LinkedHashMap<>();
            inputs.put("h", random("h", Shape.of(B, L, H)));
            for (ParameterSpec spec : kind.specs(H)) {
                inputs.put(spec.name(), random(spec.name(), spec.shape()));
            }
            Map<String, Tensor> out = graph(kind, real, inputs);
            Map<String, double[]> values = new HashMap<>();
            inputs.forEach((name, t) -> values.put(name, doubles(t)));
            assertThat(out.get("loss").item()).isCloseTo((float) loss(kind, values, real), within(1e-6f));
            inputs.keySet().forEach(name -> compare(name, out.get("grad." + name), kind, values, real));
        }
    }

    private static Map<String, Tensor> graph(Discriminator kind, boolean real, Map<String, Tensor> inputs) {
        Graph g = new Graph("discriminator");
        Map<String, Value> values = new LinkedHashMap<>();
        inputs.forEach((name, t) ->
                values.put(name, g.input(name, DType.FLOAT32, t.shape().dims())));
        Value target = g.constant(Tensor.of(Shape.of(B, L, 1), TARGET));
        Value h = values.get("h");
        Value logits = kind.logits(new HiddenState(h, h), target, values::get);
        Value loss = real ? Discriminator.real(logits, target) : Discriminator.fake(logits, target);
        g.output("loss", loss);
        List<String> names = List.copyOf(values.keySet());
        List<Value> gradients = Gradients.of(loss, List.copyOf(values.values()));
        for (int i = 0; i < names.size(); i++) {
            g.output("grad." + names.get(i), gradients.get(i));
        }
        try (Backend oracle = new OracleProvider().open(BackendOptions.defaults())) {
            return oracle.compile(g).run(inputs);
        }
    }

    private static void compare(
            String name, Tensor gradient, Discriminator kind, Map<String, double[]> values, boolean real) {
        double[] x = values.get(name);
        for (int i = 0; i < x.length; i++) {
            double at = x[i];
            x[i] = at + STEP;
            double above = loss(kind, values, real);
            x[i] = at - STEP;
            double below = loss(kind, values, real);
            x[i] = at;
            double expected = (above - below) / (2 * STEP);
            assertThat((double) gradient.floats()[i]).as(name + " " + i).isCloseTo(expected, within(1e-6));
        }
    }

    private static Tensor random(String name, Shape shape) {
        return Tensor.of(shape, CounterRandom.of(7, name).gaussians(0, shape.size()));
    }

    private static double[] doubles(Tensor t) {
        double[] d = new double[t.floats().length];
        for (int i = 0; i < d.length; i++) {
            d[i] = t.floats()[i];
        }
        return d;
    }
}
