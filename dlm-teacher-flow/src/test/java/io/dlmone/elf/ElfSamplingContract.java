package io.dlmone.elf;

import static io.dlmone.contract.Closeness.assertClose;
import static io.dlmone.graph.Ops.*;
import static org.assertj.core.api.Assertions.assertThat;

import io.dlmone.golden.Golden;
import io.dlmone.graph.Graph;
import io.dlmone.graph.Value;
import io.dlmone.model.ContinuousSchedule;
import io.dlmone.model.Denoiser;
import io.dlmone.model.DenoiserInput;
import io.dlmone.nn.Dropout;
import io.dlmone.nn.Parameters;
import io.dlmone.sampling.EulerSampler;
import io.dlmone.sampling.GuidedScoreFunction;
import io.dlmone.sampling.RoundingTimes;
import io.dlmone.sampling.Sampler;
import io.dlmone.sampling.SamplingLoop;
import io.dlmone.tensor.Tensor;
import io.dlmone.text.Batch;
import io.dlmone.text.Tokenizer;
import io.dlmone.text.Vocabulary;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Guidance and whole sampling runs of the ordinary loop against the official sampler's, token for token. */
abstract class ElfSamplingContract extends ElfGoldenContract {

    private static final ElfModel MODEL = new ElfModel(TINY);
    private static final ContinuousSchedule PATH = (ContinuousSchedule) MODEL.schedule();

    /** Sixteen steps add their rounding up, of which guidance makes three times as much. */
    private static final double CHAIN = 2e-5;

    private final Golden golden = Golden.of("elf_chain");
    private Parameters all;

    @BeforeEach
    void all() {
        all = Parameters.frozen("whole", MODEL.parameters());
        all.write(backend, Golden.of("elf_weights").after(""));
    }

    @ParameterizedTest
    @CsvSource({"c0, 0.25, 2, 1", "c1, 0.98, 2, 3", "c2, 0.25, 1, 1", "c3, 0.6, 0, 1"})
    void guidedPredictionsAreTheOfficialOnes(String name, double time, double weight, double scale) {
        Golden guidance = Golden.of("elf_guidance");
        Graph g = new Graph("guidance");
        Denoiser net = MODEL.bind(all.in(g), Dropout.NONE);
        Value z = input(g, guidance, "z");
        Value target = target(g, guidance);
        Value t = ElfNetwork.all(z, time);
        DenoiserInput in = DenoiserInput.of(z, t, target)
                .withPrevious(input(g, guidance, "x_prev"))
                .withGuidanceScale(ElfNetwork.all(z, scale));
        Value x = new GuidedScoreFunction(net, target, weight).denoise(in);
        Value source = input(g, guidance, "cond_seq");
        g.output(name + "_x_cond", where(target, net.denoise(in), source));
        g.output(name + "_x_out", where(target, x, source));
        ContinuousSchedule.Slope slope = PATH.slope(time);
        Value v = add(mul(x, slope.clean()), mul(z, slope.current()));
        g.output(name + "_v_out", where(target, v, g.constant(0)));
        compare(run(g, guidance, Map.of()), guidance, FORWARD);
    }

    private SamplingLoop.Result sample(
            Golden from, List<Sampler.Step> plan, double guidance, double scale, Tensor noise) {
        ElfModel model = new ElfModel(TINY, scale);
        SamplingLoop loop = new SamplingLoop(backend, model, all, 4, RoundingTimes.of(false), guidance);
        Tensor ids = golden.tensor("input_ids");
        return loop.sample(plan, ids, target(from), noise, i -> from.tensor("chain4_eps", i + 1), done -> {});
    }

