package io.dlmone.diffuseq;

import static io.dlmone.contract.Closeness.assertClose;
import static org.assertj.core.api.Assertions.assertThat;

import io.dlmone.golden.Golden;
import io.dlmone.sampling.AncestralSampler;
import io.dlmone.sampling.DdimSampler;
import io.dlmone.sampling.NoiseSource;
import io.dlmone.sampling.RoundingTimes;
import io.dlmone.sampling.Sampler;
import io.dlmone.sampling.SamplingLoop;
import io.dlmone.tensor.Tensor;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Single steps and whole chains of the samplers against the official code's. */
abstract class GoldenSamplingContract extends GoldenContract {

    private static final int[] TIMES = {1999, 1000, 500, 1, 0};

    private final Golden chain = Golden.of("chain");

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aStepOfEachSamplerIsTheOfficialOne(boolean round) {
        Golden golden = Golden.of("step");
        Tensor ids = Golden.of("forward").tensor("input_ids"); // the same batch
        SamplingLoop loop = new SamplingLoop(backend, TINY, parameters, 4, round);
        List<Sampler.Step> ancestral = new AncestralSampler().plan(TINY.schedule(), 2000);
        List<Sampler.Step> ddim = new DdimSampler().plan(TINY.schedule(), 2000);
        NoiseSource noise = step -> golden.tensor("noise");
        for (int t : TIMES) {
            String name = String.format(Locale.ROOT, "t%04d_r%d_", t, round ? 1 : 0);
            Tensor x = golden.tensor("x");
            Tensor mask = golden.mask("input_mask");
            Tensor a = loop.sample(List.of(ancestral.get(1999 - t)), ids, mask, x, noise, i -> {})
                    .embeddings();
            assertClose(name + "ancestral", a, golden.tensor(name + "p_sample"), FORWARD);
            Tensor d = loop.sample(List.of(ddim.get(1999 - t)), ids, mask, x, noise, i -> {})
                    .embeddings();
            assertClose(name + "ddim", d, golden.tensor(name + "ddim_eta0"), FORWARD);
        }
    }

    @Test
    void theRespacedAncestralChainIsTheOfficialOne() {
        List<Sampler.Step> plan = new AncestralSampler().plan(TINY.schedule(), 20);
        for (int steps = 1; steps <= 20; steps++) {
            Tensor x = run(true, plan.subList(0, steps)).embeddings();
            assertClose("after step " + steps, x, chain.tensor("p20_samples", steps - 1), FORWARD);
        }
        assertThat(run(true, plan).tokens()).isEqualTo(chain.tensor("p20_tokens"));
    }

    @Test
    void theOfficialDdimChainOfTenIsTheOfficialOne() {
        List<Sampler.Step> plan = new OfficialDdimSampler().plan(TINY.schedule(), 10);
        assertThat(plan.stream().mapToLong(step -> (long) step.t()))
                .containsExactly(
                        java.util.Arrays.stream(chain.tensor("ddim_gap200_t").longs())
                                .boxed()
                                .toArray(Long[]::new));
        for (int steps = 1; steps <= 10; steps++) {
            Tensor x = run(true, plan.subList(0, steps)).embeddings();
            assertClose("after step " + steps, x, chain.tensor("ddim_gap200_samples", steps - 1), FORWARD);
        }
        assertThat(run(true, plan).tokens()).isEqualTo(chain.tensor("ddim_gap200_tokens"));
    }

    @Test
    void theOfficialDdimChainOfAThousandIsTheOfficialOne() {
        SamplingLoop.Result end = run(true, new OfficialDdimSampler().plan(TINY.schedule(), 1000));
        assertClose("the end", end.embeddings(), chain.tensor("ddim_gap2_final"), FORWARD);
        assertThat(end.tokens()).isEqualTo(chain.tensor("ddim_gap2_tokens"));
    }

    private SamplingLoop.Result run(boolean round, List<Sampler.Step> plan) {
        SamplingLoop loop = new SamplingLoop(backend, TINY, parameters, 2, round);
        return sample(loop, plan, chain.tensor("x_T"));
    }

    @Test
    void roundingCanBeLimitedToSomeTimes() {
        List<Sampler.Step> plan = new DdimSampler().plan(TINY.schedule(), 6);
        double third = plan.get(2).t();
        SamplingLoop limited =
                new SamplingLoop(backend, TINY, parameters, 2, new RoundingTimes(third, Double.POSITIVE_INFINITY));
        Tensor whole = sample(limited, plan, chain.tensor("x_T")).embeddings();
        Tensor early = run(true, plan.subList(0, 3)).embeddings();
        SamplingLoop plain = new SamplingLoop(backend, TINY, parameters, 2, false);
        assertThat(whole).isEqualTo(sample(plain, plan.subList(3, 6), early).embeddings());
        assertThat(whole).isNotEqualTo(run(true, plan).embeddings());
    }

    private SamplingLoop.Result sample(SamplingLoop loop, List<Sampler.Step> plan, Tensor noise) {
        return loop.sample(
                plan,
                chain.tensor("input_ids"),
                chain.mask("input_mask"),
                noise,
                i -> chain.tensor("p20_noise", i),
                i -> {});
    }
}
