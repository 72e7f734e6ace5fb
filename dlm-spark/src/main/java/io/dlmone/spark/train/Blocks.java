package io.dlmone.spark.train;

import io.dlmone.train.parallel.WorkersLost;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.storage.BlockData;
import org.apache.spark.storage.BlockId;
import org.apache.spark.storage.BlockManager;
import org.apache.spark.storage.BroadcastBlockId;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.util.io.ChunkedByteBuffer;
import scala.Option;
import scala.reflect.ClassTag$;

/**
 * Bytes by name that the processes of a Spark application have in common, in Spark's block manager: whoever puts them
 * keeps them, and others fetch them from there, over Spark's own network. They bear the names of a broadcast, so that
 * Spark forgets all of them at once.
 */
final class Blocks {

    private final long id;

    /** The blocks of one job. */
    Blocks(long id) {
        this.id = id;
    }

    private BlockId named(String name) {
        return new BroadcastBlockId(id, name);
    }

    private static BlockManager manager() {
        SparkEnv environment = SparkEnv.get();
        if (environment == null) {
            throw ended();
        }
        return environment.blockManager();
    }

    /** What there is to say once the application has ended, as it does when its master is lost. */
    static WorkersLost ended() {
        return new WorkersLost("the Spark application has ended", null);
    }

    /** Makes bytes known to all, in memory, or on disk where that is full. */
    void put(String name, ByteBuffer bytes) {
        boolean kept = LocalDisk.use(() -> manager()
                .putBytes(
                        named(name),
                        new ChunkedByteBuffer(new ByteBuffer[] {bytes}),
                        StorageLevel.MEMORY_AND_DISK_SER(),
                        true,
                        ClassTag$.MODULE$.apply(byte[].class)));
        if (!kept) {
            throw new IllegalStateException("Spark has no room for block " + named(name));
        }
    }

    /** A copy of the bytes of that name, if they are there by now. */
    Optional<ByteBuffer> find(String name) {
        BlockId block = named(name);
        BlockManager manager = manager();
        Option<BlockData> here = manager.getLocalBytes(block);
        if (here.isDefined()) {
            try {
                ByteBuffer bytes = here.get().toByteBuffer();
                return Optional.of(
                        ByteBuffer.allocate(bytes.remaining()).put(bytes).flip());
            } finally {
                manager.releaseLock(block, Option.apply(TaskContext.get()));
            }
        }
        Option<ChunkedByteBuffer> there = manager.getRemoteBytes(block);
        return there.isDefined() ? Optional.of(there.get().toByteBuffer()) : Optional.empty();
    }

    /** Forgets bytes that were put here. */
    void remove(String name) {
        manager().removeBlock(named(name), true);
    }

    /** Forgets all of them, everywhere. */
    void removeAll() {
        manager().master().removeBroadcast(id, true, false);
    }
}
