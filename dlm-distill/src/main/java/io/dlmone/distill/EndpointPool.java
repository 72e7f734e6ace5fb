package io.dlmone.distill;

import io.dlmone.distill.kit.Targets;
import io.dlmone.objective.DistillationContext;
import io.dlmone.objective.DistillationSettings;
import io.dlmone.objective.StudentNoise;
import io.dlmone.random.CounterRandom;
import io.dlmone.tensor.Shape;
import io.dlmone.tensor.Tensor;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.LongStream;

/**
 * Pairs of noise and the sentence at which the teacher's sampler arrives from it, with rounding, sampled as they are
 * needed or read from a file. Every few iterations a fresh batch, made one microbatch after the other, replaces the
 * oldest; training batches are drawn from all that are held. What it holds at an iteration is a function of seed and
 * iteration alone.
 */
final class EndpointPool implements Targets {

    /** Batches held, or as many more as sources come with copies: always the same number of sources. */
    private static final int CAPACITY = 64;

    private final DistillationContext context;
    private final StudentNoise noise;
    private final int copies;
    private final Endpoints endpoints;
    private final Map<Long, Held> held = new HashMap<>();

    private record Held(EndpointSources sources, long[] tokens) {}

    /**
     * @param copies 1, or the size of the codebook: then each source comes with all its vectors, one after the other
     */
    EndpointPool(DistillationContext context, int copies) {
        this.context = context;
        this.noise = StudentNoise.of(context.settings());
        this.copies = copies;
        String file = context.settings().get(KdObjective.ENDPOINT_FILE);
        this.endpoints =
                file.isEmpty() ? new SampledEndpoints(context, copies) : StoredEndpoints.open(file, context, copies);
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
            held.computeIfAbsent(k, this::held);
        }
        int sources = (int) (end - oldest) * s.microbatch() / copies;
        long[] chosen = CounterRandom.of(s.seed(), "kd/rows").integers(number, s.microbatch() / copies, sources);
        return gather(LongStream.of(chosen).flatMap(this::ofSource).toArray(), oldest);
    }

    private LongStream ofSource(long chosen) {
        return LongStream.range(chosen * copies, (chosen + 1) * copies);
    }

    private Held held(long k) {
        EndpointSources from = EndpointSources.of(context, copies, endpoints.number(k));
        return new Held(from, endpoints.tokens(from));
    }

    private Tensor noise(long[] keys, int[] starts) {
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
            Held from = held.get(oldest + chosen[i] / context.settings().microbatch());
            int r = (int) (chosen[i] % context.settings().microbatch());
            System.arraycopy(from.sources().batch().ids().longs(), r * length, ids, i * length, length);
            System.arraycopy(from.tokens(), r * length, tokens, i * length, length);
            System.arraycopy(from.sources().batch().target().booleans(), r * length, target, i * length, length);
            keys[i] = from.sources().keys()[r];
            starts[i] = from.sources().batch().starts()[r];
        }
        Shape shape = Shape.of(b, length);
        return Map.of(
                "ids", Tensor.of(shape, ids),
                "tokens", Tensor.of(shape, tokens),
                "target", Tensor.of(shape.append(1), target),
                "z", noise(keys, starts));
    }
}
