package io.dlmone.cli;

import io.dlmone.backend.Workers;
import io.dlmone.train.parallel.Cluster;
import io.dlmone.train.parallel.ClusterProvider;
import io.dlmone.train.parallel.ThreadCluster;
import io.dlmone.train.parallel.WorkerTask;
import java.util.Map;

/** Stands for Spark in tests of flags: workers are threads, which all fail at the address {@code failing}. */
public final class ThreadsAsSpark implements ClusterProvider {

    /** For the service loader. */
    public ThreadsAsSpark() {}

    @Override
    public String name() {
        return "spark";
    }

    @Override
    public Cluster connect(String address, int workers) {
        return new Cluster() {

            @Override
            public int workers() {
                return workers;
            }

            @Override
            public String describe() {
                return workers + " workers on " + address;
            }

            @Override
            public Map<String, Object> toConfig() {
                return Map.of("spark", address, "workers", workers);
            }

            @Override
            public Job job() {
                Job threads = new ThreadCluster(workers).job();
                return address.equals("failing") ? failing(threads) : threads;
            }
        };
    }

    private static Cluster.Job failing(Cluster.Job job) {
        return new Cluster.Job() {

            @Override
            public Workers keeper() {
                return job.keeper();
            }

            @Override
            public void start(WorkerTask task) {
                job.start(workers -> {
                    throw new IllegalStateException("the machine is gone");
                });
            }

            @Override
            public void close() {
                job.close();
            }
        };
    }
}
