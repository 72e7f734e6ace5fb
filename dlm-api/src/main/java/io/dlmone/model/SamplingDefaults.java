package io.dlmone.model;

/**
 * How a teacher is sampled unless told otherwise.
 *
 * @param sampler name of the sampler
 * @param calls number of network calls
 * @param rounded whether predictions are rounded to the nearest embeddings
 * @param guidance weight of classifier-free guidance; 1: none
 */
public record SamplingDefaults(String sampler, int calls, boolean rounded, double guidance) {

    private static final int FLOW_CALLS = 50;

    /**
     * {@return the ancestral sampler with all calls and rounding, as DiffuSeq's script, over discrete times; Euler's
     * method with 50 calls over continuous ones}
     *
     * @param path the model's
     */
    public static SamplingDefaults of(NoiseSchedule path) {
        return path instanceof DiscreteSchedule discrete
                ? new SamplingDefaults("ancestral", discrete.steps(), true, 1)
                : new SamplingDefaults("euler", FLOW_CALLS, false, 1);
    }
}