    private static void compareRun(Golden from, String run, SamplingLoop.Result result) {
        assertThat(result.tokens()).isEqualTo(from.tensor(run + "_tokens"));
        ElfLayout layout = new ElfLayout(new Numbers(), 16, 8, TINY.filling());
        boolean[] target = target(from).booleans();
        for (int row = 0; row < 4; row++) {
            long[] ids = Batch.row(result.tokens(), row);
            int first = 16 * row;
            int start = (int)
                    IntStream.range(first, first + 16).filter(i -> !target[i]).count();
            long[] official = Batch.row(from.tensor(run + "_generated"), row);
            long[] shown = Arrays.copyOf(ids, Math.min(16, start + official.length));
            assertThat(layout.decode(shown, start))
                    .isEqualTo(new ElfLayout(new Numbers(), 8, 7, TINY.filling()).decode(official, 0));
        }
    }

    /** Shows ids as they are. */
    private static final class Numbers implements Tokenizer {
        @Override
        public String name() {
            return "numbers";
        }

        @Override
        public Vocabulary vocabulary() {
            throw new IllegalStateException("there are no words");
        }

        @Override
        public int[] encode(String text) {
            throw new IllegalStateException("there are no words");
        }

        @Override
        public String decode(int[] ids) {
            return Arrays.toString(ids);
        }
    }

    @ParameterizedTest
    @CsvSource({"n1, 2, 1", "n4, 2, 1", "n16, 2, 1", "n4cfg1, 1, 3"})
    void chainsOfEulerStepsAreTheOfficialOnes(String run, double guidance, double scale) {
        List<Sampler.Step> plan = EulerSampler.over(PATH, golden.doubles(run + "_t"));
        SamplingLoop.Result result = sample(golden, plan, guidance, scale, golden.tensor("noise"));
        assertClose("end", result.embeddings(), golden.tensor(run + "_final"), CHAIN);
        compareRun(golden, run, result);
    }

    @Test
    void aStochasticChainIsTheOfficialOne() {
        Golden sde = Golden.of("elf_sde");
        double[] grid = sde.doubles("chain4_t");
        OfficialSde.Back back = OfficialSde.Back.before(grid[0], grid[1], 1, 1);
        float[] first = sde.tensor("chain4_z_init").floats().clone();
        float[] fresh = sde.tensor("chain4_eps", 0).floats();
        for (int i = 0; i < first.length; i++) {
            first[i] = (float) (first[i] / PATH.startScale() * back.kept() + fresh[i] * back.noise());
        }
        Tensor noise = Tensor.of(sde.shape("chain4_z_init"), first);
        SamplingLoop.Result result = sample(sde, OfficialSde.over(PATH, 1, grid), 2, 1, noise);
        assertClose("end", result.embeddings(), sde.tensor("chain4_states", 4), CHAIN);
        compareRun(sde, "chain4", result);
    }

    @ParameterizedTest
    @CsvSource({"s0, 0.2, 0.35, 1, 3", "s1, 0.1, 0.9, 2, 1"})
    void singleStochasticStepsAreTheOfficialOnes(String name, double t, double next, double weight, double scale) {
        Golden sde = Golden.of("elf_sde");
        OfficialSde.Back back = OfficialSde.Back.before(t, next, 1.5, PATH.startScale());
        Graph g = new Graph("sde");
        Value target = target(g, sde);
        Value z = input(g, sde, "z");
        Value mixed = add(mul(z, back.kept()), mul(input(g, sde, name + "_eps"), back.noise()));
        Value source = input(g, sde, "cond_seq");
        Value zBack = where(target, mixed, source);
        DenoiserInput in = DenoiserInput.of(zBack, ElfNetwork.all(z, back.time()), target)
                .withPrevious(input(g, sde, "x_prev"))
                .withGuidanceScale(ElfNetwork.all(z, scale));
        Denoiser net = MODEL.bind(all.in(g), Dropout.NONE);
        Value x = where(target, new GuidedScoreFunction(net, target, weight).denoise(in), source);
        ContinuousSchedule.Slope slope = PATH.slope(back.time());
        Value v = where(target, add(mul(x, slope.clean()), mul(zBack, slope.current())), g.constant(0));
        g.output(name + "_z_back", zBack);
        g.output(name + "_x_pred", x);
        g.output(name + "_v", v);
        g.output(name + "_z_next", add(zBack, mul(v, next - back.time())));
        compare(run(g, sde, Map.of()), sde, FORWARD);
    }
}
