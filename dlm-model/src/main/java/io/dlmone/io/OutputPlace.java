package io.dlmone.io;

import io.dlmone.error.ErrorId;
import io.dlmone.error.Problem;
import io.dlmone.error.UserException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Looks at the place of an output before work is done for it, so that what cannot be written is refused while nothing
 * is lost. Leaves nothing behind. Thread-safe.
 */
public final class OutputPlace {

    private static final int MOST_LINKS = 40;

    /** The kind of a file among the bits of its mode, and the kind of a socket. */
    private static final int KIND = 0170000;

    private static final int SOCKET = 0140000;

    private OutputPlace() {}

    /**
     * Refuses a file that {@link AtomicFiles#write} could not write: a directory, a file below another file, a place
     * without permission, or a regular file named by the number under which it is open.
     *
     * @param target file to be written later
     * @throws UserException {@code DLM-IO-5} for what is no file to write, else as {@link AtomicFiles}
     */
    public static void requireFile(Path target) {
        try {
            if (Files.isDirectory(target)) {
                throw noFile(target, "a directory", "Name a file.");
            }
            if (Files.isRegularFile(target) && isDescriptor(target)) {
                throw noFile(target, "a file that is open already", "Name the file itself.");
            }
            if (isSocket(target)) {
                throw noFile(target, "a socket", "Name a file.");
            }
            if (!isWrittenThrough(target)) {
                probe(nearest(resolve(target).getParent()));
            } else if (!Files.isWritable(target)) {
                throw new FileSystemException(target.toString(), null, "permission denied");
            }
        } catch (IOException e) {
            throw AtomicFiles.cannotWrite(target, e);
        }
    }

    /**
     * Refuses a directory that {@link AtomicFiles#writeDirectory} could not write: one with files in it, a file, or a
     * place without permission.
     *
     * @param target directory to be written later
     * @throws UserException {@code DLM-IO-3} for what holds files already, else as {@link AtomicFiles}
     */
    public static void requireDirectory(Path target) {
        try {
            boolean directoryThere = Files.isDirectory(target);
            if (directoryThere ? !AtomicFiles.isEmpty(target) : Files.exists(target)) {
                throw new UserException(new Problem(
                        ErrorId.IO_3,
                        target.toString(),
                        "a new or empty directory",
                        directoryThere ? "a directory with files in it" : "a file",
                        "Name another directory or remove this one."));
            }
            Path directory = resolve(target);
            probe(directoryThere ? directory : nearest(directory.getParent()));
        } catch (IOException e) {
            throw AtomicFiles.cannotWrite(target, e);
        }
    }

    /**
     * {@return whether {@link AtomicFiles#write} gives its bytes to what is there (a device, a pipe) and makes no new
     * file}
     *
     * @param target any path
     */
    public static boolean isWrittenThrough(Path target) {
        try {
            Path parent = target.toAbsolutePath().getParent();
            return Files.exists(target)
                    && !Files.isDirectory(target)
                    && (!Files.isRegularFile(target)
                            || isDescriptor(target)
                            || isMounted(resolve(target))
                            || !Files.isWritable(parent) && Files.isWritable(target));
        } catch (IOException unreadable) {
            return false;
        }
    }

    /**
     * Whether a directory has to stay where it is, because a file system is mounted on it, the process stands in it or
     * its parent cannot be written.
     */
    static boolean mustStay(Path directory) throws IOException {
        return Path.of("").toRealPath().equals(directory.toRealPath())
                || isMounted(directory)
                || !Files.isWritable(directory.getParent());
    }

    /** Where a target lies: links are followed, also to what does not exist. Absolute. */
    static Path resolve(Path target) throws IOException {
        Path file = target.toAbsolutePath().normalize();
        for (int links = 0; Files.isSymbolicLink(file); links++) {
            if (links == MOST_LINKS) {
                throw new FileSystemException(target.toString(), null, "symbolic links without an end");
            }
            file = file.resolveSibling(Files.readSymbolicLink(file)).normalize();
        }
        return file;
    }

    /** Whether a target is named by the number under which this process has it open, as {@code /dev/stdout} is. */
    private static boolean isDescriptor(Path target) throws IOException {
        Path file = target.toAbsolutePath().normalize();
        for (int links = 0; links < MOST_LINKS; links++) {
            if (file.getParent() != null && file.getParent().toRealPath().startsWith("/proc")) {
                return true;
            }
            if (!Files.isSymbolicLink(file)) {
                return false;
            }
            file = file.resolveSibling(Files.readSymbolicLink(file)).normalize();
        }
        return false;
    }

    private static boolean isMounted(Path file) throws IOException {
        return isUnix(file)
                && file.getParent() != null
                && !Files.getAttribute(file, "unix:dev").equals(Files.getAttribute(file.getParent(), "unix:dev"));
    }

    private static boolean isSocket(Path target) throws IOException {
        return Files.exists(target)
                && isUnix(target)
                && ((int) Files.getAttribute(target, "unix:mode") & KIND) == SOCKET;
    }

    private static boolean isUnix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("unix");
    }

    private static Path nearest(Path directory) {
        Path there = directory;
        while (there != null && !Files.exists(there)) {
            there = there.getParent();
        }
        return there;
    }

    private static void probe(Path directory) throws IOException {
        if (directory == null) {
            throw new FileSystemException("/", null, "no directory to write into");
        }
        if (!Files.isDirectory(directory)) {
            throw new FileAlreadyExistsException(directory.toString());
        }
        Files.delete(Files.createTempFile(directory, ".dlm-", ".tmp"));
    }

    private static UserException noFile(Path target, String found, String remedy) {
        return new UserException(new Problem(ErrorId.IO_5, target.toString(), "a file to write", found, remedy));
    }
}
