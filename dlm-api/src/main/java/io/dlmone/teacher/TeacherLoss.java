package io.dlmone.teacher;

import io.dlmone.graph.Value;
import io.dlmone.model.Denoiser;

/**
 * What a teacher's training lowers, as a graph function of network, path and batch; {@link LossTraining} does the rest.
 */
@FunctionalInterface
public interface TeacherLoss {

    /**
     * Records the loss.
     *
     * @param net the network with the weights that are trained, on the model's path
     * @param in the batch, and what is drawn for it
     * @return {@code [batch]}, the loss of each sequence at its time
     */
    Value of(Denoiser net, LossInputs in);
}
