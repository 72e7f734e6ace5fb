package io.dlmone.spark.train;

import io.dlmone.backend.Workers;
import io.dlmone.train.parallel.WorkersEnded;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The workers of a job, which exchange {@link Blocks}. Each sum is a reduce-scatter and an all-gather: worker r gets
 * part r of everyone's values, adds them up in the order of the workers, and everyone gets all summed parts. So each
 * sends and receives about twice its values, however many workers there are. The keeper, which is the driver, gets the
 * summed parts; it says with a block of one byte for each sum that it goes along, or that the job is over.
 */
final class BlockWorkers implements Workers {

    private static final byte GOES_ON = 0;
    private static final byte IS_OVER = 1;
    private static final int HEADER = Long.BYTES;
    /** Numbers in one exchange: a block, and a message of Spark, hold less than 2 GB. */
    private static final int MOST = 1 << 27;

    private static final long SHORTEST_PAUSE = 1;
    private static final long LONGEST_PAUSE = 16;

    private final Blocks blocks;
    private final int rank;
    private final int count;
    private final Supplier<Optional<RuntimeException>> failure;
    private final int most;
    private long number;
    private long sent;

    /**
     * One of them, or their keeper.
     *
     * @param failure asked while it waits: what keeps the others from ever coming, if anything does
     */
    BlockWorkers(Blocks blocks, int rank, int count, Supplier<Optional<RuntimeException>> failure) {
        this(blocks, rank, count, failure, MOST);
    }

    BlockWorkers(Blocks blocks, int rank, int count, Supplier<Optional<RuntimeException>> failure, int most) {
        this.blocks = blocks;
        this.rank = rank;
        this.count = count;
        this.failure = failure;
        this.most = most;
    }

    @Override
    public int rank() {
        return rank;
    }

    @Override
    public int count() {
        return count;
    }

    @Override
    public long sentBytes() {
        return sent;
    }

    @Override
    public float[] sum(float[] values) {
        if (values.length <= most) {
            return sumOfFew(values);
        }
        float[] sums = new float[values.length];
        for (int at = 0; at < values.length; at += most) {
            float[] some = sumOfFew(Arrays.copyOfRange(values, at, Math.min(at + most, values.length)));
            System.arraycopy(some, 0, sums, at, some.length);
        }
        return sums;
    }

    private float[] sumOfFew(float[] values) {
        float[] sums = isKeeper() ? follow(values.length) : exchange(values);
        number++;
        return sums;
    }

    /**
     * Tells the workers, at their next sum, that the job is over; or at that after it, if this one goes along already.
     */
    void end() {
        blocks.put(go(number), ByteBuffer.wrap(new byte[] {IS_OVER}));
        blocks.put(go(number + 1), ByteBuffer.wrap(new byte[] {IS_OVER}));
    }

    private float[] follow(int length) {
        blocks.put(go(number), ByteBuffer.wrap(new byte[] {GOES_ON}));
        float[] sums = new float[length];
        long all = 0;
        for (int from = 0; from < count; from++) {
            ByteBuffer part = fetch(summed(number, from));
            all += part.getLong();
            read(part, sums, start(from, length));
        }
        sent = all / count;
        if (number > 0) {
            blocks.remove(go(number - 1));
        }
        return sums;
    }

    private float[] exchange(float[] values) {
        int length = values.length;
        int mine = start(rank, length);
        int size = start(rank + 1, length) - mine;
        for (int to = 0; to < count; to++) {
            if (to != rank) {
                int at = start(to, length);
                blocks.put(part(number, rank, to), bytes(values, at, start(to + 1, length) - at, 0));
            }
        }
        if (fetch(go(number)).get() == IS_OVER) {
            throw new WorkersEnded();
        }
        float[] sums = new float[length];
        for (int from = 0; from < count; from++) {
            if (from == rank) {
                add(values, mine, sums, mine, size, from == 0);
            } else {
                float[] theirs = new float[size];
                read(fetch(part(number, from, rank)), theirs, 0);
                add(theirs, 0, sums, mine, size, from == 0);
            }
        }
        sent += (long) count * (HEADER + (long) Float.BYTES * size);
        blocks.put(summed(number, rank), bytes(sums, mine, size, HEADER).putLong(0, sent));
        for (int from = 0; from < count; from++) {
            if (from != rank) {
                ByteBuffer part = fetch(summed(number, from));
                part.getLong();
                read(part, sums, start(from, length));
            }
        }
        forget(number - 1);
        return sums;
    }

    /** Every other worker, and the keeper, has come to this sum, so none needs what was put for the one before. */
    private void forget(long old) {
        if (old >= 0) {
            for (int to = 0; to < count; to++) {
                if (to != rank) {
                    blocks.remove(part(old, rank, to));
                }
            }
            blocks.remove(summed(old, rank));
        }
    }

    private ByteBuffer fetch(String name) {
        for (long pause = SHORTEST_PAUSE; ; pause = Math.min(2 * pause, LONGEST_PAUSE)) {
            Optional<ByteBuffer> bytes = blocks.find(name);
            if (bytes.isPresent()) {
                return bytes.get().order(ByteOrder.LITTLE_ENDIAN);
            }
            failure.get().ifPresent(e -> {
                throw e;
            });
            try {
                Thread.sleep(pause);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new WorkersEnded();
            }
        }
    }

    private static void add(float[] from, int at, float[] to, int start, int size, boolean first) {
        for (int i = 0; i < size; i++) {
            to[start + i] = first ? from[at + i] : to[start + i] + from[at + i];
        }
    }

    private ByteBuffer bytes(float[] values, int at, int size, int header) {
        ByteBuffer bytes = ByteBuffer.allocate(header + Float.BYTES * size).order(ByteOrder.LITTLE_ENDIAN);
        bytes.slice(header, Float.BYTES * size)
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer()
                .put(values, at, size);
        if (header == 0) {
            sent += bytes.capacity();
        }
        return bytes;
    }

    private static void read(ByteBuffer bytes, float[] into, int at) {
        bytes.asFloatBuffer().get(into, at, bytes.remaining() / Float.BYTES);
    }

    /** Where the part of a worker begins. */
    private int start(int worker, int length) {
        return (int) ((long) length * worker / count);
    }

    private static String go(long number) {
        return "go" + number;
    }

    private static String part(long number, int from, int to) {
        return "part" + number + "from" + from + "to" + to;
    }

    private static String summed(long number, int from) {
        return "sum" + number + "from" + from;
    }
}
