package io.dlmone.sampling;

import io.dlmone.model.NoiseSchedule;
import io.dlmone.plugin.Plugin;
import java.util.List;

/** A way from noise to text through many network calls, found by {@link java.util.ServiceLoader}. */
public interface Sampler extends Plugin {

    /** The stable name, such as {@code ancestral} or {@code ddim}. */
    @Override
    String name();

    /**
     * The updates to make, noisiest first. Every sampler here is linear in the prediction, the sample and fresh noise,
     * so that one program runs them all.
     *
     * @param steps number of network calls, 1 to T
     */
    List<Step> plan(NoiseSchedule schedule, int steps);

    /**
     * One update, x' = clean p + previous p_before + current x + noise z, where p is the prediction at time t and
     * p_before that of the step before (0 at the first).
     */
    record Step(int t, double clean, double previous, double current, double noise) {}
}
