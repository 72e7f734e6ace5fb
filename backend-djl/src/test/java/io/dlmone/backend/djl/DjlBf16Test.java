package io.dlmone.backend.djl;

import io.dlmone.backend.BackendProvider;
import io.dlmone.contract.Bf16Contract;

/** Products and attention in bfloat16. */
class DjlBf16Test extends Bf16Contract {

    @Override
    protected BackendProvider provider() {
        return new DjlBackendProvider();
    }
}
