package io.dlmone.train;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dlmone.eval.Evaluation;
import io.dlmone.eval.EvaluationTable;
import io.dlmone.eval.Interval;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Results on the same sources side by side, each compared with the first that is no baseline: differences have far
 * smaller intervals than the values themselves (paired bootstrap over sources).
 */
public final class SystemTable {

    private final List<SystemResult> results;
    private final SystemResult first;

    /** @param results at least one */
    public SystemTable(List<SystemResult> results) {
        this.results = List.copyOf(results);
        this.first = results.stream().filter(r -> !r.isBaseline()).findFirst().orElse(results.get(0));
    }

    /**
     * {@return the results for a terminal: one system with its intervals; several with their values, and then their
     * differences}
     */
    public String render() {
        Map<String, Evaluation> rows = new LinkedHashMap<>();
        Map<String, Evaluation> differences = new LinkedHashMap<>();
        for (SystemResult result : results) {
            rows.put(result.name(), result.evaluation());
            result.spread().ifPresent(spread -> rows.put(result.name().replaceFirst("^mean", "spread"), spread));
            if (result != first) {
                differences.put(result.name(), result.evaluation().minus(first.evaluation()));
            }
        }
        if (differences.isEmpty()) {
            return EvaluationTable.render(rows, true);
        }
        return EvaluationTable.render(rows) + "\nAgainst " + first.name()
                + " (± half of a 95% interval, paired bootstrap over sources):\n"
                + EvaluationTable.renderDifferences(differences);
    }

    /**
     * {@return the results for programs: a line with one JSON object for each system; differences are {@code [value,
     * low, high]}}
     */
    public String toJson() {
        StringBuilder lines = new StringBuilder();
        for (SystemResult result : results) {
            ObjectNode json = result.toJson();
            if (result != first) {
                ObjectNode against = json.putObject("against");
                against.put("system", first.name());
                result.evaluation().minus(first.evaluation()).estimates().forEach((measure, estimate) -> {
                    Interval ends = estimate.interval().orElseThrow();
                    against.putArray(measure.key())
                            .add(estimate.value())
                            .add(ends.low())
                            .add(ends.high());
                });
            }
            lines.append(json).append('\n');
        }
        return lines.toString();
    }
}
