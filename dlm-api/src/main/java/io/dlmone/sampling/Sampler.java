package io.dlmone.sampling;

import io.dlmone.model.NoiseSchedule;
import io.dlmone.plugin.Plugin;
import java.util.List;
import java.util.Optional;

/** A way from noise to text through many network calls, found by {@link java.util.ServiceLoader}. */
public interface Sampler extends Plugin {

    /** The stable name, such as {@code ancestral} or {@code ddim}. */
    @Override
    String name();

    /**
     * {@return what keeps this sampler from walking a path, in words that go on after "which", such as {@code does not
     * preserve variance}; empty if its updates are right there}
     *
     * @param path the noise schedule
     */
    Optional<String> obstacle(NoiseSchedule path);

    /**
     * {@return the network calls to make, noisiest first; callers take it from {@link SamplingPlan}} Every sampler here
     * is linear in its predictions, the sample and fresh noise, so that one program runs them all. One that makes
     * several calls for an update, such as Heun's, gives a step for each: the later ones begin at what the first
     * arrived at and correct it by the change of the prediction.
     *
     * @param path one without {@link #obstacle}
     * @param steps number of network calls, 1 to {@link NoiseSchedule#maxCalls}
     */
    List<Step> plan(NoiseSchedule path, int steps);

    /**
     * One call, x' = clean p + previous p_before + current x + noise z, where p is the prediction at time t and
     * p_before that of the call before (0 at the first).
     *
     * @param t time of the call
     * @param clean factor of the prediction
     * @param previous factor of the prediction of the call before
     * @param current factor of the sample
     * @param noise factor of the fresh noise
     */
    record Step(double t, double clean, double previous, double current, double noise) {}
}
