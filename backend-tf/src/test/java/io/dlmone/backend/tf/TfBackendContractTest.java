package io.dlmone.backend.tf;

import io.dlmone.backend.BackendOptions;
import io.dlmone.backend.BackendProvider;
import io.dlmone.contract.BackendContract;

/** What every backend must do, on two threads. */
class TfBackendContractTest extends BackendContract {

    @Override
    protected BackendProvider provider() {
        return new TfBackendProvider();
    }

    @Override
    protected BackendOptions options() {
        return super.options().withThreads(2);
    }
}
