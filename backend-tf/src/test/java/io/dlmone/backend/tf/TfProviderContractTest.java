package io.dlmone.backend.tf;

import io.dlmone.backend.BackendProvider;
import io.dlmone.contract.ProviderContract;

/** What every provider must do. */
class TfProviderContractTest extends ProviderContract {

    @Override
    protected BackendProvider provider() {
        return new TfBackendProvider();
    }
}
