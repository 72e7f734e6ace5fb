package io.dlmone.train;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How a student is to be distilled.
 *
 * @param teacher a model directory or a built-in model
 * @param init a model with whose weights the student begins; empty: the teacher's
 * @param data a data directory or {@code builtin:paraphrase}
 * @param out the model directory to write, which must be new or empty
 * @param recipe objectives and how long each lasts
 * @param numbers settings that differ from the defaults, for all phases that have them, by name, such as
 *     {@code theta-lr}
 * @param minutes the time for all of it; 0: no limit
 * @param run where the run lies, its seed, how often to validate and save, which student to write
 */
public record DistillOptions(
        String teacher,
        Optional<String> init,
        String data,
        Path out,
        Recipe recipe,
        Map<String, String> numbers,
        double minutes,
        RunOptions run) {

    public DistillOptions {
        numbers = Map.copyOf(numbers);
        new Checks()
                .fromZero("minutes", minutes, Checks.MOST)
                .require(!recipe.isOpen() || minutes > 0, "minutes", "a time, because the recipe ends with *", "none")
                .require(
                        run.validEvery() > 0,
                        "valid-every",
                        "at least 1, because every distillation is watched by validation",
                        "0")
                .refuse();
    }

    /** {@return the run directory} */
    public Path directory() {
        return run.directory(out);
    }

    /** {@return these options by the names of the settings} */
    public Map<String, Object> toConfig() {
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("teacher", teacher);
        init.ifPresent(model -> config.put("init", model));
        config.put("data", data);
        config.put("out", out.toString());
        config.put("run", directory().toString());
        config.put("recipe", recipe.text());
        config.putAll(new TreeMap<>(numbers));
        config.put("minutes", minutes);
        config.putAll(run.toConfig());
        return config;
    }
}
