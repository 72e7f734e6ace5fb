package io.dlmone.spark;

import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/** Stops the cluster of a JVM behind the last of its tests. */
final class StopsCluster implements BeforeAllCallback {

    @Override
    public void beforeAll(ExtensionContext context) {
        context.getRoot().getStore(Namespace.create(StopsCluster.class)).getOrComputeIfAbsent("cluster", key ->
                (AutoCloseable) StopsCluster::stop);
    }

    private static void stop() {
        if (!SparkSession.getDefaultSession().isEmpty()) {
            SparkSession.getDefaultSession().get().stop();
        }
    }
}
