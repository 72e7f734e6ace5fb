package io.dlmone.io;

import io.dlmone.error.ErrorId;
import io.dlmone.error.Problem;
import io.dlmone.error.UserException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.CopyOption;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Writes files and directories so that a reader sees the old content or the whole new content, never a part: the new
 * content is written beside the target, synced to disk, then moved into place. When writing fails the target keeps its
 * old content and nothing else is left behind; a failure of the disk becomes a {@link UserException} ({@code DLM-IO-1}
 * for a full disk, {@code DLM-IO-2} otherwise). Calls for different targets may run in parallel.
 *
 * <p>What cannot be replaced is written into instead: the bytes go through a device, a pipe or a mounted file, and a
 * directory that is empty, mounted or the process's own keeps its place and gets its files one after the other.
 */
public final class AtomicFiles {

    private AtomicFiles() {}

    /**
     * Writes one file. The stream is buffered and closed here. Missing parent directories are created, and a symbolic
     * link is followed. See {@link OutputPlace#isWrittenThrough} for what is no regular file.
     *
     * @param target where to
     * @param content writes the bytes
     */
    public static void write(Path target, ThrowingConsumer<? super OutputStream> content) {
        if (OutputPlace.isWrittenThrough(target)) {
            writeThrough(target, content);
            return;
        }
        try {
            Path file = resolve(target);
            Path temporary = beside(file);
            try {
                fill(temporary, content);
                move(temporary, file, StandardCopyOption.REPLACE_EXISTING);
                syncDirectory(file.getParent());
            } finally {
                Files.deleteIfExists(temporary);
            }
        } catch (IOException e) {
            throw cannotWrite(target, e);
        }
    }

