package io.dlmone.train.parallel;

/** Connects to clusters of one kind. Found on the class path as a {@link java.util.ServiceLoader} finds services. */
public interface ClusterProvider {

    /** {@return the name of the setting that chooses it, such as {@code spark}} */
    String name();

    /**
     * Connects to a cluster.
     *
     * @param address where it is, as its users write it
     * @param workers how many workers to take there, at least 1
     * @return the cluster, which the caller closes
     * @throws io.dlmone.error.UserException if there is none at that address
     */
    Cluster connect(String address, int workers);
}
