package io.dlmone.spark.train;

import io.dlmone.error.UserException;
import io.dlmone.train.Checks;
import io.dlmone.train.parallel.Cluster;
import io.dlmone.train.parallel.ClusterProvider;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.JavaSparkContext;

/** Connects to a Spark cluster by its master, with what {@code spark-submit} has set beside it. */
public final class SparkClusterProvider implements ClusterProvider {

    /** For the service loader. */
    public SparkClusterProvider() {}

    @Override
    public String name() {
        return "spark";
    }

    @Override
    public Cluster connect(String address, int workers) {
        SparkConf conf = new SparkConf().setMaster(address).setIfMissing("spark.app.name", "DLM-One");
        try {
            SparkContext context = LocalDisk.use(() -> SparkContext.getOrCreate(conf));
            return SparkCluster.owning(JavaSparkContext.fromSparkContext(context), workers);
        } catch (Exception e) { // Scala does not declare what it throws
            if (e instanceof SparkException) {
                throw refused(address, e);
            }
            throw e;
        }
    }

    private static UserException refused(String address, Exception e) {
        try {
            new Checks()
                    .require(false, "spark", "the master of a Spark cluster, such as local[2] or yarn", address)
                    .refuse();
        } catch (UserException refusal) {
            refusal.initCause(e);
            return refusal;
        }
        throw new AssertionError(address);
    }
}
