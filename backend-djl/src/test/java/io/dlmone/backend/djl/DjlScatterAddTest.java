package io.dlmone.backend.djl;

import io.dlmone.backend.BackendProvider;
import io.dlmone.contract.ScatterAddContract;

/** Sums of many rows on several threads. */
class DjlScatterAddTest extends ScatterAddContract {

    @Override
    protected BackendProvider provider() {
        return new DjlBackendProvider();
    }
}
