package io.dlmone.distill;

import static io.dlmone.graph.Ops.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.dlmone.Plugins;
import io.dlmone.backend.Backend;
import io.dlmone.backend.BackendOptions;
import io.dlmone.contract.GaussianModel;
import io.dlmone.contract.OracleProvider;
import io.dlmone.distill.kit.Distance;
import io.dlmone.distill.kit.NoiseLevel;
import io.dlmone.distill.kit.PsiWeight;
import io.dlmone.distill.kit.ScoreDistillation;
import io.dlmone.distill.kit.ThetaWeight;
import io.dlmone.graph.Gradients;
import io.dlmone.graph.Graph;
import io.dlmone.graph.Value;
import io.dlmone.model.Denoiser;
import io.dlmone.model.NoiseSchedule;
import io.dlmone.model.Noising;
import io.dlmone.nn.Dropout;
import io.dlmone.random.CounterRandom;
import io.dlmone.sampling.Sampler;
import io.dlmone.tensor.Shape;
import io.dlmone.tensor.Tensor;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Losses, weights and trajectory steps against their formulas in plain Java. */
class LossFormulaTest {

    private static final int B = 2;
    private static final int L = 3;
    private static final int D = 4;
    private static final boolean[] MASK = {false, true, true, false, false, true};
    private static final int[] TIMES = {700, 30};

    private static final int VOCABULARY = 6;
    private static final GaussianModel MODEL =
            new GaussianModel(Plugins.schedule("sqrt").create(2000), L, D, VOCABULARY);
    private static final Map<String, Tensor> MODEL_WEIGHTS = MODEL.weights(0, 1);

    private final NoiseSchedule schedule = MODEL.schedule();
    private final Noising noising = new Noising(schedule);
    private final Backend oracle = new OracleProvider().open(BackendOptions.defaults());
    private final Graph g = new Graph("formula");
    private final Value mask = g.constant(Tensor.of(Shape.of(B, L, 1), MASK));
    private final Value t = g.constant(Tensor.of(Shape.of(B), new long[] {TIMES[0], TIMES[1]}));
    private final float[] big = random("F");
    private final float[] small = random("f");
    private final float[] e = random("e");

    @AfterEach
    void close() {
        oracle.close();
    }

    private static float[] random(String name) {
        return CounterRandom.of(3, name).gaussians(0, B * L * D);
    }

    private Value sequence(float[] values) {
        return g.constant(Tensor.of(Shape.of(B, L, D), values));
    }

    private float[] run(Value v) {
        g.output("out" + g.outputs().size(), v);
        return oracle.compile(g)
                .run(Map.of())
                .get("out" + (g.outputs().size() - 1))
                .floats();
    }

    private static boolean counts(int element) {
        return MASK[element / D];
    }

    private double distance(int b) {
        double sum = 0;
        int n = 0;
        for (int i = b * L * D; i < (b + 1) * L * D; i++) {
            if (counts(i)) {
                sum += Math.abs(e[i] - big[i]);
                n++;
            }
        }
        return sum / n;
    }

    @Test
    void weightsAreTheFormulas() {
        Value f = sequence(big);
        Value y = sequence(e);
        for (int b = 0; b < B; b++) {
            double a2 = schedule.alphaBar(TIMES[b]);
            double s2 = schedule.sigmaSquared(TIMES[b]);
            assertThat(run(ThetaWeight.DISTANCE.at(noising, t, f, y, mask))[b])
                    .isCloseTo((float) (1 / distance(b)), within(1e-5f));
            assertThat(run(ThetaWeight.SNR.at(noising, t, f, y, mask))[b]).isCloseTo((float) (a2 / s2), within(1e-4f));
            assertThat(run(ThetaWeight.SCORE.at(noising, t, f, y, mask))[b])
                    .isCloseTo((float) (Math.sqrt(a2) / s2), within(1e-4f));
            assertThat(run(PsiWeight.SNR_PLUS_ONE.at(noising, t))[b]).isCloseTo((float) (1 + a2 / s2), within(1e-4f));
        }
        assertThat(run(ThetaWeight.ONE.at(noising, t, f, y, mask))).containsExactly(1f);
        assertThat(run(PsiWeight.ONE.at(noising, t))).containsExactly(1f);
    }

    @Test
    void distributionMatchingMovesAlongTheDifferenceOfPredictions() {
        Value y = sequence(e);
        Value f = sequence(big);
        Value weight = ThetaWeight.DISTANCE.at(noising, t, f, y, mask);
        Value losses = ScoreDistillation.distributionMatching(f, sequence(small), y, weight, mask);
        float[] gradient = run(Gradients.of(sum(losses), List.of(y)).get(0));
        float[] loss = run(losses);
        double[] expected = new double[B];
        for (int i = 0; i < e.length; i++) {
            int b = i / (L * D);
            double direction = counts(i) ? ((double) small[i] - big[i]) / distance(b) : 0;
            assertThat((double) gradient[i]).isCloseTo(direction, within(1e-5));
            expected[b] += 0.5 * direction * direction;
        }
        assertThat((double) loss[0]).isCloseTo(expected[0], within(1e-4));
        assertThat((double) loss[1]).isCloseTo(expected[1], within(1e-4));
    }

