package io.dlmone.train;

import io.dlmone.io.AtomicFiles;
import io.dlmone.io.ThrowingConsumer;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The files that a worker's task takes with it, by their names with {@code /}. Not changed once made. */
final class TaskFiles implements Serializable {

    private static final long serialVersionUID = 1L;

    private final TreeMap<String, byte[]> contents = new TreeMap<>();

    private TaskFiles() {}

    /** The files that something writes into a folder. */
    static TaskFiles of(ThrowingConsumer<Path> writer) {
        return inFolder(folder -> {
            writer.accept(folder);
            TaskFiles files = new TaskFiles();
            try (Stream<Path> all = Files.walk(folder)) {
                for (Path file : all.filter(Files::isRegularFile).toList()) {
                    String name = folder.relativize(file).toString().replace('\\', '/');
                    files.contents.put(name, Files.readAllBytes(file));
                }
            }
            return files;
        });
    }

    /** Lays the files out in a folder for as long as something is done with them. */
    void use(ThrowingConsumer<Path> user) {
        inFolder(folder -> {
            for (var file : contents.entrySet()) {
                Path path = folder.resolve(file.getKey());
                Files.createDirectories(path.getParent());
                Files.write(path, file.getValue());
            }
            user.accept(folder);
            return this;
        });
    }

    private interface InFolder<T> {
        T make(Path folder) throws IOException;
    }

    private static <T> T inFolder(InFolder<T> made) {
        try {
            Path folder = Files.createTempDirectory("dlm-worker");
            try {
                return made.make(folder);
            } finally {
                AtomicFiles.deleteDirectory(folder);
            }
        } catch (IOException e) {
            throw WriteFailure.of("a temporary folder", e);
        }
    }
}
