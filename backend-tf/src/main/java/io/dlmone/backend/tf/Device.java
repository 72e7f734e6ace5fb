package io.dlmone.backend.tf;

import io.dlmone.error.Problem;
import io.dlmone.error.UserException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where programs run.
 *
 * @param cuda number of the CUDA device, -1 for the CPU
 */
record Device(int cuda) {

    private static final Pattern CUDA = Pattern.compile("cuda(?::(\\d{1,4}))?");

    private static final String WHERE = "device of backend tf";

    private static final String NEEDS = "an NVIDIA driver, CUDA 12.5 and cuDNN 9.3";

    /** Reads {@code cpu} or {@code cuda[:n]}, for which there must be no {@link #problem}. */
    static Device of(String name) {
        Matcher m = CUDA.matcher(name);
        if (!m.matches()) {
            return new Device(-1);
        }
        return new Device(m.group(1) == null ? 0 : Integer.parseInt(m.group(1)));
    }

    /** Why TensorFlow cannot run there as it is on the class path. */
    static Optional<Problem> problem(String name, NativeLibraries libraries) {
        if (name.equals("cpu")) {
            return Optional.empty();
        }
        if (!CUDA.matcher(name).matches()) {
            return Optional.of(new Problem("DLM-TF-1", WHERE, "cpu or cuda[:N]", name, "Choose one of these."));
        }
        if (!libraries.haveCuda()) {
            return Optional.of(new Problem(
                    "DLM-TF-2",
                    WHERE,
                    "TensorFlow's libraries for CUDA",
                    "none on the class path",
                    "On Linux x86-64, put org.tensorflow:tensorflow-core-native:1.1.0:linux-x86_64-gpu on it in place of"
                            + " :linux-x86_64, and install " + NEEDS + "; or choose cpu, or another backend."));
        }
        return Optional.empty();
    }

    boolean isCuda() {
        return cuda >= 0;
    }

    /** TensorFlow's name of it, where no other CUDA device is made visible. */
    String engineName() {
        return isCuda() ? "/device:GPU:0" : "/device:CPU:0";
    }

    /** For an engine that has found no such device. */
    UserException missing() {
        return new UserException(new Problem(
                "DLM-TF-4",
                WHERE,
                "CUDA device " + cuda,
                "TensorFlow finds none",
                "Install " + NEEDS + " where the system's loader finds them; nvidia-smi lists the devices."));
    }
}
