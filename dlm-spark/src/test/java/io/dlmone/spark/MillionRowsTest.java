package io.dlmone.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.dlmone.student.TextGenerator;
import io.dlmone.train.GenerateRun;
import io.dlmone.train.RunContext;
import io.dlmone.train.SystemSpec;
import java.io.BufferedReader;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Rows written on two executors, one of which is killed on the way. {@code -Ddlm.spark.rows=1000000} writes a million,
 * compares the first ten thousand, and requires of each core 0.8 of the sentences a second that each of two command
 * lines writes, side by side, with one thread.
 */
@ExtendWith(StopsCluster.class)
class MillionRowsTest {

    private static final int ROWS = Integer.getInteger("dlm.spark.rows", 1500);
    private static final int COMPARED = Math.min(ROWS, 10_000);
    private static final int ENOUGH_TO_TIME = 100_000;
    private static final int CORES = 2;
    private static final long SEED = 7;

    private final SparkSession spark = Cluster.session();
    private final List<String> sources = Cluster.sources();

    private String source(long i) {
        return sources.get((int) (i % sources.size()));
    }

    private Dataset<Row> table(int partitions) {
        List<String> all = sources;
        StructType schema = new StructType().add("id", DataTypes.LongType).add("source", DataTypes.StringType);
        return spark.range(0, ROWS, 1, partitions)
                .map(
                        (MapFunction<Long, Row>) i -> RowFactory.create(i, all.get((int) (i % all.size()))),
                        Encoders.row(schema));
    }

    private OneStepGenerator generator(Path at) {
        return new OneStepGenerator()
                .setModel(Cluster.student(at))
                .setInputCol("source")
                .setKeyCol("id")
                .setSeed(SEED);
    }

    @Test
    void areTheSameAsOnOneMachineThoughAnExecutorIsKilled(@TempDir Path at) {
        Killer killer = new Killer();
        String file = at.resolve("written").toString();
        spark.sparkContext().addSparkListener(killer);
        try {
            generator(at).transform(table(12)).write().parquet(file);
        } finally {
            spark.sparkContext().removeSparkListener(killer);
        }
        assertThat(killer.lost).as("executors lost on the way").hasPositiveValue();
        Dataset<Row> written = spark.read().parquet(file);
        assertThat(written.count()).isEqualTo(ROWS);
        List<String> texts = written.where("id < " + COMPARED).orderBy("id").collectAsList().stream()
                .map(row -> row.<String>getAs("generated"))
                .toList();
        try (TextGenerator alone =
                TextGenerator.builder(Cluster.STUDENT).seed(SEED).open()) {
            assertThat(texts)
                    .isEqualTo(alone.generate(
                            IntStream.range(0, COMPARED).mapToObj(this::source).toList()));
        }
    }

    @Test
    void areWrittenAboutAsFastAsByTheCommandLine(@TempDir Path at) {
        assumeThat(ROWS).isGreaterThanOrEqualTo(ENOUGH_TO_TIME);
        generator(at)
                .transform(table(4).limit(10_000))
                .write()
                .parquet(at.resolve("warm").toString());
        long before = System.nanoTime();
        generator(at).transform(table(12)).write().parquet(at.resolve("written").toString());
        double each = ROWS / seconds(before) / CORES;
        commandLines(10_000);
        double alone = commandLines(ENOUGH_TO_TIME);
        System.out.println(String.format(
                Locale.ROOT,
                "sentences a second: a core of Spark %.0f, a command line with a thread %.0f",
                each,
                alone));
        assertThat(each / alone).isGreaterThan(0.8);
    }

    /** Sentences a second of each of several that run at the same time, as the executors' tasks do. */
    private double commandLines(int rows) {
        return Stream.generate(() -> CompletableFuture.supplyAsync(() -> commandLine(rows)))
                .limit(CORES)
                .toList()
                .stream()
                .mapToDouble(CompletableFuture::join)
                .average()
                .orElseThrow();
    }

    private double commandLine(int rows) {
        String lines = IntStream.range(0, rows).mapToObj(this::source).collect(Collectors.joining("\n"));
        try (RunContext context = RunContext.builder().threads(1).open()) {
            long before = System.nanoTime();
            new GenerateRun(SystemSpec.asSaved(Cluster.STUDENT), 1, 1, 32, SEED, context)
                    .run(new BufferedReader(new StringReader(lines)), written -> {});
            return rows / seconds(before);
        }
    }

    private static double seconds(long before) {
        return (System.nanoTime() - before) / 1e9;
    }

    /** Ends an executor once a task has been done. */
    private static final class Killer extends SparkListener {

        private final AtomicInteger ended = new AtomicInteger();
        private final AtomicInteger lost = new AtomicInteger();

        @Override
        public void onTaskEnd(SparkListenerTaskEnd end) {
            if (ended.incrementAndGet() == 3) {
                Cluster.executor(end.taskInfo().executorId()).destroyForcibly();
            }
        }

        @Override
        public void onExecutorRemoved(SparkListenerExecutorRemoved removed) {
            lost.incrementAndGet();
        }
    }
}
