package io.dlmone.distill.kit;

import io.dlmone.graph.Graph;
import io.dlmone.graph.Value;
import io.dlmone.objective.DistillationSettings;
import io.dlmone.optim.AdamW;
import io.dlmone.optim.Clipping;
import io.dlmone.optim.LearningRate;
import java.util.List;

/**
 * How networks are updated: clipping, then AdamW at the scheduled rate.
 *
 * @param rate its peak
 * @param each updates that count as one step of warm-up and decay
 */
record ClippedUpdate(AdamW optimiser, double rate, int each, DistillationSettings settings) {

    /** Records the update of the optimiser's parameters, as {@link io.dlmone.optim.GuardedUpdate.Rule} has it. */
    List<Value> record(Graph g, List<Value> gradients, Value norm, Value step) {
        long warmup = (long) each * settings.get(DistillationSettings.WARMUP);
        long decay = (long) each * settings.get(DistillationSettings.DECAY);
        List<Value> clipped = Clipping.byNorm(gradients, norm, settings.get(DistillationSettings.CLIP));
        return optimiser.update(g, clipped, new LearningRate(rate, warmup, decay).at(step), step);
    }
}
