package io.dlmone.train;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dlmone.eval.Evaluation;
import io.dlmone.eval.EvaluationJson;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an evaluation found for one system.
 *
 * @param name for tables
 * @param about how the sentences were made: model, role, sampler, steps, batch, seed, engine
 * @param evaluation its measures
 * @param spread how far the seeds of one system are from their mean, which {@code evaluation} is; empty for one model
 * @param sources {@code [source]}
 * @param texts {@code [source][sample]}, for people; none for a mean
 */
public record SystemResult(
        String name,
        Map<String, Object> about,
        Evaluation evaluation,
        Optional<Evaluation> spread,
        List<String> sources,
        List<List<String>> texts) {

    /** The key in {@code about} of the number of sentences of which each was chosen. */
    static final String CANDIDATES = "candidates";

    /**
     * What was found for one model.
     *
     * @param name for people
     * @param about settings, by name
     * @param evaluation its measures
     * @param sources those written for
     * @param texts {@code [source][sample]}
     */
    public SystemResult(
            String name,
            Map<String, Object> about,
            Evaluation evaluation,
            List<String> sources,
            List<List<String>> texts) {
        this(name, about, evaluation, Optional.empty(), sources, texts);
    }

    /**
     * The mean and spread of one system's seeds.
     *
     * @param seeds at least two, evaluated on the same sources
     */
    static SystemResult ofSeeds(List<SystemResult> seeds) {
        SystemResult first = seeds.get(0);
        List<Evaluation> each = seeds.stream().map(SystemResult::evaluation).toList();
        List<String> models =
                seeds.stream().map(seed -> seed.about.get("model").toString()).toList();
        Map<String, Object> about = new LinkedHashMap<>(first.about);
        about.put("model", models);
        Object candidates = about.get(CANDIDATES);
        return new SystemResult(
                "mean of " + String.join(", ", models) + (candidates == null ? "" : ", MBR-" + candidates),
                about,
                Evaluation.mean(each),
                Optional.of(Evaluation.spread(each)),
                first.sources,
                List.of());
    }

    /**
     * {@return the same under another name}
     *
     * @param other the new name
     */
    public SystemResult named(String other) {
        return new SystemResult(other, about, evaluation, spread, sources, texts);
    }

    /** {@return whether it is a baseline without a network} */
    public boolean isBaseline() {
        return evaluation.nfe() == 0;
    }

    /** {@return one JSON object: the measures, then how they were taken} */
    public ObjectNode toJson() {
        ObjectNode json = EvaluationJson.toJson(evaluation);
        json.put("system", name);
        about.forEach(json::putPOJO);
        spread.ifPresent(s -> {
            ObjectNode values = json.putObject("spread");
            s.estimates().forEach((measure, estimate) -> values.put(measure.key(), estimate.value()));
        });
        return json;
    }
}
