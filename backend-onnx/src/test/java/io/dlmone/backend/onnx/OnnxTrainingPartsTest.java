package io.dlmone.backend.onnx;

import io.dlmone.backend.BackendProvider;
import io.dlmone.contract.TrainingPartsContract;

class OnnxTrainingPartsTest extends TrainingPartsContract {

    @Override
    protected BackendProvider provider() {
        return new OnnxBackendProvider();
    }
}
