package io.dlmone.train.parallel;

import io.dlmone.error.ErrorId;
import io.dlmone.error.Problem;
import io.dlmone.error.UserException;
import java.util.ServiceLoader;

/** The clusters that a training can be shared on, by name. */
public final class Clusters {

    private Clusters() {}

    /**
     * {@return what connects to clusters of a kind}
     *
     * @param name its stable name, such as {@code spark}
     * @throws UserException if it is not on the class path
     */
    public static ClusterProvider named(String name) {
        return ServiceLoader.load(ClusterProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(provider -> provider.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new UserException(new Problem(
                        ErrorId.PLUGIN_1,
                        "setting " + name,
                        "dlm-" + name + " on the class path, with the software of the cluster itself",
                        "a class path without it",
                        "Run this in the cluster's own way, for Spark with spark-submit and the jar of dlm-spark:"
                                + " docs/spark.md has the command.")));
    }
}
