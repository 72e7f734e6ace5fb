package io.dlmone.train.parallel;

import io.dlmone.backend.Workers;
import java.io.Serializable;

/** What every worker of a job does. It travels to where the worker is. */
@FunctionalInterface
public interface WorkerTask extends Serializable {

    /**
     * Works until there is nothing left to do, or a sum throws {@link WorkersEnded}.
     *
     * @param workers as this one sees them
     */
    void work(Workers workers);
}
