package io.dlmone.distill;

import io.dlmone.backend.Backend;
import io.dlmone.backend.BackendOptions;
import io.dlmone.backend.Backends;

/** ONNX Runtime distils as the reference does. */
class OnnxGoldenDistillationTest extends GoldenDistillationContract {

    @Override
    Backend open() {
        return Backends.named("onnx").open(BackendOptions.defaults().withThreads(1));
    }
}
