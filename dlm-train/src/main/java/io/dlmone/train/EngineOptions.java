package io.dlmone.train;

import io.dlmone.backend.BackendOptions;
import io.dlmone.backend.Precision;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Where a job computes.
 *
 * @param backend the provider's name
 * @param device {@code cpu} or {@code cuda[:n]}
 * @param threads threads for one program
 * @param precision of matrix products
 */
public record EngineOptions(String backend, String device, int threads, Precision precision) implements Serializable {

    /**
     * In single precision.
     *
     * @param backend its stable name
     * @param device {@code cpu} or {@code cuda[:n]}
     * @param threads at least 1
     */
    public EngineOptions(String backend, String device, int threads) {
        this(backend, device, threads, Precision.FP32);
    }

    /** {@return as the engine takes them} */
    public BackendOptions toBackendOptions() {
        return new BackendOptions(device, threads, precision, Optional.empty());
    }

    /** {@return these options by the names of the settings} */
    public Map<String, Object> toConfig() {
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("backend", backend);
        config.put("device", device);
        config.put("threads", threads);
        config.put("precision", precision.name().toLowerCase(Locale.ROOT));
        return config;
    }
}
