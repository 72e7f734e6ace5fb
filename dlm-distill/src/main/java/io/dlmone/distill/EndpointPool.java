package io.dlmone.distill;

import io.dlmone.model.Plugins;
import io.dlmone.objective.DistillationContext;
import io.dlmone.objective.DistillationSettings;
import io.dlmone.objective.Setting;
import io.dlmone.random.CounterRandom;
import io.dlmone.sampling.NoiseSource;
import io.dlmone.sampling.Sampler;
import io.dlmone.sampling.SamplingLoop;
import io.dlmone.student.NoiseCodebook;
import io.dlmone.tensor.Shape;
import io.dlmone.tensor.Tensor;
import io.dlmone.text.Batch;
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

    /** Batches held. */
    private static final int CAPACITY = 64;

    private final DistillationContext context;
    private final int group;
    private final SamplingLoop loop;
    private final List<Sampler.Step> plan;
    private final Map<Long, Endpoints> held = new HashMap<>();

    private record Endpoints(Batch sources, Tensor noise, Tensor tokens) {}

    /** @param group 1, or the size of the codebook: then each source comes with all its vectors, one after the other */
    EndpointPool(DistillationContext context, int group) {
        this.context = context;
        this.group = group;
        DistillationSettings s = context.settings();
        this.loop = new SamplingLoop(context.backend(), context.model(), context.teacher(), s.microbatch(), true);
        this.plan = Plugins.sampler(Setting.text(s.get(TargetSettings.ENDPOINT_SAMPLER)))
                .plan(context.model().schedule(), s.get(TargetSettings.ENDPOINT_STEPS));
    }

    @Override
    public Map<String, Tensor> batch(long number) {
        DistillationSettings s = context.settings();
        int parts = s.microbatches();
        long batches = number / parts / s.get(KdObjective.ENDPOINT_REUSE) + 1;
        long oldest = Math.max(0, batches - CAPACITY) * parts;
        long end = batches * parts;
        held.keySet().removeIf(k -> k < oldest);
        for (long k = oldest; k < end; k++) {
            held.computeIfAbsent(k, this::endpoints);
        }
        int groups = s.microbatch() / group;
        long[] chosen = CounterRandom.of(s.seed(), "kd/rows").integers(number, groups, (int) (end - oldest) * groups);
        return gather(LongStream.of(chosen).flatMap(this::rows).toArray(), oldest);
    }

    private LongStream rows(long chosen) {
        return LongStream.range(chosen * group, (chosen + 1) * group);
    }

    private Endpoints endpoints(long k) {
        DistillationSettings s = context.settings();
        Batch batch = StepInputs.batch(context, CounterRandom.of(s.seed(), "kd/data"), k, group);
        long[] keys = group == 1
                ? StepInputs.keys(context, "kd/z", k, s.microbatch())
                : LongStream.range(0, s.microbatch()).toArray();
        NoiseCodebook codebook = StepInputs.codebook(context);
        Tensor noise = codebook.noise(
                CounterRandom.of(s.seed(), "kd/z"),
                keys,
                batch.starts(),
                context.model().length(),
                context.model().width());
        NoiseSource steps = step -> codebook.stepNoise(
                step,
                CounterRandom.of(s.seed(), "kd/steps/" + step),
                keys,
                batch.starts(),
                context.model().length(),
                context.model().width());
        SamplingLoop.Result result = loop.sample(plan, batch.ids(), batch.target(), noise, steps, done -> {});
        return new Endpoints(batch, noise, result.tokens());
    }

    private Map<String, Tensor> gather(long[] chosen, long oldest) {
        int b = chosen.length;
        int length = context.model().length();
        int row = length * context.model().width();
        long[] ids = new long[b * length];
        long[] tokens = new long[b * length];
        boolean[] target = new boolean[b * length];
        float[] noise = new float[b * row];
        for (int i = 0; i < b; i++) {
            Endpoints from = held.get(oldest + chosen[i] / b);
            int r = (int) (chosen[i] % b);
            System.arraycopy(from.sources().ids().longs(), r * length, ids, i * length, length);
            System.arraycopy(from.tokens().longs(), r * length, tokens, i * length, length);
            System.arraycopy(from.sources().target().booleans(), r * length, target, i * length, length);
            System.arraycopy(from.noise().floats(), r * row, noise, i * row, row);
        }
        Shape shape = Shape.of(b, length);
        return Map.of(
                "ids", Tensor.of(shape, ids),
                "tokens", Tensor.of(shape, tokens),
                "target", Tensor.of(shape.append(1), target),
                "z", Tensor.of(shape.append(context.model().width()), noise));
    }
}