    private static void fill(Path temporary, ThrowingConsumer<? super OutputStream> content) throws IOException {
        try (FileChannel channel =
                        FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16)) {
            content.accept(out);
            out.flush();
            channel.force(true);
        }
    }

    /**
     * Writes several regular files, all of them or none: the first takes its place when the last is on the disk.
     *
     * @param contents for each file what writes its bytes
     */
    public static void writeAll(Map<Path, ThrowingConsumer<? super OutputStream>> contents) {
        Map<Path, Path> temporaries = new LinkedHashMap<>();
        try {
            for (Map.Entry<Path, ThrowingConsumer<? super OutputStream>> each : contents.entrySet()) {
                Path file = resolve(each.getKey());
                temporaries.put(file, beside(file));
                fill(temporaries.get(file), each.getValue());
            }
            for (Map.Entry<Path, Path> each : temporaries.entrySet()) {
                move(each.getValue(), each.getKey(), StandardCopyOption.REPLACE_EXISTING);
                syncDirectory(each.getKey().getParent());
            }
        } catch (IOException e) {
            throw cannotWrite(contents.keySet().iterator().next(), e);
        } finally {
            temporaries.values().forEach(AtomicFiles::deleteQuietly);
        }
    }

    private static void deleteQuietly(Path temporary) {
        try {
            Files.deleteIfExists(temporary);
        } catch (IOException leftBehind) {
            return;
        }
    }

    private static void writeThrough(Path target, ThrowingConsumer<? super OutputStream> content) {
        try (OutputStream out = new BufferedOutputStream(
                Files.newOutputStream(target, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING),
                1 << 16)) {
            content.accept(out);
        } catch (IOException e) {
            throw cannotWrite(target, e, "");
        }
    }

    /**
     * Writes a new directory: the consumer fills an empty directory beside the target, which then takes the target's
     * name. The target must not exist or be empty ({@code DLM-IO-3}), so that no file of the user is lost.
     *
     * @param target where to
     * @param content fills the directory that it is given
     */
    public static void writeDirectory(Path target, ThrowingConsumer<? super Path> content) {
        OutputPlace.requireDirectory(target);
        replaceDirectory(target, content);
    }

    /**
     * Writes a directory in place of an older one, whose files are deleted once the new ones stand. Should the machine
     * stop between the two moves, the old directory lies beside the target under a name that begins with a dot. The
     * consumer writes with plain streams: the whole directory is synced here.
     *
     * @param target where to
     * @param content fills the directory that it is given
     */
    public static void replaceDirectory(Path target, ThrowingConsumer<? super Path> content) {
        Path old;
        try {
            Path directory = resolve(target);
            if (Files.isDirectory(directory) && (isEmpty(directory) || OutputPlace.mustStay(directory))) {
                writeInto(directory, content);
                return;
            }
            Path temporary = beside(directory);
            old = beside(directory);
            try {
                Files.createDirectory(temporary);
                content.accept(temporary);
                sync(temporary);
                boolean existed = Files.exists(directory);
                if (existed && !Files.isDirectory(directory)) {
                    throw new FileAlreadyExistsException(directory.toString());
                }
                if (existed) {
                    move(directory, old);
                }
                try {
                    move(temporary, directory);
                } catch (IOException e) {
                    if (existed) {
                        move(old, directory);
                    }
                    throw e;
                }
                syncDirectory(directory.getParent());
            } finally {
                deleteTree(temporary);
            }
        } catch (IOException e) {
            throw cannotWrite(target, e);
        }
        try {
            deleteTree(old);
        } catch (IOException e) {
            throw new UserException(new Problem(
                    ErrorId.IO_4,
                    target.toString(),
                    "to remove the files it replaces",
                    reason(e),
                    "The new files are in place; remove " + old + " by hand."));
        }
    }

    /** Gives a directory new files in place of those in it. */
    private static void writeInto(Path directory, ThrowingConsumer<? super Path> content) throws IOException {
        Path temporary = beside(directory.resolve("new"));
        try {
            List<Path> old = entries(directory);
            Files.createDirectory(temporary);
            content.accept(temporary);
            sync(temporary);
            for (Path file : entries(temporary)) {
                move(file, directory.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
                old.remove(directory.resolve(file.getFileName()));
            }
            for (Path file : old) {
                deleteTree(file);
            }
            syncDirectory(directory);
        } finally {
            deleteTree(temporary);
        }
    }

    /** Whether a directory holds no file of the user's. */
    static boolean isEmpty(Path directory) throws IOException {
        return entries(directory).isEmpty();
    }

    /** What lies in a directory of the user's; a file system keeps its {@code lost+found}. */
    private static List<Path> entries(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.filter(entry -> !entry.endsWith("lost+found")).collect(Collectors.toList());
        }
    }

    private static Path resolve(Path target) throws IOException {
        Path file = OutputPlace.resolve(target);
        Files.createDirectories(file.getParent());
        return file;
    }

    /**
     * Removes a directory with all its files; it vanishes as a whole before the files are deleted.
     *
     * @param target any directory; nothing is done if it is not there
     */
    public static void deleteDirectory(Path target) {
        try {
            Path doomed = beside(target);
            move(target, doomed);
            deleteTree(doomed);
        } catch (IOException e) {
            throw cannotWrite(target, e);
        }
    }

    private static Path beside(Path file) {
        return file.resolveSibling("." + file.getFileName() + "." + UUID.randomUUID() + ".tmp");
    }

    private static void move(Path from, Path to, CopyOption... options) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(from, to, options);
        }
    }

    private static void sync(Path directory) throws IOException {
        List<Path> paths;
        try (Stream<Path> tree = Files.walk(directory)) {
            paths = tree.toList();
        }
        for (Path path : paths) {
            if (Files.isDirectory(path)) {
                syncDirectory(path);
            } else {
                try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
                    channel.force(true);
                }
            }
        }
    }

    /** Makes a rename durable where the platform lets a directory be opened; elsewhere there is nothing to do. */
    private static void syncDirectory(Path directory) {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException notSupportedHere) {
            return;
        }
    }

    private static void deleteTree(Path root) throws IOException {
        if (!Files.exists(root)) {
            return;
        }
        List<Path> paths;
        try (Stream<Path> tree = Files.walk(root)) {
            paths = tree.sorted(Comparator.reverseOrder()).toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        for (Path path : paths) {
            Files.deleteIfExists(path);
        }
    }

    static UserException cannotWrite(Path target, IOException cause) {
        return cannotWrite(target, cause, "Nothing was written; ");
    }

    private static UserException cannotWrite(Path target, IOException cause, String state) {
        String reason = reason(cause);
        String lower = reason.toLowerCase(Locale.ROOT);
        boolean full = lower.contains("no space left") || lower.contains("not enough space") || lower.contains("quota");
        UserException exception = new UserException(
                full
                        ? new Problem(
                                ErrorId.IO_1,
                                target.toString(),
                                "room on the disk",
                                "a full disk (" + reason + ")",
                                sentence(state + "free some space or name another place."))
                        : new Problem(
                                ErrorId.IO_2,
                                target.toString(),
                                "a place that can be written",
                                reason,
                                sentence(state + "check the path and its permissions.")));
        exception.initCause(cause);
        return exception;
    }

    private static String sentence(String text) {
        return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }

    private static String reason(IOException cause) {
        if (cause instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (cause instanceof FileAlreadyExistsException e) {
            return "a file at " + e.getFile() + " where a directory is needed";
        }
        if (cause instanceof NoSuchFileException e) {
            return "nothing at " + e.getFile();
        }
        if (cause instanceof FileSystemException e && e.getReason() != null) {
            return e.getReason();
        }
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }
}
