package io.dlmone.distill;

import io.dlmone.backend.Backend;
import io.dlmone.backend.BackendOptions;
import io.dlmone.backend.Backends;

/** PyTorch distils as the reference does. */
class DjlGoldenDistillationTest extends GoldenDistillationContract {

    @Override
    Backend open() {
        return Backends.named("djl").open(BackendOptions.defaults().withThreads(1));
    }
}
