package io.dlmone.backend.djl;

import io.dlmone.backend.BackendProvider;
import io.dlmone.contract.ProviderContract;

/** What every provider must do. */
class DjlProviderContractTest extends ProviderContract {

    @Override
    protected BackendProvider provider() {
        return new DjlBackendProvider();
    }
}
