package io.dlmone.contract;

import io.dlmone.backend.BackendProvider;

/** The contract on the oracle itself: that it can be met, and that the oracle can stand in for an engine. */
class OracleBackendTest extends BackendContract {

    @Override
    protected BackendProvider provider() {
        return new OracleProvider();
    }

    @Override
    protected int memoryRuns() {
        return 300;
    }
}
