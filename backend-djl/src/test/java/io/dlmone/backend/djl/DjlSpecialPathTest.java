package io.dlmone.backend.djl;

import io.dlmone.backend.BackendOptions;
import io.dlmone.backend.Device;
import io.dlmone.backend.EngineAdapter;
import io.dlmone.contract.SpecialPathContract;

/** Special paths are used where they are right, and plain operators where they are not. */
class DjlSpecialPathTest extends SpecialPathContract {

    @Override
    protected EngineAdapter engine(BackendOptions options) {
        return new DjlEngine(options, PyTorch.device(Device.of(options)), ScriptMethods.ofThisSystem());
    }
}
