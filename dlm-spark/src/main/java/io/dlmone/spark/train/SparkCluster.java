package io.dlmone.spark.train;

import io.dlmone.backend.Workers;
import io.dlmone.train.Checks;
import io.dlmone.train.parallel.Cluster;
import io.dlmone.train.parallel.WorkerTask;
import io.dlmone.train.parallel.WorkersLost;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.Utils;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/**
 * Workers that are the tasks of a barrier stage, which Spark starts and ends together; the driver is their keeper. What
 * workers need travels as a broadcast, and sums of gradients or weights as blocks of Spark's block manager. When a task
 * or its executor fails, Spark ends the others, and the training goes on from its newest checkpoint with a new stage.
 */
public final class SparkCluster implements Cluster {

    /**
     * The key of Spark's configuration that names a directory on any Hadoop file system, such as
     * {@code hdfs:///runs/teacher}, to which the run directory is copied behind every checkpoint.
     */
    public static final String RUN_COPY = "spark.dlm.runCopy";

    private static final Duration LONGEST_WAIT = Duration.ofMinutes(2);
    private static final long PAUSE_MILLIS = 200;

    private final JavaSparkContext spark;
    private final int workers;
    private final boolean owns;
    private final Duration longestWait;

    /**
     * Workers in a Spark application, which must have as many task slots.
     *
     * @param spark the application; stays the caller's
     * @param workers how many
     */
    public SparkCluster(JavaSparkContext spark, int workers) {
        this(spark, workers, false, LONGEST_WAIT);
    }

    private SparkCluster(JavaSparkContext spark, int workers, boolean owns, Duration longestWait) {
        this.spark = spark;
        this.workers = workers;
        this.owns = owns;
        this.longestWait = longestWait;
    }

    /**
     * {@return the same, waiting less, or longer, than two minutes for as many task slots as there are workers}
     *
     * @param time after which a training is refused
     */
    public SparkCluster waitingAtMost(Duration time) {
        return new SparkCluster(spark, workers, owns, time);
    }

    /** Workers in an application that ends with their cluster. */
    static SparkCluster owning(JavaSparkContext spark, int workers) {
        return new SparkCluster(spark, workers, true, LONGEST_WAIT);
    }

    @Override
    public void close() {
        if (owns) {
            spark.stop();
        }
    }

    @Override
    public Map<String, Object> toConfig() {
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("spark", spark.master());
        config.put("workers", workers);
        return config;
    }

    /** Spark has no barriers where executors come and go as it likes. */
    static void requireBarriers(SparkConf conf) {
        new Checks()
                .require(
                        !Utils.isDynamicAllocationEnabled(conf),
                        "spark.dynamicAllocation.enabled",
                        "false, because all workers start together, on executors that stay",
                        "true")
                .refuse();
    }

    /** Waits until there are as many slots as a barrier stage needs at once; executors come one after the other. */
    private void awaitSlots() {
        SparkContext context = spark.sc();
        long start = System.nanoTime();
        int slots = slots(context);
        while (slots < workers && System.nanoTime() - start < longestWait.toNanos()) {
            try {
                Thread.sleep(PAUSE_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
            slots = slots(context);
        }
        new Checks()
                .require(
                        slots >= workers,
                        "workers",
                        "at most as many as tasks can run at once on " + spark.master() + ", which is " + slots,
                        String.valueOf(workers))
                .refuse();
    }

    private static int slots(SparkContext context) {
        return context.maxNumConcurrentTasks(context.resourceProfileManager().defaultResourceProfile());
    }

    @Override
    public int workers() {
        return workers;
    }

    @Override
    public String describe() {
        return workers + " workers on " + spark.master();
    }

    @Override
    public void saved(Path run) {
        String place = spark.getConf().get(RUN_COPY, "");
        if (!place.isEmpty()) {
            new RunCopy(place, spark.hadoopConfiguration()).take(run);
        }
    }

    @Override
    public Job job() {
        if (spark.sc().isStopped()) {
            throw Blocks.ended();
        }
        return new BarrierJob();
    }

    /** One barrier stage. A thread waits for its end. */
    private final class BarrierJob implements Job {

        private final long id = ThreadLocalRandom.current().nextLong(1L << 40, 1L << 60);
        private final String group = "dlm-training-" + id;
        private final Blocks blocks = new Blocks(id);
        private final BlockWorkers keeper = new BlockWorkers(blocks, workers, workers, this::failure);
        private volatile Optional<Throwable> failed = Optional.empty();
        private Optional<Broadcast<Sent<WorkerTask>>> task = Optional.empty();
        private Optional<Thread> stage = Optional.empty();
        private final FirstFailure first = new FirstFailure(group);

        @Override
        public Workers keeper() {
            return keeper;
        }

        @Override
        public void start(WorkerTask work) {
            requireBarriers(spark.getConf());
            awaitSlots();
            Broadcast<Sent<WorkerTask>> sent = LocalDisk.use(() -> spark.broadcast(new Sent<>(work)));
            task = Optional.of(sent);
            spark.sc().addSparkListener(first);
            Thread thread = new Thread(() -> run(sent), group);
            thread.setDaemon(true);
            stage = Optional.of(thread);
            thread.start();
        }

        private void run(Broadcast<Sent<WorkerTask>> sent) {
            try {
                spark.setJobGroup(group, "DLM-One training", true);
                List<Integer> ranks = IntStream.range(0, workers).boxed().toList();
                ClassTag<Integer> type = ClassTag$.MODULE$.apply(Integer.class);
                spark.parallelize(ranks, workers)
                        .rdd()
                        .barrier()
                        .mapPartitions(new BarrierTask(sent, id, workers), false, type)
                        .count();
            } catch (Throwable e) { // whatever it is, the keeper waits for workers no longer
                failed = Optional.of(e);
            }
        }

        private Optional<RuntimeException> failure() {
            return failed.map(e -> new WorkersLost(first.reason().orElseGet(() -> firstLine(e)), e));
        }

        @Override
        public void close() {
            if (stage.isPresent()) {
                keeper.end();
                join(stage.get());
                spark.sc().removeSparkListener(first);
            }
            blocks.removeAll();
            task.ifPresent(Broadcast::destroy);
        }

        private void join(Thread thread) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                spark.cancelJobGroup(group);
                Thread.currentThread().interrupt();
            }
        }
    }

    private static String firstLine(Throwable e) {
        String message = String.valueOf(e.getMessage());
        return message.lines().findFirst().orElse(message);
    }
}
