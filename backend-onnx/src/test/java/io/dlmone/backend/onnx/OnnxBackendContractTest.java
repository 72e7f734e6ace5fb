package io.dlmone.backend.onnx;

import io.dlmone.backend.BackendOptions;
import io.dlmone.backend.BackendProvider;
import io.dlmone.contract.BackendContract;

/** What every backend must do, on two threads. */
class OnnxBackendContractTest extends BackendContract {

    @Override
    protected BackendProvider provider() {
        return new OnnxBackendProvider();
    }

    @Override
    protected BackendOptions options() {
        return super.options().withThreads(2);
    }
}
