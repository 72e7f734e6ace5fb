package io.dlmone.backend.tf;

import io.dlmone.backend.BackendOptions;
import io.dlmone.backend.EngineAdapter;
import io.dlmone.contract.SpecialPathContract;

/** Special paths are used where they are right, and plain operators where they are not. */
class TfSpecialPathTest extends SpecialPathContract {

    @Override
    protected EngineAdapter engine(BackendOptions options) {
        return TfEngine.open(options);
    }
}
