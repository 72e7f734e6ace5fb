package io.dlmone.eval;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Distinct sources with all their references, for data that lists a source once for each of its targets.
 *
 * @param sources the distinct sources, in order of first appearance
 * @param references {@code [source][reference]}
 */
public record ReferenceSet(List<String> sources, List<List<String>> references) {

    public ReferenceSet {
        if (sources.size() != references.size()) {
            throw new IllegalArgumentException(sources.size() + " sources, references for " + references.size());
        }
        sources = List.copyOf(sources);
        references = references.stream().map(List::copyOf).toList();
    }

    /**
     * Groups rows by source; both lists have one entry per row.
     *
     * @param rowSources source of each row
     * @param rowTargets target of each row
     * @return the references by source
     */
    public static ReferenceSet grouped(List<String> rowSources, List<String> rowTargets) {
        if (rowSources.size() != rowTargets.size()) {
            throw new IllegalArgumentException(rowSources.size() + " sources and " + rowTargets.size() + " targets");
        }
        Map<String, List<String>> targets = new LinkedHashMap<>();
        for (int i = 0; i < rowSources.size(); i++) {
            targets.computeIfAbsent(rowSources.get(i), key -> new ArrayList<>()).add(rowTargets.get(i));
        }
        return new ReferenceSet(List.copyOf(targets.keySet()), List.copyOf(targets.values()));
    }
}
