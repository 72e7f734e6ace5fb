package io.dlmone.student;

import io.dlmone.model.NoiseSchedule;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How a model writes unless it is told otherwise: {@code generation_config.json}.
 *
 * @param sampler the sampler's stable name; {@value #ONE_STEP} for a student
 * @param steps number of network calls, 1 to T
 * @param round replace every prediction by its nearest embeddings
 * @param initialTime the time of the noise begun with, 0 to T-1; t_init for a student (DLM-One, table 5)
 * @param noiseCodebook vectors in a student's {@link NoiseCodebook}; 0: none
 */
public record GenerationConfig(String sampler, int steps, boolean round, int initialTime, int noiseCodebook) {

    /** Without a codebook: noise is standard normal without end. */
    public GenerationConfig(String sampler, int steps, boolean round, int initialTime) {
        this(sampler, steps, round, initialTime, 0);
    }

    /** The name that stands for a student's single call. */
    public static final String ONE_STEP = "one-step";

    /** The official teacher: ancestral sampling through all times, with rounding. */
    public static GenerationConfig teacher(NoiseSchedule schedule) {
        return new GenerationConfig("ancestral", schedule.steps(), true, schedule.steps() - 1);
    }

    /** One call at a time. */
    public static GenerationConfig student(int initialTime) {
        return student(initialTime, 0);
    }

    /** One call at a time, with noise from a codebook. */
    public static GenerationConfig student(int initialTime, int noiseCodebook) {
        return new GenerationConfig(ONE_STEP, 1, false, initialTime, noiseCodebook);
    }

    Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("sampler", sampler);
        map.put("steps", steps);
        map.put("round", round);
        map.put("initial_time", initialTime);
        map.put("noise_codebook", noiseCodebook);
        return map;
    }
}
