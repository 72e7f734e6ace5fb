package io.dlmone.eval;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Evaluations as JSON: one key per {@link Measure}, {@code null} where it was not taken, then {@code n},
 * {@code samples} and {@code intervals} with {@code [low, high]} for each measure that has one.
 */
public final class EvaluationJson {

    private EvaluationJson() {}

    /**
     * {@return the evaluation as a tree, to be extended by the caller (model, sampler, seed)}
     *
     * @param evaluation the measures
     */
    public static ObjectNode toJson(Evaluation evaluation) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        for (Measure measure : Measure.values()) {
            evaluation
                    .estimate(measure)
                    .ifPresentOrElse(
                            estimate -> json.put(measure.key(), estimate.value()), () -> json.putNull(measure.key()));
        }
        json.put("n", evaluation.n());
        json.put("samples", evaluation.samples());
        ObjectNode intervals = json.putObject("intervals");
        evaluation.estimates().forEach((measure, estimate) -> estimate.interval()
                .ifPresent(ends ->
                        intervals.putArray(measure.key()).add(ends.low()).add(ends.high())));
        return json;
    }
}
