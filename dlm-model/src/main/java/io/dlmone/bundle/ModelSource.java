package io.dlmone.bundle;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Where the files of a model come from. */
public interface ModelSource {

    /**
     * Opens one file; the caller closes it.
     *
     * @param file a plain name, such as {@code config.json}
     * @return the file's bytes
     * @throws NoSuchFileException if there is none of that name
     */
    InputStream open(String file) throws IOException;

    /** {@return what the user calls it: a directory, or {@code builtin:} and a name} */
    String describe();

    /**
     * {@return the files of a directory}
     *
     * @param directory with the files
     */
    static ModelSource directory(Path directory) {
        return new Directory(directory);
    }

    /**
     * {@return the files below a package of the class path}
     *
     * @param loader finds the resources
     * @param prefix such as {@code io/dlmone/builtin/name/}
     * @param description for messages
     */
    static ModelSource resources(ClassLoader loader, String prefix, String description) {
        return new Resources(loader, prefix, description);
    }

    /**
     * A model in a directory.
     *
     * @param path the directory
     */
    record Directory(Path path) implements ModelSource {
        @Override
        public InputStream open(String file) throws IOException {
            Path found = path.resolve(file);
            if (!found.getFileName().toString().equals(file) || !Files.isRegularFile(found)) {
                throw new NoSuchFileException(found.toString());
            }
            return new BufferedInputStream(Files.newInputStream(found), 1 << 16);
        }

        @Override
        public String describe() {
            return path.toString();
        }
    }

    /**
     * A model in a jar.
     *
     * @param loader finds the resources
     * @param prefix package that they lie in
     * @param describe for messages
     */
    record Resources(ClassLoader loader, String prefix, String describe) implements ModelSource {
        @Override
        public InputStream open(String file) throws IOException {
            InputStream in = file.indexOf('/') >= 0 ? null : loader.getResourceAsStream(prefix + file);
            if (in == null) {
                throw new NoSuchFileException(prefix + file);
            }
            return new BufferedInputStream(in, 1 << 16);
        }
    }
}
