package io.dlmone.spark.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dlmone.error.UserException;
import io.dlmone.spark.Cluster;
import io.dlmone.train.parallel.WorkersLost;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BlockWorkersTest {

    private static final float[] NONE = new float[8];

    /** Sums that are too long for a block go in pieces, and come to the same. */
    @ParameterizedTest
    @ValueSource(ints = {3, 4, 8, 100})
    void addUpInPieces(int most) {
        Cluster.session();
        Blocks blocks = new Blocks(1L << 39 | most);
        BlockWorkers[] all = IntStream.range(0, 3)
                .mapToObj(rank -> new BlockWorkers(blocks, rank, 2, Optional::empty, most))
                .toArray(BlockWorkers[]::new);
        CompletableFuture<float[]> first = CompletableFuture.supplyAsync(() -> twice(all[0], 1));
        CompletableFuture<float[]> second = CompletableFuture.supplyAsync(() -> twice(all[1], 10));
        float[] expected = {0, 22, 44, 66, 88, 110, 132, 154};
        assertThat(twice(all[2], 0)).containsExactly(expected);
        assertThat(first.join()).containsExactly(expected);
        assertThat(second.join()).containsExactly(expected);
        blocks.removeAll();
    }

    /** The second sum is of what the first came to. */
    private static float[] twice(BlockWorkers workers, int times) {
        float[] values = new float[8];
        for (int i = 0; i < values.length; i++) {
            values[i] = times * i;
        }
        float[] sums = workers.sum(values);
        return workers.sum(workers.isKeeper() ? NONE : sums);
    }

    /** Spark tries a stage again and again, and tells of the last time. */
    @Test
    void theirKeeperIsToldWhatTheFirstDiedOf() {
        JavaSparkContext spark = new JavaSparkContext(Cluster.session().sparkContext());
        try (var job = new SparkCluster(spark, 2).job()) {
            job.start(workers -> {
                throw new IllegalStateException("worker " + workers.rank() + " has no room");
            });
            assertThatThrownBy(() -> job.keeper().sum(NONE))
                    .isInstanceOf(WorkersLost.class)
                    .hasMessageContaining("has no room");
        }
    }

    @Test
    void executorsThatComeAndGoAreRefused() {
        SparkConf conf = new SparkConf(false).setMaster("yarn");
        SparkCluster.requireBarriers(conf);
        conf.set("spark.dynamicAllocation.enabled", "true");
        assertThatThrownBy(() -> SparkCluster.requireBarriers(conf))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("spark.dynamicAllocation.enabled");
    }
}