    @Test
    void scoreIdentityAtOneHalfIsHalfTheGapOfDenoisingLosses() {
        Value one = ThetaWeight.ONE.at(noising, t, sequence(big), sequence(e), mask);
        float[] loss =
                run(ScoreDistillation.scoreIdentity(0.5).of(sequence(big), sequence(small), sequence(e), one, mask));
        double[] gap = new double[B];
        for (int i = 0; i < e.length; i++) {
            double teacher = (double) big[i] - e[i];
            double fake = (double) small[i] - e[i];
            gap[i / (L * D)] += counts(i) ? 0.5 * (teacher * teacher - fake * fake) : 0;
        }
        assertThat((double) loss[0]).isCloseTo(gap[0], within(1e-4));
        assertThat((double) loss[1]).isCloseTo(gap[1], within(1e-4));
    }

    @Test
    void distancesAreTheFormulas() {
        double squares = 0;
        double huber = 0;
        int elements = 0;
        for (int b = 0; b < B; b++) {
            double norm = 0;
            int n = 0;
            for (int i = b * L * D; i < (b + 1) * L * D; i++) {
                if (counts(i)) {
                    norm += Math.pow((double) big[i] - e[i], 2);
                    n++;
                }
            }
            double c = 0.00054 * Math.sqrt(n);
            huber += (Math.sqrt(norm + c * c) - c) / B;
            squares += norm;
            elements += n;
        }
        assertThat((double) run(Distance.MSE.between(sequence(big), sequence(e), mask, reader()))[0])
                .isCloseTo(squares / elements, within(1e-5));
        assertThat((double) run(Distance.HUBER.between(sequence(big), sequence(e), mask, reader()))[0])
                .isCloseTo(huber, within(1e-5));
        assertThat((double) run(Distance.CROSS_ENTROPY.between(sequence(big), sequence(e), mask, reader()))[0])
                .isCloseTo(crossEntropy(), within(1e-5));
    }

    private double crossEntropy() {
        double sum = 0;
        int tokens = 0;
        for (int k = 0; k < B * L; k++) {
            if (MASK[k]) {
                double[] p = logProbabilities(e, k);
                double[] q = logProbabilities(big, k);
                for (int v = 0; v < p.length; v++) {
                    sum -= Math.exp(p[v]) * q[v];
                }
                tokens++;
            }
        }
        return sum / tokens;
    }

    /** Of the tokens at a position, whose logits are minus half the squared distance of their embeddings. */
    private double[] logProbabilities(float[] x, int position) {
        float[] table = MODEL_WEIGHTS.get(GaussianModel.TABLE).floats();
        double[] logits = new double[VOCABULARY];
        double z = 0;
        for (int v = 0; v < VOCABULARY; v++) {
            for (int i = 0; i < D; i++) {
                logits[v] -= 0.5 * Math.pow((double) x[position * D + i] - table[v * D + i], 2);
            }
            z += Math.exp(logits[v]);
        }
        double normaliser = Math.log(z);
        return Arrays.stream(logits).map(l -> l - normaliser).toArray();
    }

    private Denoiser reader() {
        return MODEL.bind(name -> g.constant(MODEL_WEIGHTS.get(name)), Dropout.NONE);
    }

    @Test
    void stepsBetweenNoiseLevelsAreThoseOfTheSampler() {
        Sampler.Step first = Plugins.sampler("ddim").plan(schedule, 2).get(0);
        double later = Plugins.sampler("ddim").plan(schedule, 2).get(1).t();
        Map<String, Tensor> in = new HashMap<>();
        NoiseLevel.put(in, "from", schedule, new double[] {first.t(), first.t()});
        NoiseLevel.put(in, "to", schedule, new double[] {later, NoiseLevel.CLEAN});
        NoiseLevel from = NoiseLevel.input(g, "from", schedule, B);
        NoiseLevel to = NoiseLevel.input(g, "to", schedule, B);
        Value next = from.ddim(sequence(e), sequence(big), to);
        g.output("next", next);
        g.output("prediction", from.predictionFor(sequence(e), next, to));
        Map<String, Tensor> out = oracle.compile(g).run(in);
        for (int i = 0; i < e.length; i++) {
            double expected = i < L * D ? first.clean() * big[i] + first.current() * e[i] : big[i];
            assertThat((double) out.get("next").floats()[i]).isCloseTo(expected, within(1e-5));
            assertThat(out.get("prediction").floats()[i]).isCloseTo(big[i], within(1e-4f));
        }
    }

    @Test
    void progressiveDistillationWeighsByTheTruncatedSignalToNoiseRatio() {
        Map<String, Tensor> in = new HashMap<>();
        NoiseLevel.put(in, "from", schedule, new double[] {TIMES[0], TIMES[1]});
        g.output(
                "loss",
                ProgressivePhase.loss(sequence(big), sequence(e), NoiseLevel.input(g, "from", schedule, B), mask));
        double sum = 0;
        int n = 0;
        for (int i = 0; i < e.length; i++) {
            if (counts(i)) {
                sum += Math.max(1, schedule.snr(TIMES[i / (L * D)])) * Math.pow((double) big[i] - e[i], 2);
                n++;
            }
        }
        assertThat((double) oracle.compile(g).run(in).get("loss").item()).isCloseTo(sum / n, within(1e-3));
    }
}
