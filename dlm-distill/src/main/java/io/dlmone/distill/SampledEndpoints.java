package io.dlmone.distill;

import io.dlmone.Plugins;
import io.dlmone.distill.kit.TargetSettings;
import io.dlmone.objective.DistillationContext;
import io.dlmone.objective.DistillationSettings;
import io.dlmone.objective.Setting;
import io.dlmone.objective.StudentNoise;
import io.dlmone.random.CounterRandom;
import io.dlmone.sampling.NoiseSource;
import io.dlmone.sampling.Sampler;
import io.dlmone.sampling.SamplingLoop;
import io.dlmone.sampling.SamplingPlan;
import io.dlmone.tensor.Tensor;
import io.dlmone.text.Batch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/** Asks the teacher's sampler; with candidates keeps those sentences that agree most. */
final class SampledEndpoints implements Endpoints {

    private final DistillationContext context;
    private final StudentNoise paths;
    private final int codebook;
    private final int copies;
    private final int candidates;
    private final SamplingLoop loop;
    private final List<Sampler.Step> plan;

    /** With the sampler that is set. */
    SampledEndpoints(DistillationContext context, int copies) {
        this(context, copies, Setting.text(context.settings().get(TargetSettings.ENDPOINT_SAMPLER)));
    }

    /**
     * With any sampler that can walk the teacher's path.
     *
     * @param copies 1, or the size of the codebook: then each source comes with all its vectors, one after the other
     * @param sampler its stable name
     */
    SampledEndpoints(DistillationContext context, int copies, String sampler) {
        this.context = context;
        this.copies = copies;
        DistillationSettings s = context.settings();
        this.candidates = copies == 1 ? 1 : s.get(KdObjective.ENDPOINT_CANDIDATES);
        this.codebook = StudentNoise.of(s).codebook();
        this.paths = StudentNoise.codebook(codebook * candidates);
        this.loop = TargetSettings.sampler(context);
        this.plan = SamplingPlan.of(
                Plugins.sampler(sampler), context.model().schedule(), s.get(TargetSettings.ENDPOINT_STEPS));
    }

    @Override
    public long number(long k) {
        return k;
    }

    @Override
    public long[] tokens(EndpointSources sources) {
        if (candidates == 1) {
            return arrive(sources.batch(), sources.keys());
        }
        List<long[]> found = new ArrayList<>();
        for (int c = 0; c < candidates; c++) {
            long first = (long) c * codebook;
            found.add(arrive(
                    sources.batch(),
                    LongStream.of(sources.keys())
                            .map(key -> first + key % copies)
                            .toArray()));
        }
        return agreeing(sources.batch(), found);
    }

    /** Where the sampler arrives from each row's noise: tokens {@code [batch, length]}. */
    private long[] arrive(Batch batch, long[] keys) {
        long seed = context.settings().seed();
        int length = context.model().length();
        int width = context.model().width();
        NoiseSource steps = step ->
                paths.stepNoise(step, CounterRandom.of(seed, "kd/steps/" + step), keys, batch.starts(), length, width);
        Tensor begin = paths.noise(CounterRandom.of(seed, "kd/z"), keys, batch.starts(), length, width);
        return loop.sample(plan, batch.ids(), batch.target(), begin, steps, done -> {})
                .tokens()
                .longs();
    }

    /** For each source, as many of the sentences found as it has rows: those that agree most with all of them. */
    private long[] agreeing(Batch batch, List<long[]> found) {
        int length = context.model().length();
        long[] kept = new long[found.get(0).length];
        int rows = batch.starts().length;
        for (int first = 0; first < rows; first += copies) {
            int start = batch.starts()[first];
            List<long[]> all = new ArrayList<>();
            for (long[] tokens : found) {
                for (int row = first; row < first + copies; row++) {
                    all.add(Arrays.copyOfRange(tokens, row * length, (row + 1) * length));
                }
            }
            int[] best = Consensus.best(
                    all.stream()
                            .map(row -> Arrays.copyOfRange(row, start, length))
                            .toList(),
                    copies);
            for (int i = 0; i < copies; i++) {
                System.arraycopy(all.get(best[i]), 0, kept, (first + i) * length, length);
            }
        }
        return kept;
    }
}
