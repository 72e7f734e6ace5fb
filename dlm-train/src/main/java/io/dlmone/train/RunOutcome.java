package io.dlmone.train;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * How a training run ended.
 *
 * @param finished false if it was stopped and can be continued
 * @param step updates made
 * @param run its run directory
 * @param model where the model was written, if finished
 * @param best validation scores of the weights written, by name; empty without validation
 * @param metrics the rows of {@code metrics.jsonl}: losses by step, and validations
 */
public record RunOutcome(
        boolean finished, long step, Path run, Path model, Map<String, Double> best, List<MetricsRow> metrics) {}
