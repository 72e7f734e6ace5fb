package io.dlmone.distill;

import io.dlmone.backend.Backend;
import io.dlmone.backend.BackendOptions;
import io.dlmone.backend.Backends;

/** TensorFlow distils as the reference does. */
class TfGoldenDistillationTest extends GoldenDistillationContract {

    @Override
    Backend open() {
        return Backends.named("tf").open(BackendOptions.defaults().withThreads(1));
    }
}
