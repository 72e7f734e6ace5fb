package io.dlmone.train.compare;

import io.dlmone.train.Cadence;
import io.dlmone.train.Checks;
import io.dlmone.train.DistillOptions;
import io.dlmone.train.RecipePhase;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which objectives are to be compared, on what.
 *
 * @param teacher a model directory or a built-in model
 * @param data a data directory or {@code builtin:paraphrase}
 * @param out the directory to write; an interrupted comparison goes on there
 * @param objectives each by its name, with numbers of its own if needed, such as {@code sid:theta-lr=3e-5}
 * @param numbers settings of all objectives that have them, by name
 * @param minutes for each objective, validation included
 * @param cadence how often to validate
 * @param limit sources of the test split to compare on; 0: all
 * @param samples sentences for each source
 * @param seed of everything random
 */
public record CompareOptions(
        String teacher,
        String data,
        Path out,
        List<String> objectives,
        Map<String, String> numbers,
        double minutes,
        Cadence cadence,
        int limit,
        int samples,
        long seed) {

    public CompareOptions {
        objectives = List.copyOf(objectives);
        numbers = Map.copyOf(numbers);
        List<String> names = objectives.stream().map(CompareOptions::name).toList();
        new Checks()
                .positive("minutes", minutes, Checks.MOST)
                .atLeast("limit", limit, 0)
                .whole("samples", samples, 1, Checks.MOST_SENTENCES)
                .require(
                        names.stream().distinct().count() == names.size(),
                        "objectives",
                        "each objective once",
                        String.join(",", names))
                .refuse();
        objectives.forEach(objective -> RecipePhase.parse(recipe(objective)));
    }

    /** The objectives of a comma-separated list. */
    public static List<String> parse(String objectives) {
        return Arrays.stream(objectives.split(",", -1)).map(String::strip).toList();
    }

    static String name(String objective) {
        return objective.split(":", 2)[0];
    }

    private static String recipe(String objective) {
        String[] parts = objective.split(":", 2);
        return parts[0] + ":*" + (parts.length == 1 ? "" : ":" + parts[1]);
    }

    /** Where an objective's student goes. */
    Path student(String name) {
        return out.resolve(name).resolve("student");
    }

    /** Where an objective's run goes. */
    Path run(String name) {
        return out.resolve(name).resolve("run");
    }

    /** Where the page goes. */
    Path page() {
        return out.resolve("report.html");
    }

    /** The distillation with one objective. */
    DistillOptions distillation(String objective) {
        return distillation(name(objective), recipe(objective));
    }

    DistillOptions distillation(String name, String recipe) {
        return new DistillOptions(
                teacher,
                Optional.empty(),
                data,
                student(name),
                run(name),
                recipe,
                numbers,
                minutes,
                cadence,
                true,
                seed);
    }
}
