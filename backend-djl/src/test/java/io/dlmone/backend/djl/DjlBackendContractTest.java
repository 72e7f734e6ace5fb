package io.dlmone.backend.djl;

import io.dlmone.backend.BackendProvider;
import io.dlmone.contract.BackendContract;

/** What every backend must do. */
class DjlBackendContractTest extends BackendContract {

    @Override
    protected BackendProvider provider() {
        return new DjlBackendProvider();
    }
}
