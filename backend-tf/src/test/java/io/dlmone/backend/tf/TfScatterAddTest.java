package io.dlmone.backend.tf;

import io.dlmone.backend.BackendProvider;
import io.dlmone.contract.ScatterAddContract;

class TfScatterAddTest extends ScatterAddContract {

    @Override
    protected BackendProvider provider() {
        return new TfBackendProvider();
    }
}
