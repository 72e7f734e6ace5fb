package io.dlmone.flowseq;

import static io.dlmone.contract.Closeness.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.dlmone.golden.Golden;
import io.dlmone.sampling.EulerSampler;
import io.dlmone.sampling.Sampler;
import io.dlmone.sampling.SamplingLoop;
import io.dlmone.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Euler's method from stored noise against the official code's solver: its states at every step, and the tokens. What
 * the solver has at source positions drifts there and is not read; here the source stays clean.
 */
abstract class FlowSeqSamplingContract extends FlowSeqGoldenContract {

    private final Golden golden = Golden.of("flowseq_chain");

    @ParameterizedTest
    @ValueSource(ints = {1, 4, 20})
    void theChainIsTheOfficialOne(int calls) {
        String name = "n" + calls + "_";
        List<Sampler.Step> plan = new EulerSampler().plan(TINY.schedule(), calls);
        float[] times = golden.tensor(name + "t").floats();
        assertThat(plan).hasSize(times.length);
        for (int i = 0; i < calls; i++) {
            assertThat((float) plan.get(i).t()).isCloseTo(times[i], within(1e-6f));
        }
        SamplingLoop loop = new SamplingLoop(backend, TINY, parameters, 3, false);
        for (int done = 1; done <= calls; done++) {
            SamplingLoop.Result result = sample(loop, plan.subList(0, done));
            Tensor expected = done < calls
                    ? golden.tensor(name + "net_input", done)
                    : onTarget(golden.tensor(name + "final"), result.embeddings());
            assertClose("after step " + done, result.embeddings(), expected, FORWARD);
            if (done == calls) {
                assertSameTokens(result.tokens(), golden.tensor(name + "tokens"));
            }
        }
    }

    private SamplingLoop.Result sample(SamplingLoop loop, List<Sampler.Step> plan) {
        return loop.sample(
                plan,
                golden.tensor("input_ids"),
                golden.mask("input_mask"),
                golden.tensor("noise"),
                i -> {
                    throw new AssertionError("Euler's method draws no noise");
                },
                i -> {});
    }

    /** The solver's last state at target positions, ours elsewhere. */
    private Tensor onTarget(Tensor state, Tensor ours) {
        boolean[] target = golden.mask("input_mask").booleans();
        float[] all = ours.floats().clone();
        int width = all.length / target.length;
        for (int i = 0; i < all.length; i++) {
            all[i] = target[i / width] ? state.floats()[i] : all[i];
        }
        return Tensor.of(ours.shape(), all);
    }

    private void assertSameTokens(Tensor actual, Tensor expected) {
        boolean[] target = golden.mask("input_mask").booleans();
        int compared = 0;
        for (int i = 0; i < target.length; i++) {
            if (target[i]) {
                assertThat(actual.longs()[i]).as("token %d", i).isEqualTo(expected.longs()[i]);
                compared++;
            }
        }
        assertThat(compared).isGreaterThan(20);
    }
}
