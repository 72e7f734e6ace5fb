package io.dlmone.train;

import io.dlmone.error.ErrorId;
import io.dlmone.error.Problem;
import io.dlmone.error.UserException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Keeps other processes out of a run directory; the system takes the lock away when the process ends, however it ends.
 */
final class RunLock implements AutoCloseable {

    /** Its name in a run directory. */
    static final String FILE = "lock";

    private final FileChannel channel;

    private RunLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Takes the lock.
     *
     * @throws UserException if another job has it
     */
    static RunLock take(Path run) {
        FileChannel channel = null;
        try {
            Files.createDirectories(run);
            channel = FileChannel.open(run.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return new RunLock(channel);
            }
            channel.close();
        } catch (OverlappingFileLockException e) {
            closeQuietly(channel);
        } catch (IOException e) {
            closeQuietly(channel);
            throw WriteFailure.of(run.toString(), e);
        }
        throw new UserException(new Problem(
                ErrorId.RUN_8,
                run.toString(),
                "a run directory that no other job uses",
                "a job at work in it",
                "Wait until it has ended, or name another directory with setting run."));
    }

    private static void closeQuietly(FileChannel channel) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            return;
        }
    }

    @Override
    public void close() {
        closeQuietly(channel);
    }
}
