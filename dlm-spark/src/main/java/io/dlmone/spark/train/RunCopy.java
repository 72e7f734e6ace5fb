package io.dlmone.spark.train;

import io.dlmone.train.WriteFailure;
import java.io.IOException;
import java.nio.file.Files;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A copy of a run directory on a file system that Hadoop knows, such as HDFS or an object store, for when the driver's
 * machine is lost with its disks. It takes the place of the copy before when it is whole.
 *
 * @param place where it is
 * @param configuration of the file system
 */
record RunCopy(String place, Configuration configuration) {

    /** Copies a run as it is now. */
    void take(java.nio.file.Path run) {
        Path target = new Path(place);
        Path fresh = target.suffix(".new");
        Path old = target.suffix(".old");
        try {
            FileSystem files = target.getFileSystem(configuration);
            files.delete(fresh, true);
            copy(files, run, fresh);
            if (files.exists(target)) {
                files.delete(old, true);
                move(files, target, old);
            }
            move(files, fresh, target);
            files.delete(old, true);
        } catch (IOException e) {
            throw WriteFailure.of(place, e);
        }
    }

    private static void move(FileSystem files, Path from, Path to) throws IOException {
        if (!files.rename(from, to)) {
            throw new IOException("cannot be moved from " + from);
        }
    }

    private static void copy(FileSystem files, java.nio.file.Path from, Path to) throws IOException {
        files.mkdirs(to);
        try (var all = Files.newDirectoryStream(from)) {
            for (java.nio.file.Path file : all) {
                Path copied = new Path(to, file.getFileName().toString());
                if (Files.isDirectory(file)) {
                    copy(files, file, copied);
                } else {
                    files.copyFromLocalFile(new Path(file.toUri()), copied);
                }
            }
        }
    }
}
