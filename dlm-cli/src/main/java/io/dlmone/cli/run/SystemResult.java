package io.dlmone.cli.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dlmone.eval.Evaluation;
import io.dlmone.eval.EvaluationJson;
import java.util.List;
import java.util.Map;

/**
 * What an evaluation found for one system.
 *
 * @param name for tables
 * @param about how the sentences were made: model, role, sampler, steps, batch, seed, engine
 * @param sources {@code [source]}
 * @param texts {@code [source][sample]}, for people
 */
public record SystemResult(
        String name, Map<String, Object> about, Evaluation evaluation, List<String> sources, List<List<String>> texts) {

    /** One JSON object: the measures, then how they were taken. */
    public ObjectNode toJson() {
        ObjectNode json = EvaluationJson.toJson(evaluation);
        json.put("system", name);
        about.forEach(json::putPOJO);
        return json;
    }
}
