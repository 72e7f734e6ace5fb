package io.dlmone.backend.onnx;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The directory into which ONNX Runtime unpacks its libraries at every start: the JVM's temporary one.
 *
 * @param directory it
 */
record UnpackingPlace(Path directory) {

    static final String REMEDY = "Name a directory that can be written and allows running code with -Djava.io.tmpdir.";

    /** Room that the libraries of the CPU take on every system. */
    private static final long BYTES = 48L << 20;

    private static final Path MOUNTS = Path.of("/proc/self/mounts");
    private static final Path MAPPED = Path.of("/proc/self/maps");

    static UnpackingPlace ofThisProcess() {
        return new UnpackingPlace(Path.of(System.getProperty("java.io.tmpdir", "")));
    }

    /** Why libraries cannot be unpacked and run there, as a sentence with what to do; empty if they can. */
    Optional<String> fault() {
        return reason().map(reason -> "The temporary directory " + directory + " " + reason + ". " + REMEDY);
    }

    private Optional<String> reason() {
        if (!Files.isDirectory(directory)) {
            return Optional.of(Files.exists(directory) ? "is no directory" : "does not exist");
        }
        try {
            Files.delete(Files.createTempFile(directory, "dlm-", ".tmp"));
            long room = Files.getFileStore(directory).getUsableSpace();
            if (room < BYTES) {
                return Optional.of("has room for " + (room >> 20) + " MiB only, and " + (BYTES >> 20) + " are needed");
            }
        } catch (IOException e) {
            return Optional.of("cannot be written (" + e.getMessage() + ")");
        }
        return forbidsCode() ? Optional.of("is mounted with noexec, so no library runs from it") : Optional.empty();
    }

    /** Whether Linux says so; no other system has temporary directories like that. */
    private boolean forbidsCode() {
        if (!Files.isReadable(MOUNTS)) {
            return false;
        }
        try {
            Path place = directory.toRealPath();
            int deepest = -1;
            boolean forbidden = false;
            for (String line : Files.readAllLines(MOUNTS)) {
                String[] fields = line.split(" ");
                Path mounted = Path.of(fields[1].replace("\\040", " "));
                if (place.startsWith(mounted) && mounted.getNameCount() >= deepest) {
                    deepest = mounted.getNameCount();
                    forbidden = List.of(fields[3].split(",")).contains("noexec");
                }
            }
            return forbidden;
        } catch (IOException | RuntimeException unreadable) {
            return false;
        }
    }

    /**
     * Removes at the JVM's end what ONNX Runtime unpacked, with the directory that it made for that and leaves behind.
     * Once for a process, after its libraries were loaded; only where Linux says which directory that is.
     */
    static void clearAtExit() {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> unpacked().ifPresent(UnpackingPlace::clear)));
    }

    private static Optional<Path> unpacked() {
        try (Stream<String> mapped = Files.lines(MAPPED)) {
            return mapped.filter(line -> line.contains("/onnxruntime-java"))
                    .map(line -> Path.of(line.substring(line.indexOf('/'), line.lastIndexOf('/'))))
                    .findFirst();
        } catch (IOException | RuntimeException unreadable) {
            return Optional.empty();
        }
    }

    private static void clear(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(directory);
        } catch (IOException left) {
            // a directory that is gone, or that stays as it would without this
        }
    }
}
