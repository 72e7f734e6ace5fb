package io.dlmone.distill;

import io.dlmone.distill.kit.StepInputs;
import io.dlmone.objective.DistillationContext;
import io.dlmone.random.CounterRandom;
import io.dlmone.text.Batch;
import java.util.stream.LongStream;
import java.util.zip.CRC32;

/**
 * What the teacher begins with for one microbatch: a function of data, seed, settings and number.
 *
 * @param number of the microbatch, from 0
 * @param batch the sources
 * @param keys of their noise
 */
public record EndpointSources(long number, Batch batch, long[] keys) {

    /**
     * {@return the sources of a microbatch}
     *
     * @param context of the distillation
     * @param copies 1, or the size of the codebook: then each source comes with all its vectors, one after the other
     * @param number of the microbatch
     */
    static EndpointSources of(DistillationContext context, int copies, long number) {
        int rows = context.settings().microbatch();
        Batch batch =
                StepInputs.batch(context, CounterRandom.of(context.settings().seed(), "kd/data"), number, copies);
        long[] keys = copies == 1
                ? StepInputs.keys(context, "kd/z", number, rows)
                : LongStream.range(0, rows).toArray();
        return new EndpointSources(number, batch, keys);
    }

    /** {@return a sum over tokens, places and noise, by which others are told from these} */
    public long checksum() {
        CRC32 sum = new CRC32();
        LongStream.of(batch.ids().longs()).forEach(id -> add(sum, id));
        for (int start : batch.starts()) {
            add(sum, start);
        }
        LongStream.of(keys).forEach(key -> add(sum, key));
        return sum.getValue();
    }

    private static void add(CRC32 sum, long value) {
        for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
            sum.update((int) (value >>> shift));
        }
    }
}
