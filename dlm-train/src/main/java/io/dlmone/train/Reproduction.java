package io.dlmone.train;

import io.dlmone.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** Compares a run with its repetition: what was measured on the way and the state at the end. */
public final class Reproduction {

    private final List<String> differences = new ArrayList<>();
    private int rows;
    private int tensors;

    private Reproduction() {}

    /**
     * Compares two finished runs of one verb.
     *
     * @param first directory of a run
     * @param second directory of another
     * @return what differs
     */
    public static Reproduction compare(Path first, Path second) {
        Reproduction r = new Reproduction();
        r.compareRows(RunDirectory.metrics(first), RunDirectory.metrics(second));
        Checkpoint a = RunDirectory.newestCheckpoint(first);
        Checkpoint b = RunDirectory.newestCheckpoint(second);
        r.compareTensors("state", a.state(), b.state());
        r.compareTensors("best weights", a.best().orElse(Map.of()), b.best().orElse(Map.of()));
        return r;
    }

    /**
     * The verb of a run and the options it began with.
     *
     * @param verb kind of the job
     * @param config its options by the names of the settings
     */
    public record Recorded(String verb, Map<String, Object> config) {}

    /**
     * {@return what a run was asked to do}
     *
     * @param run its directory
     */
    public static Recorded recorded(Path run) {
        return RunDirectory.recorded(run, OptionalLong.empty());
    }

    private void compareRows(List<MetricsRow> a, List<MetricsRow> b) {
        rows = a.size();
        if (a.size() != b.size()) {
            differences.add("metrics.jsonl: " + a.size() + " rows against " + b.size());
        }
        for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
            MetricsRow x = a.get(i).withoutTime();
            MetricsRow y = b.get(i).withoutTime();
            if (!x.equals(y)) {
                differences.add("metrics.jsonl, row " + (i + 1) + ": " + Json.line(x.toJson()) + " against "
                        + Json.line(y.toJson()));
                return;
            }
        }
    }

    private void compareTensors(String what, Map<String, Tensor> a, Map<String, Tensor> b) {
        tensors += a.size();
        if (!a.keySet().equals(b.keySet())) {
            differences.add(what + ": other tensors");
            return;
        }
        List<String> other = a.keySet().stream()
                .filter(name -> !a.get(name).equals(b.get(name)))
                .sorted()
                .toList();
        if (!other.isEmpty()) {
            differences.add(what + ": " + other.size() + " of " + a.size() + " tensors differ, the first of them "
                    + other.get(0));
        }
    }

    /** {@return whether nothing differs} */
    public boolean isExact() {
        return differences.isEmpty();
    }

    /** {@return what differs, a line each} */
    public List<String> differences() {
        return List.copyOf(differences);
    }

    /** {@return rows of measurements compared} */
    public int rows() {
        return rows;
    }

    /** {@return tensors compared} */
    public int tensors() {
        return tensors;
    }
}
