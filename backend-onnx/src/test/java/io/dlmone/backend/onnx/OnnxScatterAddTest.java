package io.dlmone.backend.onnx;

import io.dlmone.backend.BackendProvider;
import io.dlmone.contract.ScatterAddContract;

class OnnxScatterAddTest extends ScatterAddContract {

    @Override
    protected BackendProvider provider() {
        return new OnnxBackendProvider();
    }
}
