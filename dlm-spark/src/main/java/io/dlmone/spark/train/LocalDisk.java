package io.dlmone.spark.train;

import io.dlmone.error.UserException;
import io.dlmone.train.WriteFailure;
import java.io.IOException;
import java.util.function.Supplier;

/** The disk on which Spark keeps what has no room in memory. */
final class LocalDisk {

    private static final String WHERE = "spark.local.dir, or the directories that the cluster has in its place";

    private LocalDisk() {}

    /**
     * Does something for which Spark may write there.
     *
     * @throws UserException if it cannot: Scala does not declare the {@link IOException} that it throws
     */
    static <T> T use(Supplier<T> work) {
        try {
            return work.get();
        } catch (Exception e) {
            if (e instanceof IOException io) {
                throw WriteFailure.of(WHERE, io);
            }
            throw e;
        }
    }
}
