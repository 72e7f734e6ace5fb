package io.dlmone.train.compare;

import io.dlmone.train.Checks;
import io.dlmone.train.DistillOptions;
import io.dlmone.train.Phase;
import io.dlmone.train.Recipe;
import io.dlmone.train.RunOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which objectives are to be compared, on what.
 *
 * @param teacher a model directory or a built-in model
 * @param data a data directory or {@code builtin:paraphrase}
 * @param out the directory to write; an interrupted comparison goes on there
 * @param objectives an open phase for each, with settings of its own if needed
 * @param numbers settings of all objectives that have them, by name
 * @param minutes for each objective, validation included
 * @param run seed of everything random, and how often to validate; each run has a directory below {@code out}
 * @param limit sources of the test split to compare on; 0: all
 * @param samples sentences for each source
 */
public record CompareOptions(
        String teacher,
        String data,
        Path out,
        List<Phase> objectives,
        Map<String, String> numbers,
        double minutes,
        RunOptions run,
        int limit,
        int samples) {

    public CompareOptions {
        objectives = List.copyOf(objectives);
        numbers = Map.copyOf(numbers);
        List<String> names = objectives.stream().map(Phase::objective).toList();
        new Checks()
                .positive("minutes", minutes, Checks.MOST)
                .atLeast("limit", limit, 0)
                .whole("samples", samples, 1, Checks.MOST_SENTENCES)
                .require(!names.isEmpty(), "objectives", "at least one objective", "none")
                .require(
                        names.stream().distinct().count() == names.size(),
                        "objectives",
                        "each objective once",
                        String.join(",", names))
                .require(
                        objectives.stream().allMatch(Phase::isOpen),
                        "objectives",
                        "phases without a length, which minutes give",
                        objectives.toString())
                .refuse();
    }

    /** Where an objective's student goes. */
    Path student(Phase objective) {
        return out.resolve(objective.objective()).resolve("student");
    }

    /** Where an objective's run goes. */
    Path run(Phase objective) {
        return out.resolve(objective.objective()).resolve("run");
    }

    /** Where the page goes. */
    Path page() {
        return out.resolve("report.html");
    }

    /** The distillation with one objective. */
    DistillOptions distillation(Phase objective) {
        return new DistillOptions(
                teacher,
                Optional.empty(),
                data,
                student(objective),
                Recipe.of(objective),
                numbers,
                minutes,
                run.toBuilder().directory(run(objective)).build());
    }
}
