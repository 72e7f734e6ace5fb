package io.dlmone.backend.djl;

import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import io.dlmone.backend.Device;
import io.dlmone.error.ErrorId;
import io.dlmone.error.Problem;
import io.dlmone.error.UserException;

/** Starts PyTorch through DJL, once in a process, without letting DJL call out or download anything. */
final class PyTorch {

    /** DJL's name for it. */
    static final String ENGINE = "PyTorch";

    private PyTorch() {}

    /**
     * The engine's device, which is there.
     *
     * @throws UserException if the engine cannot be started or does not have the device
     */
    static ai.djl.Device device(Device device) {
        keepQuiet("OPT_OUT_TRACKING");
        keepQuiet("ai.djl.offline");
        Engine engine = start();
        if (!device.isCuda()) {
            return ai.djl.Device.cpu();
        }
        int found = engine.getGpuCount();
        if (device.cuda() >= found) {
            throw new UserException(new Problem(
                    ErrorId.DJL_3,
                    "device of backend djl",
                    "a CUDA device that PyTorch can use",
                    "cuda:" + device.cuda() + ", and PyTorch sees " + found + " CUDA devices",
                    DjlBackendProvider.CUDA_REMEDY));
        }
        return ai.djl.Device.gpu(device.cuda());
    }

    private static Engine start() {
        try {
            return Engine.getEngine(ENGINE);
        } catch (EngineException | LinkageError e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new UserException(new Problem(
                    ErrorId.DJL_4,
                    "native libraries of PyTorch " + DjlBackendProvider.PYTORCH,
                    "libraries that load on this system",
                    String.valueOf(cause.getMessage()),
                    "Check PYTORCH_LIBRARY_PATH, PYTORCH_VERSION and PYTORCH_FLAVOR, or leave them unset to use the"
                            + " libraries from the class path."));
        }
    }

    /** Sets a switch of DJL's unless the application has set it. */
    private static void keepQuiet(String property) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, "true");
        }
    }
}
