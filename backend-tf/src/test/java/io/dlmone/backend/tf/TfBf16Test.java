package io.dlmone.backend.tf;

import io.dlmone.backend.BackendProvider;
import io.dlmone.contract.Bf16Contract;

/** Matrix products, those of attention too, in bfloat16. */
class TfBf16Test extends Bf16Contract {

    @Override
    protected BackendProvider provider() {
        return new TfBackendProvider();
    }
}
