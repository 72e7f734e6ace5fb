package io.dlmone.distill;

import io.dlmone.Plugins;
import io.dlmone.distill.kit.StepInputs;
import io.dlmone.distill.kit.TargetSettings;
import io.dlmone.distill.kit.Targets;
import io.dlmone.objective.DistillationContext;
import io.dlmone.objective.DistillationSettings;
import io.dlmone.objective.Setting;
import io.dlmone.objective.StudentNoise;
import io.dlmone.random.CounterRandom;
import io.dlmone.sampling.NoiseSource;
import io.dlmone.sampling.Sampler;
import io.dlmone.sampling.SamplingLoop;
import io.dlmone.sampling.SamplingPlan;
import io.dlmone.tensor.Shape;
import io.dlmone.tensor.Tensor;
import io.dlmone.text.Batch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/**
 * Pairs of noise and the sentence at which the teacher's sampler arrives from it, with rounding. Every few iterations a
 * fresh batch, made one microbatch after the other, replaces the oldest; training batches are drawn from all that are
 * held. What it holds at an iteration is a function of seed and iteration alone.
 */
final class EndpointPool implements Targets {

    /** Batches held, or as many more as sources come with copies: always the same number of sources. */
    private static final int CAPACITY = 64;

    private final DistillationContext context;
    private final StudentNoise noise;
    private final StudentNoise paths;
    private final int copies;
    private final int candidates;
    private final SamplingLoop loop;
    private final List<Sampler.Step> plan;
    private final Map<Long, Endpoints> held = new HashMap<>();

    private record Endpoints(Batch sources, long[] keys, long[] tokens) {}

    /**
     * @param copies 1, or the size of the codebook: then each source comes with all its vectors, one after the other
     */
    EndpointPool(DistillationContext context, int copies) {
        this.context = context;
        this.noise = StudentNoise.of(context.settings());
        this.copies = copies;
        DistillationSettings s = context.settings();
        this.candidates = copies == 1 ? 1 : s.get(KdObjective.ENDPOINT_CANDIDATES);
        this.paths = StudentNoise.codebook(noise.codebook() * candidates);
        this.loop = TargetSettings.sampler(context);
        this.plan = SamplingPlan.of(
                Plugins.sampler(Setting.text(s.get(TargetSettings.ENDPOINT_SAMPLER))),
                context.model().schedule(),
                s.get(TargetSettings.ENDPOINT_STEPS));
    }

    @Override
    public Map<String, Tensor> batch(long number) {
        DistillationSettings s = context.settings();
        int parts = s.microbatches();
        long batches = number / parts / s.get(KdObjective.ENDPOINT_REUSE) + 1;
        long oldest = Math.max(0, batches - (long) CAPACITY * copies) * parts;
        long end = batches * parts;
        held.keySet().removeIf(k -> k < oldest);
        for (long k = oldest; k < end; k++) {
            held.computeIfAbsent(k, this::endpoints);
        }
        int sources = (int) (end - oldest) * s.microbatch() / copies;
        long[] chosen = CounterRandom.of(s.seed(), "kd/rows").integers(number, s.microbatch() / copies, sources);
        return gather(LongStream.of(chosen).flatMap(this::ofSource).toArray(), oldest);
    }

    private LongStream ofSource(long chosen) {
        return LongStream.range(chosen * copies, (chosen + 1) * copies);
    }

    private Endpoints endpoints(long k) {
        DistillationSettings s = context.settings();
        Batch batch = StepInputs.batch(context, CounterRandom.of(s.seed(), "kd/data"), k, copies);
        long[] keys = copies == 1
                ? StepInputs.keys(context, "kd/z", k, s.microbatch())
                : LongStream.range(0, s.microbatch()).toArray();
        List<long[]> found = new ArrayList<>();
        for (int c = 0; c < candidates; c++) {
            long first = (long) c * noise.codebook();
            long[] path = LongStream.of(keys).map(key -> first + key % copies).toArray();
            found.add(arrive(batch, candidates == 1 ? keys : path));
        }
        return new Endpoints(batch, keys, candidates == 1 ? found.get(0) : agreeing(batch, found));
    }

    /** Where the sampler arrives from each row's noise: tokens {@code [batch, length]}. */
    private long[] arrive(Batch batch, long[] keys) {
        NoiseSource steps = step -> paths.stepNoise(
                step,
                CounterRandom.of(context.settings().seed(), "kd/steps/" + step),
                keys,
                batch.starts(),
                context.model().length(),
                context.model().width());
        Tensor begin = noise(paths, keys, batch.starts());
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

    private Tensor noise(StudentNoise noise, long[] keys, int[] starts) {
        return noise.noise(
                CounterRandom.of(context.settings().seed(), "kd/z"),
                keys,
                starts,
                context.model().length(),
                context.model().width());
    }

    private Map<String, Tensor> gather(long[] chosen, long oldest) {
        int b = chosen.length;
        int length = context.model().length();
        long[] ids = new long[b * length];
        long[] tokens = new long[b * length];
        boolean[] target = new boolean[b * length];
        long[] keys = new long[b];
        int[] starts = new int[b];
        for (int i = 0; i < b; i++) {
            Endpoints from = held.get(oldest + chosen[i] / context.settings().microbatch());
            int r = (int) (chosen[i] % context.settings().microbatch());
            System.arraycopy(from.sources().ids().longs(), r * length, ids, i * length, length);
            System.arraycopy(from.tokens(), r * length, tokens, i * length, length);
            System.arraycopy(from.sources().target().booleans(), r * length, target, i * length, length);
            keys[i] = from.keys()[r];
            starts[i] = from.sources().starts()[r];
        }
        Shape shape = Shape.of(b, length);
        return Map.of(
                "ids", Tensor.of(shape, ids),
                "tokens", Tensor.of(shape, tokens),
                "target", Tensor.of(shape.append(1), target),
                "z", noise(noise, keys, starts));
    }
}
