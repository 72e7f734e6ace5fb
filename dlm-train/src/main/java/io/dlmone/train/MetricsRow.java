package io.dlmone.train;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A row of {@code metrics.jsonl}: what was measured at a step of a run. Immutable. */
public sealed interface MetricsRow permits MetricsRow.Trained, MetricsRow.Validated, MetricsRow.Skipped {

    /** {@return updates made before the measurement} */
    long step();

    /** {@return what was being trained, such as {@code teacher} or an objective's name} */
    String stage();

    /** {@return seconds since the run began, without those between a stop and its continuation} */
    double seconds();

    /** {@return numbers by name, such as {@code loss} or {@code bleu}} */
    Map<String, Double> values();

    /** {@return the same at no time, to be compared with the row of a repeated run} */
    MetricsRow withoutTime();

    /**
     * Means over the updates since the row before.
     *
     * @param step updates made before it
     * @param stage what was being trained
     * @param seconds since the run began
     * @param means measurements of updates by name, among them {@code loss}
     * @param alarms signs of a collapse in words; usually none
     */
    record Trained(long step, String stage, double seconds, Map<String, Double> means, List<String> alarms)
            implements MetricsRow {

        public Trained {
            means = Collections.unmodifiableMap(new LinkedHashMap<>(means));
            alarms = List.copyOf(alarms);
        }

        @Override
        public Map<String, Double> values() {
            return means;
        }

        @Override
        public MetricsRow withoutTime() {
            return new Trained(step, stage, 0, means, alarms);
        }
    }

    /**
     * A validation.
     *
     * @param step updates made before it
     * @param stage what was being trained
     * @param seconds since the run began
     * @param scores by name, such as {@code bleu}
     * @param alarms signs of a collapse in words; usually none
     */
    record Validated(long step, String stage, double seconds, Map<String, Double> scores, List<String> alarms)
            implements MetricsRow {

        public Validated {
            scores = Collections.unmodifiableMap(new LinkedHashMap<>(scores));
            alarms = List.copyOf(alarms);
        }

        @Override
        public Map<String, Double> values() {
            return scores;
        }

        @Override
        public MetricsRow withoutTime() {
            return new Validated(step, stage, 0, scores, alarms);
        }
    }

    /**
     * An update that was not made, because something was not finite.
     *
     * @param step updates made before it
     * @param stage what was being trained
     * @param seconds since the run began
     * @param update which one, such as {@code theta}
     * @param parameters those whose gradients were not finite
     */
    record Skipped(long step, String stage, double seconds, String update, List<String> parameters)
            implements MetricsRow {

        public Skipped {
            parameters = List.copyOf(parameters);
        }

        @Override
        public Map<String, Double> values() {
            return Map.of();
        }

        @Override
        public MetricsRow withoutTime() {
            return new Skipped(step, stage, 0, update, parameters);
        }
    }

    /** {@return the word for the row's kind in its file: {@code train}, {@code valid} or {@code skipped}} */
    default String kind() {
        return this instanceof Trained ? "train" : this instanceof Validated ? "valid" : "skipped";
    }

    /** {@return this as the file has it: what all rows have, then its own} */
    default Map<String, Object> toJson() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("kind", kind());
        json.put("step", step());
        json.put("stage", stage());
        json.put("seconds", seconds());
        json.putAll(values());
        if (this instanceof Skipped skipped) {
            json.put("update", skipped.update());
            json.put("parameters", skipped.parameters());
        }
        List<String> alarms = this instanceof Trained trained
                ? trained.alarms()
                : this instanceof Validated validated ? validated.alarms() : List.of();
        if (!alarms.isEmpty()) {
            json.put("alarms", alarms);
        }
        return json;
    }

    /**
     * {@return the row that {@link #toJson} wrote; empty for what is none}
     *
     * @param json an object of the file
     */
    static Optional<MetricsRow> of(Map<String, Object> json) {
        Map<String, Object> left = new LinkedHashMap<>(json);
        Object kind = left.remove("kind");
        if (!(left.remove("step") instanceof Number step && left.remove("seconds") instanceof Number time)) {
            return Optional.empty();
        }
        String stage = String.valueOf(left.remove("stage"));
        double seconds = time.doubleValue();
        List<String> alarms = texts(left.remove("alarms"));
        if ("skipped".equals(kind)) {
            List<String> parameters = texts(left.get("parameters"));
            String update = String.valueOf(left.get("update"));
            return Optional.of(new Skipped(step.longValue(), stage, seconds, update, parameters));
        }
        Map<String, Double> values = Json.numbers(left);
        return "train".equals(kind)
                ? Optional.of(new Trained(step.longValue(), stage, seconds, values, alarms))
                : "valid".equals(kind)
                        ? Optional.of(new Validated(step.longValue(), stage, seconds, values, alarms))
                        : Optional.empty();
    }

    private static List<String> texts(Object json) {
        List<String> texts = new ArrayList<>();
        if (json instanceof List<?> several) {
            several.forEach(one -> texts.add(String.valueOf(one)));
        }
        return texts;
    }
}
