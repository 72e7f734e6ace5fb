package io.dlmone.contract;

import io.dlmone.backend.BackendProvider;

class OracleTrainingPartsTest extends TrainingPartsContract {

    @Override
    protected BackendProvider provider() {
        return new OracleProvider();
    }
}
