package io.dlmone.backend.tf;

import io.dlmone.backend.BackendProvider;
import io.dlmone.contract.TrainingPartsContract;

class TfTrainingPartsTest extends TrainingPartsContract {

    @Override
    protected BackendProvider provider() {
        return new TfBackendProvider();
    }
}
