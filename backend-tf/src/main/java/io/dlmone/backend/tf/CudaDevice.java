package io.dlmone.backend.tf;

import io.dlmone.backend.Device;
import io.dlmone.error.ErrorId;
import io.dlmone.error.Problem;
import io.dlmone.error.UserException;
import java.util.Optional;

/** What TensorFlow needs for a CUDA device, and what it calls it. */
final class CudaDevice {

    private static final String WHERE = "device of backend tf";

    private static final String NEEDS = "an NVIDIA driver, CUDA 12.5 and cuDNN 9.3";

    private CudaDevice() {}

    /** Why TensorFlow cannot run there as it is on the class path. */
    static Optional<Problem> problem(String name, NativeLibraries libraries) {
        Optional<Device> device = Device.of(name);
        if (device.isEmpty()) {
            return Optional.of(new Problem(ErrorId.TF_1, WHERE, "cpu or cuda[:N]", name, "Choose one of these."));
        }
        if (device.get().isCuda() && !libraries.haveCuda()) {
            return Optional.of(new Problem(
                    ErrorId.TF_2,
                    WHERE,
                    "TensorFlow's libraries for CUDA",
                    "none on the class path",
                    "On Linux x86-64, put org.tensorflow:tensorflow-core-native:1.1.0:linux-x86_64-gpu on it in place of"
                            + " :linux-x86_64, and install " + NEEDS + "; or choose cpu, or another backend."));
        }
        return Optional.empty();
    }

    /** TensorFlow's name of it, where no other CUDA device is made visible. */
    static String engineName(Device device) {
        return device.isCuda() ? "/device:GPU:0" : "/device:CPU:0";
    }

    /** For an engine that has found no such device. */
    static UserException missing(Device device) {
        return new UserException(new Problem(
                ErrorId.TF_4,
                WHERE,
                "CUDA device " + device.cuda(),
                "TensorFlow finds none",
                "Install " + NEEDS + " where the system's loader finds them; nvidia-smi lists the devices."));
    }
}
