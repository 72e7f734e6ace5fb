package io.dlmone.cli.run;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where a job computes.
 *
 * @param backend the provider's name
 * @param device {@code cpu} or {@code cuda[:n]}
 * @param threads threads for one program
 */
public record EngineOptions(String backend, String device, int threads) {

    /** By the names of the flags. */
    Map<String, Object> toConfig() {
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("backend", backend);
        config.put("device", device);
        config.put("threads", threads);
        return config;
    }
}
