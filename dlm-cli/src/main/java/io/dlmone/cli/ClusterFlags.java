package io.dlmone.cli;

import io.dlmone.train.Checks;
import io.dlmone.train.RunContext;
import io.dlmone.train.parallel.Averaging;
import io.dlmone.train.parallel.Cluster;
import io.dlmone.train.parallel.Clusters;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The flags by which workers of a cluster share a training. */
final class ClusterFlags implements AutoCloseable {

    @Option(
            names = "--spark",
            paramLabel = "MASTER",
            description = "Share the updates with tasks on this Spark cluster, such as yarn or spark://host:7077; with"
                    + " spark-submit the flag's value is its --master. Needs dlm-spark, see docs/spark.md.")
    private String spark;

    @Option(
            names = "--workers",
            paramLabel = "N",
            defaultValue = "1",
            description =
                    "With --spark: tasks, each with an engine of its own, that share a batch; a divisor of --batch"
                            + " by --microbatch.")
    private int workers;

    @Option(
            names = "--local-steps",
            paramLabel = "N",
            defaultValue = "0",
            description = "With --spark: updates that each worker makes of its own part of the batches between two"
                    + " averages of the weights (DiLoCo); 0: every update is made of the mean of all gradients.")
    private long localSteps;

    @Option(
            names = "--outer-lr",
            paramLabel = "X",
            defaultValue = "" + Averaging.RATE,
            description = "With --local-steps: rate of the optimiser that moves weights to their averages.")
    private double outerRate;

    @Option(
            names = "--outer-momentum",
            paramLabel = "X",
            defaultValue = "" + Averaging.MOMENTUM,
            description = "With --local-steps: its Nesterov momentum, below 1.")
    private double outerMomentum;

    private Optional<Cluster> connected = Optional.empty();

    /** The context of a job, beside the workers that are asked for, if any are. */
    RunContext share(RunContext context) {
        new Checks()
                .whole("workers", workers, 1, Checks.MOST_TOGETHER)
                .atLeast("local-steps", localSteps, 0)
                .positive("outer-lr", outerRate, 10)
                .fraction("outer-momentum", outerMomentum, 0, 1)
                .require(
                        spark != null || workers == 1,
                        "workers",
                        "1 without setting spark, which says where they are",
                        String.valueOf(workers))
                .require(
                        localSteps > 0 || outerRate == Averaging.RATE,
                        "outer-lr",
                        "setting local-steps beside it, without which no weights are averaged",
                        "none")
                .require(
                        localSteps > 0 || outerMomentum == Averaging.MOMENTUM,
                        "outer-momentum",
                        "setting local-steps beside it, without which no weights are averaged",
                        "none")
                .require(
                        spark != null || localSteps == 0,
                        "local-steps",
                        "0 without setting spark, since one worker has nobody to average with",
                        String.valueOf(localSteps))
                .refuse();
        if (spark == null) {
            return context;
        }
        Averaging averaging = new Averaging(localSteps, outerRate, outerMomentum);
        Cluster cluster = Clusters.named("spark").connect(spark, workers);
        connected = Optional.of(cluster);
        return context.on(cluster, averaging);
    }

    @Override
    public void close() {
        connected.ifPresent(Cluster::close);
    }
}
