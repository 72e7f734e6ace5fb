package io.dlmone.train;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Where a run is: what its loop knows beside the variables.
 *
 * @param step updates made
 * @param seconds since the run began
 * @param lastValidated the step of the last validation; -1: none yet
 * @param bestStep updates before the best validation; -1: none yet
 * @param skipped updates that were not made
 * @param sums of what was measured since the last row of {@code metrics.jsonl}
 * @param summed updates in these sums
 * @param best scores of the best validation; empty: none yet
 * @param last scores of the last validation; empty: none yet
 * @param phase of a distillation's recipe; empty for a teacher's training
 */
record Position(
        long step,
        double seconds,
        long lastValidated,
        long bestStep,
        long skipped,
        Map<String, Double> sums,
        long summed,
        Map<String, Double> best,
        Map<String, Double> last,
        Optional<PhasePosition> phase) {

    /**
     * The phase of a recipe that is under way.
     *
     * @param index from 0
     * @param began seconds of training before it
     * @param trainingSeconds of all phases so far
     */
    record PhasePosition(int index, double began, double trainingSeconds) {

        /** Where a recipe begins. */
        static final PhasePosition FIRST = new PhasePosition(0, 0, 0);
    }

    /** As {@code checkpoint.json} has it. */
    Map<String, Object> toJson() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("step", step);
        json.put("seconds", seconds);
        json.put("lastValidated", lastValidated);
        json.put("bestStep", bestStep);
        json.put("skipped", skipped);
        json.put("sums", sums);
        json.put("summed", summed);
        json.put("best", best);
        json.put("last", last);
        phase.ifPresent(p -> {
            json.put("phase", p.index());
            json.put("phaseBegan", p.began());
            json.put("trainingSeconds", p.trainingSeconds());
        });
        return json;
    }

    /** What {@link #toJson} wrote; what a run of an earlier version did not record is as at its beginning. */
    static Position of(Map<?, ?> json) {
        Optional<PhasePosition> phase = json.containsKey("phase")
                ? Optional.of(new PhasePosition(
                        (int) number(json, "phase", 0),
                        number(json, "phaseBegan", 0),
                        number(json, "trainingSeconds", 0)))
                : Optional.empty();
        return new Position(
                (long) number(json, "step", 0),
                number(json, "seconds", 0),
                (long) number(json, "lastValidated", -1),
                (long) number(json, "bestStep", -1),
                (long) number(json, "skipped", 0),
                numbers(json, "sums"),
                (long) number(json, "summed", 0),
                numbers(json, "best"),
                numbers(json, "last"),
                phase);
    }

    private static double number(Map<?, ?> json, String key, double otherwise) {
        return json.get(key) instanceof Number n ? n.doubleValue() : otherwise;
    }

    private static Map<String, Double> numbers(Map<?, ?> json, String key) {
        return json.get(key) instanceof Map<?, ?> values ? Json.numbers(values) : Map.of();
    }
}
