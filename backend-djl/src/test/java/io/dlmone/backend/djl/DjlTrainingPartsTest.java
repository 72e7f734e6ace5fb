package io.dlmone.backend.djl;

import io.dlmone.backend.BackendProvider;
import io.dlmone.contract.TrainingPartsContract;

/** Optimiser, schedules, clipping, averages and dropout on PyTorch. */
class DjlTrainingPartsTest extends TrainingPartsContract {

    @Override
    protected BackendProvider provider() {
        return new DjlBackendProvider();
    }
}
