package io.dlmone.backend.tf;

import io.dlmone.backend.Platform;
import java.util.List;

/**
 * TensorFlow's native libraries for a system.
 *
 * @param platform the system, as the classifiers of their jars name it, such as {@code linux-x86_64}
 */
record NativeLibraries(String platform) {

    /** The systems for which there are such jars. */
    static final List<String> PUBLISHED = List.of("linux-x86_64", "linux-arm64", "macosx-arm64", "windows-x86_64");

    static NativeLibraries ofThisSystem() {
        return of(Platform.ofThisSystem());
    }

    static NativeLibraries of(Platform system) {
        return new NativeLibraries(system.named("macosx", "windows", "arm64", "x86_64"));
    }

    boolean arePublished() {
        return PUBLISHED.contains(platform);
    }

    /** Whether they are on the class path, those for CUDA or those without. */
    boolean arePresent() {
        return isPresent(platform) || haveCuda();
    }

    /** Whether those for CUDA are on the class path. */
    boolean haveCuda() {
        return isPresent(platform + "-gpu");
    }

    private static boolean isPresent(String folder) {
        String library = System.mapLibraryName("jnitensorflow");
        return NativeLibraries.class
                        .getClassLoader()
                        .getResource("org/tensorflow/internal/c_api/" + folder + "/" + library)
                != null;
    }
}
