package io.dlmone.backend.tf;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Platform;
import java.util.Map;

/**
 * The environment variables that TensorFlow reads when it is loaded. Java cannot set them for its own process, so the
 * system's library does. What the user has set stays.
 */
final class NativeEnvironment {

    /** Nothing is logged; every backend has threads of its own. */
    private static final Map<String, String> DEFAULTS =
            Map.of("TF_CPP_MIN_LOG_LEVEL", "3", "TF_OVERRIDE_GLOBAL_THREADPOOL", "1");

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
        DEFAULTS.forEach((name, value) -> {
            if (System.getenv(name) == null) {
                set(name, value);
            }
        });
    }

    private static void set(String name, String value) {
        if (Platform.isWindows()) {
            Native.load("ucrtbase", Windows.class)._putenv_s(name, value);
        } else {
            Native.load(Platform.C_LIBRARY_NAME, Unix.class).setenv(name, value, 0);
        }
    }
}
