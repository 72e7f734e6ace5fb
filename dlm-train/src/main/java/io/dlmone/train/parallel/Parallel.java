package io.dlmone.train.parallel;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How a training is shared.
 *
 * @param cluster where the workers are
 * @param averaging how they agree
 */
public record Parallel(Cluster cluster, Averaging averaging) {

    /** {@return this by the names of the settings} */
    public Map<String, Object> toConfig() {
        Map<String, Object> config = new LinkedHashMap<>(cluster.toConfig());
        config.putAll(averaging.toConfig());
        return config;
    }
}
