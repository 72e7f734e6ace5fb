package io.dlmone.backend.onnx;

import io.dlmone.backend.BackendProvider;
import io.dlmone.contract.ProviderContract;

/** What every provider must do. */
class OnnxProviderContractTest extends ProviderContract {

    @Override
    protected BackendProvider provider() {
        return new OnnxBackendProvider();
    }
}
