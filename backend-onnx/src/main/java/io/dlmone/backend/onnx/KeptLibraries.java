package io.dlmone.backend.onnx;

import io.dlmone.backend.Platform;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.jar.JarEntry;

/**
 * ONNX Runtime's libraries in a directory that stays, so that a start loads them where it would unpack them again. The
 * directory is the one in the system property {@value #PROPERTY}; libraries of another version lie beside these. It has
 * to be one that only the user, or who installs programs, can write.
 *
 * @param directory of all versions
 */
record KeptLibraries(Path directory) {

    static final String PROPERTY = "dlm.libraries";

    /** From where ONNX Runtime loads, if it is set. */
    static final String LOADED_FROM = "onnxruntime.native.path";

    /** What it is made of; some systems have the first two only. */
    private static final List<String> NAMES =
            List.of("onnxruntime", "onnxruntime4j_jni", "onnxruntime_providers_shared");

    private static final int NEEDED = 2;

    /**
     * Has ONNX Runtime load the libraries that are kept, and keeps them first where they are missing. Changes nothing
     * if no directory is named for them or it cannot hold them. To be called before the libraries are loaded.
     */
    static void use() {
        String named = System.getProperty(PROPERTY, "");
        if (!named.isEmpty() && System.getProperty(LOADED_FROM) == null && !OnnxBackendProvider.hasCudaLibraries()) {
            new KeptLibraries(Path.of(named))
                    .unpacked()
                    .ifPresent(place -> System.setProperty(LOADED_FROM, place.toString()));
        }
    }

    /** Where the libraries of this system lie, whole and allowed to run; empty if they cannot lie there. */
    Optional<Path> unpacked() {
        try {
            Map<String, JarEntry> entries = entries();
            if (entries.size() < NEEDED) {
                return Optional.empty();
            }
            StringBuilder version = new StringBuilder("onnxruntime-" + platform());
            entries.values().forEach(entry -> version.append('-').append(Long.toHexString(entry.getCrc())));
            Path place = directory.resolve(version.toString());
            for (Map.Entry<String, JarEntry> entry : entries.entrySet()) {
                Path file = place.resolve(entry.getKey());
                if (!isWhole(file, entry.getValue())) {
                    unpack(file);
                }
                if (!isWhole(file, entry.getValue())) {
                    return Optional.empty();
                }
            }
            return Optional.of(place);
        } catch (IOException cannotBeKept) {
            return Optional.empty();
        }
    }

    /** The libraries by the names of their files, as the jar on the class path describes them. */
    private static Map<String, JarEntry> entries() throws IOException {
        Map<String, JarEntry> entries = new LinkedHashMap<>();
        for (String name : NAMES) {
            String file = System.mapLibraryName(name);
            URL resource = resource(file);
            if (resource != null && resource.openConnection() instanceof JarURLConnection jar) {
                entries.put(file, jar.getJarEntry());
            }
        }
        return entries;
    }

    private static boolean isWhole(Path file, JarEntry entry) throws IOException {
        // not executable also where the file system forbids running code
        return Files.isReadable(file) && Files.isExecutable(file) && Files.size(file) == entry.getSize();
    }

    /** Moved into place when it is whole: other processes may be loading it, or unpacking it too. */
    private static void unpack(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        Path made = file.resolveSibling(
                file.getFileName() + "." + ProcessHandle.current().pid() + "." + System.nanoTime());
        try {
            try (InputStream in = resource(file.getFileName().toString()).openStream()) {
                Files.copy(in, made);
            }
            if (made.toFile().setExecutable(true, false)) {
                Files.move(made, file, StandardCopyOption.ATOMIC_MOVE);
            }
        } finally {
            Files.deleteIfExists(made);
        }
    }

    private static URL resource(String file) {
        return KeptLibraries.class.getClassLoader().getResource("ai/onnxruntime/native/" + platform() + "/" + file);
    }

    private static String platform() {
        return OnnxBackendProvider.platform(Platform.ofThisSystem());
    }
}
