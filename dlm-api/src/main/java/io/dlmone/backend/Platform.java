package io.dlmone.backend;

import java.util.Locale;

/**
 * A system for which native libraries are built.
 *
 * @param system its operating system
 * @param arm whether its processor is a 64-bit Arm, and not an x86-64
 */
public record Platform(System system, boolean arm) {

    /** Operating systems; one that is none of the others counts as Linux. */
    public enum System {
        /** Linux. */
        LINUX,
        /** macOS. */
        MAC,
        /** Windows. */
        WINDOWS
    }

    /** {@return the system that this process runs on} */
    public static Platform ofThisSystem() {
        return of(java.lang.System.getProperty("os.name", ""), java.lang.System.getProperty("os.arch", ""));
    }

    /**
     * {@return the system of these Java properties}
     *
     * @param osName {@code os.name}
     * @param osArch {@code os.arch}
     */
    public static Platform of(String osName, String osArch) {
        String os = osName.toLowerCase(Locale.ROOT);
        System system = os.contains("mac") ? System.MAC : os.contains("win") ? System.WINDOWS : System.LINUX;
        return new Platform(system, osArch.equals("aarch64") || osArch.equals("arm64"));
    }

    /**
     * {@return its name in an engine's jars, of that engine's words for it, such as {@code linux-x86_64}}
     *
     * @param mac its word for macOS
     * @param windows its word for Windows
     * @param arm64 its word for 64-bit ARM
     * @param x86 its word for 64-bit x86
     */
    public String named(String mac, String windows, String arm64, String x86) {
        String family =
                switch (system) {
                    case LINUX -> "linux";
                    case MAC -> mac;
                    case WINDOWS -> windows;
                };
        return family + "-" + (arm ? arm64 : x86);
    }
}
