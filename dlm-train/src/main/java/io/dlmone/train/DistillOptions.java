package io.dlmone.train;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
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
 * @param run the run directory
 * @param recipe objectives and how long each lasts, see {@link RecipePhase#parse}
 * @param numbers settings that differ from the defaults, for all phases that have them, by name, such as
 *     {@code theta-lr}
 * @param minutes the time for all of it; 0: no limit
 * @param cadence how often to validate and save
 * @param keepBest write the student of the best validation rather than the last one
 * @param seed of everything random
 */
public record DistillOptions(
        String teacher,
        Optional<String> init,
        String data,
        Path out,
        Path run,
        String recipe,
        Map<String, String> numbers,
        double minutes,
        Cadence cadence,
        boolean keepBest,
        long seed) {

    public DistillOptions {
        numbers = Map.copyOf(numbers);
        List<RecipePhase> phases = RecipePhase.parse(recipe);
        boolean openEarly = phases.stream().limit(phases.size() - 1).anyMatch(RecipePhase::isOpen);
        boolean openEnd = phases.get(phases.size() - 1).isOpen();
        new Checks()
                .fromZero("minutes", minutes, Checks.MOST)
                .require(!openEarly, "recipe", "* as the length of the last phase only", recipe)
                .require(!openEnd || minutes > 0, "minutes", "a time, because the recipe ends with *", "none")
                .require(
                        cadence.validEvery() > 0,
                        "valid-every",
                        "at least 1, because every distillation is watched by validation",
                        "0")
                .refuse();
    }

    /** The recipe, read. */
    public List<RecipePhase> phases() {
        return RecipePhase.parse(recipe);
    }

    /** By the names of the flags. */
    public Map<String, Object> toConfig() {
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("teacher", teacher);
        init.ifPresent(model -> config.put("init", model));
        config.put("data", data);
        config.put("out", out.toString());
        config.put("run", run.toString());
        config.put("recipe", recipe);
        config.putAll(new TreeMap<>(numbers));
        config.put("minutes", minutes);
        config.put("seed", seed);
        config.put("keep", keepBest ? "best" : "last");
        config.putAll(cadence.toConfig());
        return config;
    }
}
