package io.dlmone.backend.tf;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Platform;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The environment variables that TensorFlow reads when it is loaded. Java cannot set them for its own process, so the
 * system's library does. What the user has set stays.
 */
final class NativeEnvironment {

    /** Nothing is logged; every backend has threads of its own. */
    private static final Map<String, String> DEFAULTS =
            Map.of("TF_CPP_MIN_LOG_LEVEL", "3", "TF_OVERRIDE_GLOBAL_THREADPOOL", "1");

    /** What oneDNN calls the processors before AVX-512. */
    private static final Pattern WITHOUT_AVX512 = Pattern.compile("SSE41|AVX|AVX2.*", Pattern.CASE_INSENSITIVE);

    /** The C library's functions. */
    interface Unix extends Library {
        int setenv(String name, String value, int overwrite);
    }

    /** The C runtime's functions. */
    interface Windows extends Library {
        int _putenv_s(String name, String value);
    }

    private NativeEnvironment() {}

    /** Sets what the user has not set. Works only before TensorFlow is loaded. */
    static void prepare() {
        System.getProperties().putIfAbsent("org.bytedeco.javacpp.maxPhysicalBytes", "0");
        DEFAULTS.forEach(NativeEnvironment::setUnlessGiven);
        // TensorFlow asks the processor, not oneDNN, whether that multiplies in bfloat16, and crashes if it does not.
        if (Stream.of("ONEDNN_MAX_CPU_ISA", "DNNL_MAX_CPU_ISA")
                .map(System::getenv)
                .anyMatch(cap -> cap != null && WITHOUT_AVX512.matcher(cap).matches())) {
            setUnlessGiven("TF_ENABLE_ONEDNN_OPTS", "0");
        }
    }

    private static void setUnlessGiven(String name, String value) {
        if (System.getenv(name) == null) {
            set(name, value);
        }
    }

    private static void set(String name, String value) {
        if (Platform.isWindows()) {
            Native.load("ucrtbase", Windows.class)._putenv_s(name, value);
        } else {
            Native.load(Platform.C_LIBRARY_NAME, Unix.class).setenv(name, value, 0);
        }
    }
}
