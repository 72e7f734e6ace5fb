package io.dlmone.oracle;

import io.dlmone.backend.BackendProvider;
import io.dlmone.contract.TrainingPartsContract;

class OracleTrainingPartsTest extends TrainingPartsContract {

    @Override
    protected BackendProvider provider() {
        return new OracleProvider();
    }
}
