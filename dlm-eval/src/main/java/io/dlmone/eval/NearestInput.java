package io.dlmone.eval;

import io.dlmone.unicode.WhiteSpace;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The baseline without a model: answers with the target of the nearest training source. Nearest is the largest Jaccard
 * similarity (shared over all) of the sets of words and pairs of adjacent words; of equals, the first training row; so
 * too when nothing is shared. An inverted index makes tens of thousands of rows quick to search. Immutable after
 * construction and thread-safe.
 */
public final class NearestInput {

    private final List<String> targets;
    private final Map<String, int[]> rowsByFeature;
    private final int[] featuresOfRow;

    /**
     * Indexes the training data; both lists have one entry per row, at least one.
     *
     * @param sources source of each row
     * @param targets target of each row
     */
    public NearestInput(List<String> sources, List<String> targets) {
        if (sources.isEmpty() || sources.size() != targets.size()) {
            throw new IllegalArgumentException("needs as many targets as sources, at least one; found " + sources.size()
                    + " sources and " + targets.size() + " targets");
        }
        Map<String, String> firstTargets = new LinkedHashMap<>();
        for (int i = 0; i < sources.size(); i++) {
            firstTargets.putIfAbsent(sources.get(i), targets.get(i));
        }
        this.targets = List.copyOf(firstTargets.values());
        this.featuresOfRow = new int[firstTargets.size()];
        Map<String, List<Integer>> rows = new HashMap<>();
        int row = 0;
        for (String source : firstTargets.keySet()) {
            Set<String> features = features(source);
            featuresOfRow[row] = features.size();
            for (String feature : features) {
                rows.computeIfAbsent(feature, key -> new ArrayList<>()).add(row);
            }
            row++;
        }
        this.rowsByFeature = new HashMap<>();
        rows.forEach((feature, list) -> rowsByFeature.put(
                feature, list.stream().mapToInt(Integer::intValue).toArray()));
    }

    /**
     * {@return the target of the training source nearest to {@code source}}
     *
     * @param source any text
     */
    public String targetFor(String source) {
        Set<String> features = features(source);
        int[] shared = new int[targets.size()];
        for (String feature : features) {
            for (int row : rowsByFeature.getOrDefault(feature, new int[0])) {
                shared[row]++;
            }
        }
        int best = 0;
        for (int row = 1; row < shared.length; row++) {
            long all = (long) features.size() + featuresOfRow[row] - shared[row];
            long allOfBest = (long) features.size() + featuresOfRow[best] - shared[best];
            if (shared[row] * allOfBest > shared[best] * all) {
                best = row;
            }
        }
        return targets.get(best);
    }

    /**
     * {@return {@link #targetFor} for each source, in the shape {@link Evaluator} takes: {@code [source][1]}}
     *
     * @param sources any texts
     */
    public List<List<String>> targetsFor(List<String> sources) {
        return sources.stream().map(source -> List.of(targetFor(source))).toList();
    }

    private static Set<String> features(String source) {
        List<String> words = WhiteSpace.words(source);
        Set<String> features = new HashSet<>(words);
        for (int i = 1; i < words.size(); i++) {
            features.add(words.get(i - 1) + ' ' + words.get(i));
        }
        return features;
    }
}
