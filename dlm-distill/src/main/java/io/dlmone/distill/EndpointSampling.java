package io.dlmone.distill;

import io.dlmone.objective.DistillationContext;
import io.dlmone.objective.DistillationSettings;

/**
 * The endpoints of objective {@code kd}, sampled apart from a training: microbatch by microbatch, in any order, by
 * whomever. A training with the same settings that reads them from an {@link EndpointFile} goes as if it had sampled
 * them itself. Not thread-safe.
 */
public final class EndpointSampling {

    private final DistillationContext context;
    private final String sampler;
    private final int copies;
    private SampledEndpoints endpoints;

    /**
     * Prepares sampling.
     *
     * @param context of the distillation; only {@link #sources} needs its examples
     * @param sampler any sampler that can walk the teacher's path, by its stable name; empty: that of the settings
     */
    public EndpointSampling(DistillationContext context, String sampler) {
        this.context = context;
        this.sampler = sampler;
        this.copies = KdObjective.copies(context.settings());
    }

    /**
     * {@return the microbatches that so many updates need}
     *
     * @param settings of the distillation
     * @param updates at least 1
     */
    public static long microbatches(DistillationSettings settings, long updates) {
        return ((updates - 1) / settings.get(KdObjective.ENDPOINT_REUSE) + 1) * settings.microbatches();
    }

    /**
     * {@return what the teacher begins with for a microbatch}
     *
     * @param number from 0
     */
    public EndpointSources sources(long number) {
        return EndpointSources.of(context, copies, number);
    }

    /**
     * {@return the tokens at which the teacher arrives, {@code [microbatch, length]}}
     *
     * @param sources that {@link #sources} gave, here or elsewhere
     */
    public long[] tokens(EndpointSources sources) {
        if (endpoints == null) {
            endpoints = sampler.isEmpty()
                    ? new SampledEndpoints(context, copies)
                    : new SampledEndpoints(context, copies, sampler);
        }
        return endpoints.tokens(sources);
    }
}
